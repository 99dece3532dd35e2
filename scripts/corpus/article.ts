import type { z } from 'zod';
import { type BundleSchema, FORMAT } from '../../src/bundle/format.js';
import { type Random, randomOf } from './random.js';
import { tellFigures, tellOther } from './sentences.js';
import { newText, type Text } from './text.js';
import { timeOf } from './times.js';
import { LANGUAGES } from './words.js';
import { type Happening, type Someone, type Story, somebody, story, storyOf } from './world.js';

type Input = z.input<typeof BundleSchema>;
export type Written = {
  [List in 'statements' | 'figures' | 'relations' | 'links']: NonNullable<Input[List]>;
};

/** What the sentences of an article are written from, and what they add to. */
export interface Desk extends Written {
  seed: number;
  number: number;
  random: Random;
  story: Story;
  text: Text;
  publisher: Someone;
  /** The day of publication, in days since 1970. */
  day: number;
  /** Where the article first speaks of an event. */
  told: Map<Happening, ReturnType<Text['since']>[]>;
}

const articleId = (seed: number, number: number) =>
  `synthetic-${seed}-${String(number).padStart(6, '0')}`;

/** Article number `number` of the corpus of `seed`: the same, however many there are. */
export function articleOf(seed: number, number: number): Input {
  const random = randomOf(seed, 'article', number);
  const told = story(seed, storyOf(seed, number));
  const foreign = told.country.own !== 'latin' && random.chance(0.5);
  const desk: Desk = {
    seed,
    number,
    random,
    story: told,
    text: newText(foreign ? told.country.own : 'latin'),
    publisher: somebody(seed, random, 'paper', number),
    day: told.day + random.whole(0, 12),
    told: new Map(),
    statements: [],
    figures: [],
    relations: [],
    links: [],
  };
  const headline = `[Synthetic] ${told.events[0]?.title ?? ''}, number ${number}`;
  // Not in words of the language of the text: everybody is to understand this one.
  desk.text.mark(random.chance(0.3) ? '🛰 [Synthetic] 📰' : '[Synthetic]');
  desk.text.name(desk.publisher);
  desk.text.mark(':');
  const figures = random.whole(7, 13);
  while (desk.figures.length < figures) tellFigures(desk);
  for (let nth = random.whole(4, 7); nth > 0; nth -= 1) tellOther(desk);
  linkBack(desk);
  const { statements, relations, links } = desk;
  return {
    format: FORMAT,
    article: {
      id: articleId(seed, number),
      label: `Synthetic article ${number} of corpus ${seed}`,
      headline: random.chance(0.9) ? headline : null,
      publisher: desk.publisher.id,
      byline: random.chance(0.5)
        ? `Synthetic ${somebody(seed, random, 'person', number).names.latin}`
        : null,
      language: LANGUAGES[desk.text.script],
      published: timeOf(random, desk.day, null),
      url: random.chance(0.7) ? `https://synthetic.example/${seed}/${number}` : null,
      text: desk.text.whole(),
    },
    entities: entitiesOf(desk),
    events: eventsOf(desk),
    statements,
    figures: desk.figures,
    relations,
    links,
  };
}

function entitiesOf({ random, text }: Desk): NonNullable<Input['entities']> {
  return text.cast().map(({ entity, spellings, mentions }) => ({
    id: entity.id,
    type: entity.type,
    name: entity.names.latin,
    aliases: [...spellings].filter((spelling) => spelling !== entity.names.latin),
    description: random.chance(0.7) ? entity.description : null,
    country: entity.country,
    sameAs: random.chance(0.2) ? [`https://synthetic.example/thing/${entity.id}`] : [],
    location: random.chance(0.8) ? entity.location : null,
    mentions,
  }));
}

function eventsOf({ random, told }: Desk): NonNullable<Input['events']> {
  return [...told].map(([event, spans]) => ({
    id: event.id,
    type: event.type,
    mode: event.mode,
    modality: event.modality,
    title: event.title,
    summary: random.chance(0.5) ? `${event.title}, as this synthetic article tells it.` : null,
    time: timeOf(random, event.day, null),
    places: [event.place.id],
    participants: [
      { entity: event.actor.id, role: 'actor' as const },
      { entity: event.other.id, role: random.pick(['recipient', 'victim', 'object'] as const) },
    ],
    spans,
  }));
}

/** Ties statements to others, mostly of earlier articles about the same story. */
function linkBack({ seed, number, random, statements, links }: Desk): void {
  const own = storyOf(seed, number);
  const types = ['supports', 'contradicts', 'updates', 'denies', 'retracts'] as const;
  const seen = new Set<string>();
  for (let earlier = number - 1; earlier >= 0 && earlier > number - 48; earlier -= 1) {
    if (seen.size >= 2 || storyOf(seed, earlier) !== own || random.chance(0.4)) continue;
    const to = `${articleId(seed, earlier)}.statement-${random.whole(1, 4)}`;
    seen.add(to);
    links.push({ from: random.pick(statements).id, type: random.pick(types), to });
  }
  const [first, last] = [statements[0], statements.at(-1)];
  if (random.chance(0.3) && first && last && first !== last) {
    links.push({ from: last.id, type: random.pick(types), to: first.id });
  }
}

/** A corpus, a bundle a line, each written when it is asked for. */
export function* corpusOf(seed: number, articles: number): Generator<string> {
  for (let number = 0; number < articles; number += 1) {
    yield `${JSON.stringify(articleOf(seed, number))}\n`;
  }
}
