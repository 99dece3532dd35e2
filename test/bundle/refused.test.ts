import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundle, changed } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { article, entityStatesIn, FIRST, loadInto, PLAIN, refusalBy } from './norland.js';
import { rowsOf } from './rows.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase('empty');
});
afterEach(() => database.close());

const load = (json: unknown) => loadInto(database, json);
const refusal = (json: unknown) => refusalBy(database, json);
const entityStates = (slug: string) => entityStatesIn(database, slug);

describe('what does not fit what is loaded is refused', () => {
  test('an entity that is of another type in another article', async () => {
    await load(article('first'));
    const before = await rowsOf(database);
    expect(await refusal(article('second', { norland: { type: 'place' } }))).toEqual([
      {
        pointer: '/entities/2/type',
        message: 'found "place", but "norland" is a country in first',
      },
    ]);
    expect(await rowsOf(database)).toEqual(before);
  });

  test('but an article may change its own mind', async () => {
    await load(article('first'));
    await load(article('first', { norland: { type: 'place' } }));
    expect(await entityStates('norland')).toEqual([
      { ...PLAIN, releasedIn: FIRST, supersededIn: FIRST + 1 },
      { ...PLAIN, releasedIn: FIRST + 1, type: 'place' },
    ]);
  });

  test('a measure that is not loaded, with the nearest that is', async () => {
    const before = await rowsOf(database);
    const faults = await refusal(changed(bundle(), { '/figures/0/measure': 'kiled' }));
    expect(faults).toEqual([
      {
        pointer: '/figures/0/measure',
        message: 'found "kiled", expected a measure that is loaded',
        suggestion: 'killed',
      },
    ]);
    expect(await rowsOf(database)).toEqual(before);
  });

  test('a tie to a statement that is not loaded, with the nearest that is', async () => {
    const link = (to: string) => ({ links: [{ from: 'losses', type: 'updates' as const, to }] });
    await load(article('first'));
    expect(await refusal({ ...article('second'), ...link('first.loses') })).toEqual([
      {
        pointer: '/links/0/to',
        message: 'found "first.loses", expected a statement of an article that is loaded',
        suggestion: 'first.losses',
      },
    ]);
    expect(await refusal({ ...article('second'), ...link('third.losses') })).toEqual([
      {
        pointer: '/links/0/to',
        message: 'found "third.losses", expected a statement of an article that is loaded',
      },
    ]);
  });

  test('a tie to a statement that the other article had, but has no longer', async () => {
    await load(article('first'));
    const silent = { statements: [], figures: [], relations: [] };
    await load(bundle({ ...silent, article: { id: 'first' } }));
    const links = [{ from: 'losses', type: 'updates' as const, to: 'first.losses' }];
    expect(await refusal({ ...article('second'), links })).toEqual([
      {
        pointer: '/links/0/to',
        message: 'found "first.losses", expected a statement of an article that is loaded',
      },
    ]);
  });

  test('and all of it at once', async () => {
    await load(article('first'));
    const faults = await refusal(
      changed(article('second', { norland: { type: 'place' } }), {
        '/figures/0/measure': 'kiled',
        '/links': [{ from: 'losses', type: 'updates', to: 'first.loses' }],
      }),
    );
    expect((faults as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/figures/0/measure',
      '/entities/2/type',
      '/links/0/to',
    ]);
  });
});
