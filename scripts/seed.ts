// npm run seed [-- FILE...] — loads bundles, by default all of seeds/articles, each in a
// transaction of its own. Loading the same bundle again changes nothing.
import { BundleError } from '../src/bundle/faults.js';
import { seedBundle, seedBundles, seedMeasures } from '../src/bundle/seed.js';
import { readConfig } from '../src/config.js';
import { startDatabase } from '../src/database/start.js';

const given = process.argv.slice(2);

async function seed(): Promise<boolean> {
  const { database, description, stop } = await startDatabase(readConfig());
  console.log(description);
  try {
    const { added, changed, unchanged } = await seedMeasures(database.prisma);
    console.log(`measures: ${added} added, ${changed} changed, ${unchanged} unchanged`);
    let clean = true;
    for (const file of given.length > 0 ? given : await seedBundles()) {
      clean = (await report(() => seedBundle(database.prisma, file))) && clean;
    }
    return clean;
  } finally {
    await stop();
  }
}

async function report(load: () => ReturnType<typeof seedBundle>): Promise<boolean> {
  try {
    const { article, change, counts, release } = await load();
    const what = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    console.log(
      `${article}: ${change}${release === null ? '' : ` in release ${release}`} (${what.join(', ')})`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    console.error(`${error.message}\n${error.file}: nothing was loaded.`);
    return false;
  }
}

try {
  process.exitCode = (await seed()) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
