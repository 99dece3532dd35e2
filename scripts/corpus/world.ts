import { MODES } from '../../src/bundle/vocabulary.js';
import type {
  EntityType,
  EventType,
  LocationPrecision,
  Modality,
} from '../../src/database/generated/enums.js';
import { type Random, randomOf } from './random.js';
import { FOREIGN, inventName, type Script, spell, translate } from './words.js';

// The invented world of which the corpus tells. Everything follows from the seed and its own
// number, so that nothing need be kept: the corpus may be of any size.

/** An entity of the invented world. */
export interface Someone {
  id: string;
  type: EntityType;
  /** Its name in every script, and the script of its own country. */
  names: Record<Script, string>;
  own: Script;
  description: string;
  country: string | null;
  location: { latitude: number; longitude: number; precision: LocationPrecision } | null;
}

/** Kinds of entities: how many there are for article number n, and how their names are made. */
const KINDS = {
  country: { type: 'country', words: 1, suffix: '', many: () => 40 },
  paper: { type: 'organization', words: 1, suffix: 'Synthetic Herald', many: () => 60 },
  wire: { type: 'organization', words: 1, suffix: 'Synthetic Wire', many: () => 12 },
  body: { type: 'public_body', words: 1, suffix: 'Ministry', many: (n: number) => grown(80, 1, n) },
  person: { type: 'person', words: 2, suffix: '', many: (n: number) => grown(200, 6, n) },
  unit: {
    type: 'military_unit',
    words: 1,
    suffix: 'Brigade',
    many: (n: number) => grown(100, 2, n),
  },
  group: { type: 'group', words: 1, suffix: 'Volunteers', many: (n: number) => grown(60, 1, n) },
  place: { type: 'place', words: 1, suffix: '', many: (n: number) => grown(200, 5, n) },
} as const satisfies Record<
  string,
  { type: EntityType; words: number; suffix: string; many: (n: number) => number }
>;

export type Kind = keyof typeof KINDS;

/** As in real corpora, new names come ever more slowly (Heaps' law). */
const grown = (start: number, factor: number, article: number) =>
  start + Math.floor(factor * article ** 0.7);

// ISO 3166-1 codes of places where nobody lives, so that no real country is spoken of.
const COUNTRIES = ['AQ', 'BV', 'GS', 'HM', 'TF', 'UM'];

/** Number `index` of its kind. */
function someone(seed: number, kind: Kind, index: number): Someone {
  const random = randomOf(seed, kind, index);
  const { type, words, suffix } = KINDS[kind];
  const sounds = inventName(random, words);
  const own = random.chance(0.6) ? random.pick(FOREIGN) : 'latin';
  const name = (script: Script) =>
    [spell(sounds, script), translate(suffix, script)].join(' ').trim();
  const slug = name('latin').toLowerCase().replaceAll(' ', '-').replaceAll('synthetic-', '');
  return {
    id: `synthetic-${seed}-${kind}-${slug}-${index}`,
    type,
    names: {
      latin: name('latin'),
      hangul: name('hangul'),
      cyrillic: name('cyrillic'),
      arabic: name('arabic'),
      han: name('han'),
    },
    own,
    description: `Synthetic: an invented ${type.replaceAll('_', ' ')}.`,
    country: random.chance(0.6) ? random.pick(COUNTRIES) : null,
    location:
      type === 'place'
        ? {
            latitude: random.whole(-80_000, 80_000) / 1000,
            longitude: random.whole(-179_000, 179_000) / 1000,
            precision: random.pick(['exact', 'near', 'district', 'region']),
          }
        : null,
  };
}

/** Somebody of whom article number `article` may speak: few are in the news often, most seldom. */
export const somebody = (seed: number, random: Random, kind: Kind, article: number) =>
  someone(seed, kind, random.zipf(KINDS[kind].many(article)));

/** What is in the news for some days: who takes part, what happens, and how many were counted. */
export interface Story {
  country: Someone;
  body: Someone;
  unit: Someone;
  group: Someone;
  place: Someone;
  people: [Someone, Someone];
  /** Its first day, in days since 1970. */
  day: number;
  events: Happening[];
  /** The number from which those of the reports are made. */
  size: number;
}

export interface Happening {
  id: string;
  type: EventType;
  mode: string | null;
  modality: Modality;
  title: string;
  place: Someone;
  actor: Someone;
  other: Someone;
  day: number;
}

const ARTICLES_PER_STORY = 4;
const FIRST_DAY = Date.UTC(2014, 0, 1) / 86_400_000;
const DAYS = 11 * 365;
const TYPES = {
  assault: 8,
  mobilize: 4,
  retreat: 3,
  coerce: 3,
  aid: 2,
  agree: 2,
  consult: 2,
  threaten: 2,
  protest: 2,
  accuse: 1,
  request: 1,
  reject: 1,
  sanction: 1,
  support: 1,
  concede: 1,
  cooperate: 1,
} as const satisfies Record<EventType, number>;
const MODALITIES = { actual: 12, future: 3, hypothetical: 2, negated: 1 } as const satisfies Record<
  Modality,
  number
>;

/** The number of the story that an article tells: of the last few, mostly the newest. */
export const storyOf = (seed: number, article: number) =>
  Math.max(0, Math.floor(article / ARTICLES_PER_STORY) - randomOf(seed, 'told', article).zipf(12));

export function story(seed: number, number: number): Story {
  const random = randomOf(seed, 'story', number);
  const cast = (kind: Kind) => somebody(seed, random, kind, number * ARTICLES_PER_STORY);
  const [country, body, unit, group, place] = [
    cast('country'),
    cast('body'),
    cast('unit'),
    cast('group'),
    cast('place'),
  ];
  const people: Story['people'] = [cast('person'), cast('person')];
  const day = FIRST_DAY + random.whole(0, DAYS);
  const actors = [unit, group, country, ...people];
  const events = Array.from({ length: random.whole(3, 5) }, (_, nth): Happening => {
    const type = random.weighed(TYPES);
    const modes = MODES[type];
    const actor = random.pick(actors);
    const at = random.chance(0.7) ? place : cast('place');
    const slug = `${type}-${at.names.latin.toLowerCase().replaceAll(' ', '-')}`;
    return {
      id: `synthetic-${seed}-${slug}-${number}-${nth}`,
      type,
      mode: modes && random.chance(0.7) ? random.pick(modes) : null,
      modality: random.weighed(MODALITIES),
      title: `Synthetic ${type} by ${actor.names.latin} at ${at.names.latin}`,
      place: at,
      actor,
      other: random.pick(actors.filter((other) => other.id !== actor.id)),
      day: day + random.whole(0, 6),
    };
  });
  const size = random.whole(1, 99) * 10 ** random.whole(0, 3);
  return { country, body, unit, group, place, people, day, events, size };
}
