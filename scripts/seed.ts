// npm run seed [-- FILE...] — loads bundles, by default all of seeds/articles, each .json file in a
// transaction of its own, an .ndjson file (a bundle a line; `-` is standard input) in batches.
// Loading the same bundle again changes nothing, so a load that was cut off is begun again.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { loadLines } from '../src/bundle/bulk.js';
import { BundleError } from '../src/bundle/faults.js';
import { unreadable } from '../src/bundle/read.js';
import { seedBundle, seedBundles, seedMeasures } from '../src/bundle/seed.js';
import { readConfig } from '../src/config.js';
import type { Database } from '../src/database/database.js';
import { startDatabase } from '../src/database/start.js';
import { readArguments } from './bundle-command.js';
import { exitCodeOf, interruption } from './interruption.js';
import { progressOf, summaryOf } from './seed-progress.js';

const USAGE =
  'Usage: npm run seed [-- FILE...]   bundles: .json, .ndjson, or - for lines of standard input';

const { positionals: given } = readArguments({ options: {}, allowPositionals: true }, USAGE);

// Ctrl-C ends a load after the batch at hand, and PostgreSQL with it; once more, at once.
const interrupted = interruption();

async function seed(): Promise<boolean> {
  const { database, description, stop } = await startDatabase(settings());
  console.log(description);
  try {
    const { added, changed, unchanged } = await seedMeasures(database.prisma);
    console.log(`measures: ${added} added, ${changed} changed, ${unchanged} unchanged`);
    let clean = true;
    for (const file of given.length > 0 ? given : await seedBundles()) {
      if (interrupted.aborted) break;
      const load = file === '-' || file.endsWith('.ndjson') ? seedLines : seedFile;
      clean = (await reporting(() => load(database, file))) && clean;
    }
    return clean;
  } finally {
    await stop();
  }
}

/** A batch is read while the one before is written: each wants a connection. */
function settings() {
  const config = readConfig();
  return { ...config, POOL_SIZE: Math.max(2, config.POOL_SIZE) };
}

/** Runs a load that tells whether it was without faults; a file that cannot be loaded is one. */
async function reporting(load: () => Promise<boolean>): Promise<boolean> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    refuse(error);
    return false;
  }
}

function refuse(error: BundleError): void {
  console.error(`${error.message}\n${error.file}: nothing was loaded.`);
}

async function seedFile({ prisma }: Database, file: string): Promise<boolean> {
  const { article, change, counts, release } = await seedBundle(prisma, file);
  const what = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(
    `${article}: ${change}${release === null ? '' : ` in release ${release}`} (${what.join(', ')})`,
  );
  return true;
}

async function seedLines({ prisma, pool }: Database, file: string): Promise<boolean> {
  const name = file === '-' ? 'standard input' : file;
  const progress = progressOf(name, await sizeOf(file));
  const listener = {
    refused(error: BundleError) {
      progress.clear();
      refuse(error);
    },
    loaded: progress.show,
  };
  const tally = await loadLines(prisma, chunksOf(file), name, listener, interrupted);
  progress.clear();
  console.log(`${name}: ${summaryOf(tally, progress.seconds())}`);
  // Until PostgreSQL happens to look, it would plan reads as if nothing of this were there.
  if (tally.firstRelease !== null) await pool.query('ANALYZE');
  return tally.refused === 0;
}

const chunksOf = (file: string): AsyncIterable<Buffer> =>
  file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 2 ** 20 });

/** In bytes; null where nobody knows before the end. */
async function sizeOf(file: string): Promise<number | null> {
  if (file === '-') return null;
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  if (found.isDirectory()) throw unreadable(file, Object.assign(new Error(), { code: 'EISDIR' }));
  return found.isFile() ? found.size : null;
}

try {
  process.exitCode = (await seed()) ? 0 : 1;
  if (interrupted.aborted) {
    console.error(`ended by ${interrupted.reason}; begin again to go on`);
    process.exitCode = exitCodeOf(interrupted.reason);
    // Somebody may hold it open and write nothing.
    process.stdin.destroy();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
