import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../src/database/database.js';
import { startEmbeddedPostgres } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { runScript } from './processes.js';

const FIGURES_PER_ARTICLE = 10;

export interface CorpusDatabase {
  url: string;
  version: string;
  /** How many there are; an article has about ten. */
  figures: number;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of its own, set as that of the service, with a corpus of about so many figures in it.
 * With a folder its data stay there and are found by the next run, which goes on where a load was
 * broken off; else they are temporary.
 */
export async function corpusDatabase(figures: number, keptIn?: string): Promise<CorpusDatabase> {
  const folder = keptIn
    ? path.resolve(keptIn, String(figures))
    : await mkdtemp(path.join(tmpdir(), 'hearsay-bench-'));
  const remove = async () => {
    if (!keptIn) await rm(folder, { recursive: true, force: true });
  };
  try {
    if (!existsSync(path.join(folder, LOADED))) await load(folder, figures);
    const server = await startEmbeddedPostgres(folder);
    const stop = () => server.stop().then(remove);
    try {
      await migrate(server.url);
      const database = openDatabase(server.url);
      await database.pool.query('VACUUM ANALYZE');
      const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM figure');
      await database.close();
      return { url: server.url, version: server.version, figures: rows[0].count, stop };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Its presence in a folder says that all of the corpus is there. */
const LOADED = 'corpus-loaded';

async function load(folder: string, figures: number): Promise<void> {
  // Whatever is lost in a power cut can be made again.
  const server = await startEmbeddedPostgres(folder, { durable: false });
  try {
    const file = path.join(folder, 'corpus.ndjson');
    console.error(`loading a corpus of about ${figures.toLocaleString('en')} figures …`);
    const articles = String(Math.max(1, Math.round(figures / FIGURES_PER_ARTICLE)));
    await runScript('corpus', ['--articles', articles, '--seed', '1', '--out', file], {});
    await runScript('seed', [file], { DATABASE_URL: server.url });
    await rm(file);
    await writeFile(path.join(folder, LOADED), '');
  } finally {
    await server.stop();
  }
}
