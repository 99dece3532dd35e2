import type { z } from 'zod';
import type { BundleSchema } from '../../src/bundle/format.js';
import type { Certainty, StatementKind } from '../../src/database/generated/enums.js';
import type { Desk } from './article.js';
import { quantityOf } from './quantities.js';
import { dayName, timeOf } from './times.js';
import { translate } from './words.js';
import { type Happening, type Someone, somebody } from './world.js';

type Statement = NonNullable<z.input<typeof BundleSchema>['statements']>[number];
type Link = Statement['attribution'][number];

/** What is said of those who are counted, and how large a part of the story's size they are. */
const MEASURES = {
  deployed: ['were deployed', 100],
  killed: ['were killed', 10],
  wounded: ['were wounded', 25],
  casualties: ['were killed or wounded', 35],
  captured: ['were captured', 4],
  surrendered: ['surrendered', 2],
  missing: ['went missing', 5],
  detained: ['were detained', 8],
  executed: ['were executed', 1],
  'suicide-attempts': ['tried to take their lives', 1],
  suicides: ['took their lives', 1],
  displaced: ['were displaced', 80],
  headcount: ['were present', 90],
} as const;
const WEIGHTS = {
  deployed: 5,
  killed: 9,
  wounded: 7,
  casualties: 5,
  captured: 4,
  surrendered: 1,
  missing: 3,
  detained: 2,
  executed: 1,
  'suicide-attempts': 1,
  suicides: 1,
  displaced: 3,
  headcount: 4,
} as const satisfies Record<keyof typeof MEASURES, number>;

const VERBS = ['said', 'told', 'reported', 'estimated', 'announced', 'claimed', 'confirmed'];
const UNNAMED = ['officials', 'estimates', 'witnesses', 'sources'];
const HEDGES = ['reportedly', 'allegedly', 'apparently'];
const CERTAINTIES = {
  certain: 6,
  probable: 3,
  possible: 2,
  uncommitted: 2,
} as const satisfies Record<Certainty, number>;
const CHAINS = { one: 3, two: 8, three: 5, four: 2 } as const;
const LENGTHS = { one: 1, two: 2, three: 3, four: 4 } as const;

/** Kinds of statements without figures, in words. */
const OTHERS: Partial<Record<StatementKind, string>> = {
  denial: 'nothing of the kind happened',
  condemnation: 'it was a crime',
  offer: 'talks might begin',
  prediction: 'more would follow',
  accusation: 'the other side had lied',
  order: 'everybody had to leave',
  background: 'both had been at odds for years',
};
const RELATIONS = ['part_of', 'leader_of', 'member_of', 'represents', 'supplies', 'allied_with'];

/** Writes a sentence of one statement with one or two figures. */
export function tellFigures(desk: Desk): void {
  const { random, story, text } = desk;
  const event = random.pick(story.events);
  const place = text.here();
  const attribution = tellChain(desk);
  const hedges = random.chance(0.3) ? [text.words(random.pick(HEDGES))] : [];
  const summaries: string[] = [];
  const statement = `statement-${desk.statements.length + 1}`;
  const population = random.pick([story.unit, story.group, event.actor]);
  const happened = text.here();
  for (let nth = random.chance(0.35) ? 2 : 1; nth > 0; nth -= 1) {
    const measure = random.weighed(WEIGHTS);
    const [phrase, percent] = MEASURES[measure];
    const quantity = quantityOf(random, Math.max(1, Math.round((story.size * percent) / 100)));
    const from = text.here();
    const count = text.words(quantity.text);
    text.words('of');
    text.name(population);
    text.words(phrase);
    const when = random.chance(0.5) ? dayName(event.day) : null;
    const time = when === null ? null : text.words(when).exact;
    desk.figures.push({
      id: `${measure}-${desk.figures.length + 1}`,
      statement,
      measure,
      counting: random.pick(['cumulative', 'incremental', 'point_in_time', 'unspecified']),
      quantity: { ...quantity, text: count.exact },
      population: population.id,
      event: event.id,
      place: random.chance(0.6) ? event.place.id : null,
      asOf: timeOf(random, event.day, time),
      spans: [random.chance(0.7) ? count : text.since(from)],
    });
    summaries.push(`${quantity.text} of ${population.names.latin} ${phrase}`);
    if (nth > 1) text.words('and');
  }
  tellWhere(desk, event, happened);
  desk.statements.push({
    id: statement,
    kind: random.pick(['assertion', 'assertion', 'estimate']),
    summary: `${summaries.join('; ')}, says a synthetic article.`,
    certainty: random.weighed(CERTAINTIES),
    hedges,
    time: timeOf(random, desk.day, null),
    attribution,
    about: { entities: [population.id], events: [event.id] },
    spans: [text.since(place)],
  });
  text.mark();
}

