// npm run bench:export [-- ROWS] — how much memory the service takes while it exports so many
// figures (1,000,000 by default), beside what it takes before. On a database of its own in a
// temporary folder; nothing else is touched.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedBundle, seedBundles, seedMeasures } from '../src/bundle/seed.js';
import { openDatabase } from '../src/database/database.js';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { projectPath } from '../src/project.js';

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

/** Resident memory of a process in MiB. */
async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function measure(url: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'silent' };
  const server = spawn(process.execPath, [projectPath('dist', 'src', 'server.js')], { env });
  const pid = server.pid as number;
  try {
    let greeting = '';
    while (!/Hearsay at (\S+),/.test(greeting))
      greeting += String(await once(server.stderr, 'data'));
    const origin = /Hearsay at (\S+),/.exec(greeting)?.[1];
    const before = await residentMemory(pid);
    let [most, bytes, lines] = [0, 0, 0];
    const watch = setInterval(async () => {
      most = Math.max(most, await residentMemory(pid));
    }, 100);
    const began = performance.now();
    const [response] = (await once(get(`${origin}/v1/export/figures.ndjson`), 'response')) as [
      IncomingMessage,
    ];
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
    }
    clearInterval(watch);
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${lines} figures, ${Math.round(bytes / 2 ** 20)} MiB in ${seconds.toFixed(0)} s; resident memory ${before} MiB before, at most ${most} MiB while exporting`,
    );
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
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
