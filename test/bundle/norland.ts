import { checkBundle } from '../../src/bundle/check.js';
import { BundleError } from '../../src/bundle/faults.js';
import { loadBundle } from '../../src/bundle/load.js';
import { NEVER } from '../../src/database/database.js';
import { bundle, type EntityJson, type EventJson, event, type Full } from '../support/bundles.js';
import type { TestDatabase } from '../support/database.js';

// Articles that speak of Norland, and what a database then knows of it.

/** The measures are in release 1; the first bundle makes the second. */
export const FIRST = 2;

const good = (json: unknown) => {
  const checked = checkBundle(json);
  if (Array.isArray(checked)) throw new BundleError('test', checked);
  return checked;
};
export const loadInto = ({ prisma }: TestDatabase, json: unknown) =>
  loadBundle(prisma, good(json), 'test');

/** The faults for which it is refused, or that it was not. */
export const refusalBy = (database: TestDatabase, json: unknown) =>
  loadInto(database, json).then(
    () => 'loaded',
    (error: BundleError) => error.faults,
  );

/** The article `id`: that of `bundle()`, with other values for one of its entities or events. */
export function article(
  id: string,
  { norland, fighting }: { norland?: Partial<EntityJson>; fighting?: Partial<EventJson> } = {},
): Full {
  const plain = bundle({ article: { id }, events: [event(fighting)] });
  return {
    ...plain,
    entities: plain.entities.map((item) =>
      item.id === 'norland' ? { ...item, ...norland } : item,
    ),
  };
}

/** The article `id` without a word about Norland. */
export function withoutNorland(id: string): Full {
  const plain = bundle({ article: { id }, relations: [] });
  return { ...plain, entities: plain.entities.filter((item) => item.id !== 'norland') };
}

/** All that stands or stood. */
export const entityStatesIn = ({ prisma }: TestDatabase, slug: string) =>
  prisma.entityState.findMany({
    where: { slug },
    omit: {
      entityId: true,
      names: true,
      search: true,
      namesFolded: true,
      searchFolded: true,
      reference: true,
    },
    orderBy: { releasedIn: 'asc' },
  });

/** Norland as `article` tells of it. */
export const PLAIN = {
  slug: 'norland',
  supersededIn: NEVER,
  type: 'country',
  name: 'Norland',
  aliases: [],
  description: null,
  country: null,
  sameAs: [],
  latitude: null,
  longitude: null,
  locationPrecision: null,
};
