import type { z } from 'zod';
import type { BundleSchema } from '../../src/bundle/format.js';
import { sealOf } from '../../src/bundle/spans.js';

/** A bundle as a file holds it, with every list written out. */
export type BundleJson = z.input<typeof BundleSchema>;
type Listed = 'entities' | 'events' | 'statements' | 'figures' | 'relations';
export type Full = Omit<BundleJson, Listed> & { [List in Listed]: NonNullable<BundleJson[List]> };

export type EntityJson = Full['entities'][number];
export type EventJson = Full['events'][number];
export type StatementJson = Full['statements'][number];
export type FigureJson = Full['figures'][number];
export type RelationJson = Full['relations'][number];

/** The article of which `bundle()` speaks; 🛰 is one code point and two UTF-16 units. */
export const TEXT =
  '🛰 Minister Kim Min-ji (김민지) of Norland said over 300 soldiers of the Storm Brigade were ' +
  'reportedly killed near Lake Orm on Monday, The Herald reported.';

/** Where the `nth` occurrence of `words` stands in `text`, in Unicode code points. */
export function span(text: string, words: string, nth = 1) {
  let unit = -1;
  for (let found = 0; found < nth; found++) {
    unit = text.indexOf(words, unit + 1);
    if (unit < 0) throw new Error(`"${words}" stands ${found} times in the text, not ${nth}`);
  }
  const start = Array.from(text.slice(0, unit)).length;
  return { start, end: start + Array.from(words).length, exact: words };
}

/** A small valid bundle that carries its text. A list that is given replaces the one here. */
export function bundle({
  article,
  ...lists
}: Partial<Omit<Full, 'article'>> & { article?: Partial<Full['article']> } = {}): Full {
  return {
    format: 'hearsay-bundle/1',
    article: {
      id: 'lake-orm',
      label: 'Norland on losses near Lake Orm',
      publisher: 'the-herald',
      language: 'en',
      published: { edtf: '2025-01-14', basis: 'inferred' },
      text: TEXT,
      ...article,
    },
    entities: [
      entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
      entity({
        id: 'kim-min-ji',
        type: 'person',
        name: 'Kim Min-ji',
        aliases: ['김민지'],
        mentions: [span(TEXT, 'Minister Kim Min-ji'), span(TEXT, '김민지')],
      }),
      entity({ id: 'norland', type: 'country', name: 'Norland' }),
      entity({ id: 'storm-brigade', type: 'military_unit', name: 'Storm Brigade' }),
      entity({ id: 'lake-orm', type: 'place', name: 'Lake Orm' }),
    ],
    events: [event()],
    statements: [statement()],
    figures: [figure()],
    relations: [relation()],
    ...lists,
  };
}

/** An entity that the text names as its `name` says, unless `mentions` are given. */
export function entity(overrides: Partial<EntityJson> = {}): EntityJson {
  const name = overrides.name ?? 'Norland';
  const mentions = overrides.mentions ?? [span(TEXT, name)];
  return { id: 'norland', type: 'country', ...overrides, name, mentions };
}

export function event(overrides: Partial<EventJson> = {}): EventJson {
  return {
    id: 'lake-orm-fighting',
    type: 'assault',
    modality: 'actual',
    title: 'Fighting near Lake Orm',
    time: { edtf: '2025-01-13', text: 'on Monday', basis: 'inferred' },
    places: ['lake-orm'],
    participants: [{ entity: 'storm-brigade', role: 'victim' }],
    spans: [span(TEXT, 'killed near Lake Orm')],
    ...overrides,
  };
}

/** What the minister said, by way of The Herald. */
export function statement(overrides: Partial<StatementJson> = {}): StatementJson {
  return {
    id: 'losses',
    kind: 'assertion',
    summary: 'More than 300 soldiers of the Storm Brigade died.',
    certainty: 'certain',
    hedges: [span(TEXT, 'reportedly')],
    attribution: [
      {
        role: 'origin',
        agent: 'kim-min-ji',
        verb: 'said',
        certainty: 'certain',
        span: span(TEXT, 'Minister Kim Min-ji (김민지) of Norland said'),
      },
      {
        role: 'publisher',
        agent: 'the-herald',
        verb: 'reported',
        span: span(TEXT, 'The Herald reported'),
      },
    ],
    about: { entities: ['storm-brigade'], events: ['lake-orm-fighting'] },
    spans: [span(TEXT, 'over 300 soldiers of the Storm Brigade were reportedly killed')],
    ...overrides,
  };
}

export function figure(overrides: Partial<FigureJson> = {}): FigureJson {
  return {
    id: 'killed',
    statement: 'losses',
    measure: 'killed',
    quantity: { value: 300, qualifier: 'more_than', text: 'over 300' },
    population: 'storm-brigade',
    event: 'lake-orm-fighting',
    place: 'lake-orm',
    spans: [span(TEXT, 'over 300 soldiers')],
    ...overrides,
  };
}

export function relation(overrides: Partial<RelationJson> = {}): RelationJson {
  return {
    id: 'minister',
    type: 'represents',
    subject: 'kim-min-ji',
    object: 'norland',
    statement: 'losses',
    spans: [span(TEXT, 'Minister Kim Min-ji (김민지) of Norland')],
    ...overrides,
  };
}

/**
 * A copy of `json` with other values, by JSON pointer: `undefined` takes a key out, and `-` for an
 * index appends.
 */
export function changed<Json extends object>(json: Json, changes: Record<string, unknown>): Json {
  const copy = structuredClone(json);
  for (const [pointer, value] of Object.entries(changes)) {
    const path = pointer.split('/').slice(1);
    const key = path.pop() ?? '';
    // biome-ignore lint/suspicious/noExplicitAny: a pointer may lead anywhere.
    const place = path.reduce<any>((inner, step) => inner[step], copy);
    if (key === '-') place.push(value);
    else if (value === undefined) delete place[key];
    else place[key] = value;
  }
  return copy;
}

/** The bundle as it is passed on without its text: sealed, when every span was compared with it. */
export function sealed(json: Full = bundle()): Full {
  const { text, ...article } = json.article;
  const without = { ...json, article };
  return { ...without, seal: sealOf(without, text ?? '') };
}
