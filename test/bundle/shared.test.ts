import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NEVER } from '../../src/database/database.js';
import { bundle, type EntityJson, type EventJson } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { article, entityStatesIn, FIRST, loadInto, PLAIN, withoutNorland } from './norland.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase('empty');
});
afterEach(() => database.close());

const load = (json: unknown) => loadInto(database, json);
const entityStates = (slug: string) => entityStatesIn(database, slug);
const entityState = async (slug: string) => {
  const states = await entityStates(slug);
  return states.find(({ supersededIn }) => supersededIn === NEVER);
};

describe('an entity that two articles share', () => {
  const inSecond: Partial<EntityJson> = {
    name: 'Republic of Norland',
    aliases: ['노르란드', 'Norland'],
    description: 'A country in the north.',
    country: 'NO',
    sameAs: ['https://norland.example/'],
    location: { latitude: 61.5, longitude: 8.25, precision: 'country' },
  };
  const merged = {
    ...PLAIN,
    aliases: ['Nordland', 'Republic of Norland', '노르란드'],
    description: 'A country in the north.',
    country: 'NO',
    sameAs: ['https://norland.example/'],
    latitude: 61.5,
    longitude: 8.25,
    locationPrecision: 'country',
  };

  test('keeps its first name, gains aliases, and is told what the first left open', async () => {
    await load(article('first', { norland: { aliases: ['Nordland'] } }));
    await load(article('second', { norland: inSecond }));
    expect(await entityStates('norland')).toEqual([
      { ...PLAIN, aliases: ['Nordland'], releasedIn: FIRST, supersededIn: FIRST + 1 },
      { ...merged, releasedIn: FIRST + 1 },
    ]);
  });

  test('does not lose what the first said of it', async () => {
    const first = { description: 'A kingdom.', country: 'SE' };
    await load(article('first', { norland: first }));
    await load(article('second', { norland: inSecond }));
    expect(await entityState('norland')).toMatchObject(first);
  });

  test('loses the share of an article that no longer speaks of it', async () => {
    await load(article('first', { norland: { aliases: ['Nordland'] } }));
    await load(article('second', { norland: inSecond }));
    await load(withoutNorland('second'));
    expect(await entityState('norland')).toEqual({
      ...PLAIN,
      aliases: ['Nordland'],
      releasedIn: FIRST + 2,
    });
  });

  test('takes the name of the second once the first no longer speaks of it', async () => {
    await load(article('first'));
    await load(article('second', { norland: { name: 'Republic of Norland' } }));
    await load(withoutNorland('first'));
    expect(await entityState('norland')).toEqual({
      ...PLAIN,
      name: 'Republic of Norland',
      releasedIn: FIRST + 2,
    });
  });

  test('is gone with the last article that speaks of it, and comes back', async () => {
    await load(article('first'));
    await load(withoutNorland('first'));
    expect(await entityState('norland')).toBeUndefined();
    await load(article('first'));
    expect(await entityState('norland')).toEqual({ ...PLAIN, releasedIn: FIRST + 2 });
  });

  // Fails as long as src/bundle/entity-states.ts orders by min(rank), min(nth): each is the least of any
  // report, so a later article shuffles what an earlier one gave. min(ARRAY[r.rank, nth]) does not.
  test('keeps its aliases in the order in which they came', async () => {
    await load(article('first', { norland: { aliases: ['Nordland', 'Norge'] } }));
    await load(article('second', { norland: { aliases: ['Norge', 'Noreg', 'Nordland'] } }));
    expect((await entityState('norland'))?.aliases).toEqual(['Nordland', 'Norge', 'Noreg']);
  });

  // The short way (adding to what stands) and the long way (reading all reports again) must agree,
  // or the same articles would give another answer after another history.
  test('is the same whatever was loaded in between', async () => {
    const versions: Record<string, Partial<EntityJson>> = {
      first: { aliases: ['Nordland'], description: 'A kingdom.' },
      second: { name: 'Norlandia', aliases: ['노르란드'], country: 'NO' },
      third: { name: 'Northland', aliases: ['Norland', 'Norge'], country: 'SE' },
    };
    const [first, second, third] = Object.entries(versions).map(([id, norland]) =>
      article(id, { norland }),
    );
    for (const json of [first, second, third]) await load(json);
    const straight = { ...(await entityState('norland')), releasedIn: null };
    expect(straight).toEqual({
      ...PLAIN,
      releasedIn: null,
      aliases: ['Nordland', 'Norlandia', '노르란드', 'Northland', 'Norge'],
      description: 'A kingdom.',
      country: 'NO',
    });

    for (const history of [
      [withoutNorland('first'), second, third, first],
      [withoutNorland('first'), withoutNorland('second'), third, first, second],
      [article('first'), withoutNorland('second'), withoutNorland('third'), third, second, first],
    ]) {
      for (const json of history) await load(json);
      expect({ ...(await entityState('norland')), releasedIn: null }).toEqual(straight);
    }
  });
});

describe('an event that two articles share', () => {
  const unknown = { basis: 'unknown' as const, text: 'lately' };
  const eventState = () =>
    database.prisma.eventState.findFirst({
      where: { slug: 'lake-orm-fighting', supersededIn: NEVER },
      omit: { eventId: true, reference: true },
    });

  test('has its time from the first that knows it, and its words from the first', async () => {
    await load(article('first', { fighting: { time: unknown } }));
    const state = {
      slug: 'lake-orm-fighting',
      releasedIn: FIRST,
      supersededIn: NEVER,
      type: 'assault',
      mode: null,
      modality: 'actual',
      title: 'Fighting near Lake Orm',
      summary: null,
      edtf: null,
      earliest: null,
      latest: null,
      precision: 'unknown',
      timeText: 'lately',
      basis: 'unknown',
    };
    expect(await eventState()).toEqual(state);

    const time = { edtf: '2025-01-11/2025-01-12', text: 'over the weekend', basis: 'inferred' };
    await load(
      article('second', {
        fighting: { title: 'The battle', summary: 'They fought.', time: time as EventJson['time'] },
      }),
    );
    const known = {
      ...state,
      releasedIn: FIRST + 1,
      summary: 'They fought.',
      edtf: '2025-01-11/2025-01-12',
      earliest: new Date('2025-01-11'),
      latest: new Date('2025-01-12'),
      precision: 'interval',
      timeText: 'over the weekend',
      basis: 'inferred',
    };
    expect(await eventState()).toEqual(known);

    await load(article('third', { fighting: { time: { edtf: '2024', basis: 'inferred' } } }));
    expect(await eventState()).toEqual(known);
    await load(bundle({ ...SILENT, article: { id: 'second', publisher: null } }));
    expect(await eventState()).toMatchObject({
      edtf: '2024',
      summary: null,
      releasedIn: FIRST + 3,
    });
  });
  const SILENT = { entities: [], events: [], statements: [], figures: [], relations: [] };
});