/** Writes where an event happened and among whom, so that it and all in it are named. */
function tellWhere({ text, told }: Desk, event: Happening, from: ReturnType<Desk['text']['here']>) {
  text.words('near');
  text.name(event.place);
  if (!told.has(event)) {
    text.words('between');
    text.name(event.actor);
    text.words('and');
    text.name(event.other);
  }
  told.set(event, [...(told.get(event) ?? []), text.since(from)]);
}

/** Writes a sentence of a statement without figures; some carry a tie between two entities. */
export function tellOther(desk: Desk): void {
  const { random, story, text } = desk;
  const kind = random.pick(Object.keys(OTHERS) as StatementKind[]);
  const words = OTHERS[kind] ?? '';
  const place = text.here();
  const attribution = tellChain(desk);
  text.words(words);
  text.words('about');
  const [subject, object] = [
    random.pick([story.unit, story.group, ...story.people]),
    random.pick([story.country, story.body]),
  ];
  const from = text.here();
  text.name(subject);
  text.words('of');
  text.name(object);
  const id = `statement-${desk.statements.length + 1}`;
  if (kind === 'background' || random.chance(0.3)) {
    const type = random.pick(RELATIONS);
    desk.relations.push({
      id: `${type.replaceAll('_', '-')}-${desk.relations.length + 1}`,
      type,
      subject: subject.id,
      object: object.id,
      statement: id,
      spans: [text.since(from)],
    });
  }
  desk.statements.push({
    id,
    kind,
    summary: `Of ${subject.names.latin} and ${object.names.latin}: ${words}, says a synthetic article.`,
    certainty: random.weighed(CERTAINTIES),
    polarity: kind === 'denial' ? 'negative' : 'positive',
    time: timeOf(random, desk.day, null),
    attribution,
    about: { entities: [subject.id, object.id], events: [] },
    spans: [text.since(place)],
  });
  text.mark(random.chance(0.1) ? '! 📷' : '.');
}

/** Writes "Wire, citing Ministry, said that": a chain of one to four links, the publisher last. */
function tellChain(desk: Desk): Link[] {
  const { random, text, publisher, story, seed, number } = desk;
  const length = LENGTHS[random.weighed(CHAINS)];
  const last: Link = { role: 'publisher', agent: publisher.id, verb: 'reported' };
  if (length === 1) return [last];
  const relays: Link[] = [];
  for (let nth = length; nth > 2; nth -= 1) {
    const agent = relays.length === 0 ? somebody(seed, random, 'wire', number) : story.people[1];
    const span = text.name(agent);
    text.words('citing');
    relays.unshift({
      role: 'relay',
      agent: agent.id,
      verb: 'cited',
      span,
      certainty: random.weighed(CERTAINTIES),
    });
  }
  const origin = tellOrigin(desk, random.pick([story.body, story.country, story.people[0]]));
  text.words('that');
  return [origin, ...relays, last];
}

function tellOrigin({ random, text }: Desk, agent: Someone): Link {
  const from = text.here();
  const verb = random.pick(VERBS);
  const unnamed = random.chance(0.2) ? random.pick(UNNAMED) : null;
  if (unnamed === null) text.name(agent);
  else text.words(unnamed);
  text.words(verb);
  return {
    role: 'origin',
    agent: unnamed === null ? agent.id : null,
    agentText: unnamed === null ? null : translate(unnamed, text.script),
    verb,
    certainty: random.weighed(CERTAINTIES),
    span: text.since(from),
  };
}
