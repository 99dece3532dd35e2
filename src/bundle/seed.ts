import type { PrismaClient } from '../database/generated/client.js';
import { projectPath } from '../project.js';
import { checkBundle } from './check.js';
import { BundleError } from './faults.js';
import { type Loaded, loadBundle } from './load.js';
import { type LoadedMeasures, loadMeasures, readMeasures } from './measures.js';
import { jsonFiles, readJson } from './read.js';

/** The bundles that come with Hearsay. */
export const seedBundles = () => jsonFiles(projectPath('seeds', 'articles'));

/** Loads the vocabulary of measures that comes with Hearsay. */
export const seedMeasures = async (prisma: PrismaClient): Promise<LoadedMeasures> =>
  loadMeasures(prisma, await readMeasures());

/** Checks and loads one bundle. Throws a BundleError with every fault; nothing is loaded then. */
export async function seedBundle(
  prisma: PrismaClient,
  file: string,
): Promise<Loaded & { release: number | null }> {
  const checked = checkBundle(await readJson(file));
  if (Array.isArray(checked)) throw new BundleError(file, checked);
  return loadBundle(prisma, checked, file);
}
