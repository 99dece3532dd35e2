// npm run bench:export [-- ROWS] — how much memory the service takes while it exports so many
// figures (1,000,000 by default), beside what it takes before. On a database of its own in a
// temporary folder; nothing else is touched.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedBundle, seedBundles, seedMeasures } from '../src/bundle/seed.js';
import { openDatabase } from '../src/database/database.js';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { startService, watchMemory } from './bench/processes.js';

const rows = Number(process.argv[2] ?? 1_000_000);

/** The seed, with its first figure copied until there are so many. */
async function fill(url: string): Promise<void> {
  await migrate(url);
  const database = openDatabase(url);
  try {
    await seedMeasures(database.prisma);
    for (const file of await seedBundles()) await seedBundle(database.prisma, file);
    await database.pool.query(
      `INSERT INTO figure (article_version_id, local_id, statement_id, measure_id, counting, value,
        lower, upper, qualifier, quantity_text, precision, basis, spans, names, search, population_id)
      SELECT article_version_id, 'copy-' || n, statement_id, measure_id, counting, n, n, n,
        'exact', n, precision, basis, spans, '', '', population_id
      FROM (SELECT * FROM figure ORDER BY id LIMIT 1) f,
        generate_series(1, $1 - (SELECT count(*) FROM figure)) n`,
      [rows],
    );
    await database.pool.query('ANALYZE');
  } finally {
    await database.close();
  }
}

async function measure(url: string): Promise<void> {
  const service = await startService(url, { LOG_LEVEL: 'silent' });
  try {
    const memory = await watchMemory(service.pid);
    let [bytes, lines] = [0, 0];
    const began = performance.now();
    const [response] = (await once(
      get(`${service.origin}/v1/export/figures.ndjson`),
      'response',
    )) as [IncomingMessage];
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
    }
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${lines} figures, ${Math.round(bytes / 2 ** 20)} MiB in ${seconds.toFixed(0)} s; resident memory ${memory.before} MiB before, at most ${memory.most()} MiB while exporting`,
    );
  } finally {
    await service.stop();
  }
}

const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-bench-'));
const server = await startEmbeddedPostgres(folder, { durable: false });
try {
  await fill(server.url);
  await measure(server.url);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
