import type { z } from 'zod';
import { type BundleSchema, FORMAT } from '../bundle/format.js';
import type { Quote } from './quote.js';

type Span = { start: number; end: number; exact: string };
type Drafted<T> = T extends Span
  ? z.input<typeof Quote>
  : T extends object
    ? { [Key in keyof T]: Drafted<T[Key]> }
    : T;

/** A bundle in which a quote stands wherever a span is expected. */
type Draft = Drafted<z.input<typeof BundleSchema>>;

/** A draft with an example of each kind, told of an invented article; see seeds/README.md. */
export function example(id: string, $schema: string): Draft {
  return {
    $schema,
    format: FORMAT,
    article: {
      id,
      label: '<Norland on losses near Lake Orm>',
      headline: null,
      publisher: 'example-herald',
      byline: null,
      language: '<en>',
      published: { edtf: '<2031-03-03>', text: null, basis: 'inferred' },
      url: null,
    },
    entities: [
      entity('example-herald', 'organization', '<The Herald>', [{ exact: '<The Herald>' }]),
      {
        id: 'example-minister',
        type: 'person',
        name: '<Kim Min-ji>',
        aliases: ['<김민지>'],
        description: '<Defence minister of Norland.>',
        country: '<KR>',
        sameAs: [],
        location: null,
        mentions: [
          { exact: '<Kim Min-ji>' },
          { exact: '<Kim>', prefix: '<She was told, >', suffix: '< said>' },
        ],
      },
      entity('example-norland', 'public_body', '<Government of Norland>', [
        { exact: '<Varnholm>' },
      ]),
      entity('example-brigade', 'military_unit', '<Storm Brigade>', [{ exact: '<Storm Brigade>' }]),
      entity('example-lake', 'place', '<Lake Orm>', [{ exact: '<Lake Orm>' }]),
    ],
    events: [event],
    statements: statements(),
    figures: [
      {
        id: 'example-killed',
        statement: 'example-losses',
        measure: '<killed>',
        counting: 'unspecified',
        quantity: { value: 300, qualifier: 'more_than', text: '<Over 300>' },
        population: 'example-brigade',
        event: 'example-fighting',
        place: 'example-lake',
        asOf: { edtf: null, text: null, basis: 'unknown' },
        spans: [{ exact: '<Over 300 soldiers>' }],
      },
    ],
    relations: [
      {
        id: 'example-minister-of-norland',
        type: '<represents>',
        subject: 'example-minister',
        object: 'example-norland',
        statement: 'example-losses',
        spans: [{ exact: '<defence minister Kim Min-ji>' }],
      },
    ],
    links: [{ from: 'example-denial', type: 'denies', to: 'example-losses' }],
  };
}

const entity = (
  id: string,
  type: 'organization' | 'public_body' | 'military_unit' | 'place',
  name: string,
  mentions: z.input<typeof Quote>[],
) => ({ id, type, name, aliases: [], description: null, mentions });

const publisher = { role: 'publisher', agent: 'example-herald', verb: '<reported>' } as const;

const statements = (): Draft['statements'] => [
  {
    id: 'example-losses',
    kind: 'estimate',
    summary: '<More than 300 soldiers of the brigade died near Lake Orm.>',
    certainty: 'probable',
    polarity: 'positive',
    hedges: [{ exact: '<reportedly>' }],
    time: { edtf: '<2031-03-03>', text: '<on Monday>', basis: 'inferred' },
    attribution: [
      {
        role: 'origin',
        agent: null,
        agentText: '<army estimates>',
        verb: '<estimated>',
        certainty: 'probable',
        span: { exact: '<citing army estimates>' },
      },
      {
        role: 'relay',
        agent: 'example-minister',
        agentText: null,
        verb: '<told>',
        certainty: 'certain',
        span: { exact: '<defence minister Kim Min-ji told reporters>' },
      },
      { ...publisher, span: null },
    ],
    about: { entities: ['example-brigade'], events: ['example-fighting'] },
    spans: [{ exact: '<Over 300 soldiers of the Storm Brigade were reportedly killed>' }],
  },
  {
    id: 'example-denial',
    kind: 'denial',
    summary: '<A spokesman who is not named denies any losses.>',
    certainty: 'certain',
    polarity: 'negative',
    attribution: [
      { role: 'origin', agent: null, agentText: '<a brigade spokesman>', verb: '<denied>' },
      publisher,
    ],
    spans: [{ exact: '<denied any losses>' }],
  },
];

const event: NonNullable<Draft['events']>[number] = {
  id: 'example-fighting',
  type: 'assault',
  mode: null,
  modality: 'actual',
  title: '<Fighting near Lake Orm>',
  summary: null,
  time: { edtf: '<2031-03-01/2031-03-02>', text: '<over the weekend>', basis: 'inferred' },
  places: ['example-lake'],
  participants: [{ entity: 'example-brigade', role: 'victim' }],
  spans: [{ exact: '<killed near Lake Orm>' }],
};
