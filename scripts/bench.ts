// npm run bench [-- --figures N[,N…] --rounds N --seconds N --data FOLDER --out FILE] — on PostgreSQL
// servers of its own, over loopback. One size (100,000 by default): the service beside its rivals on
// the same data. Several sizes: how the answers slow down as the data grows. What was loaded into a
// folder is there for the next run; without one it is temporary.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type CorpusDatabase, corpusDatabase } from './bench/corpus-database.js';
import { type Latencies, latencies } from './bench/growth.js';
import { type Comparison, compareRivals } from './bench/rivals.js';

const { values: options } = parseArgs({
  options: {
    figures: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    data: { type: 'string' },
    out: { type: 'string' },
  },
});
const sizes = options.figures.split(',').map(Number);

function machine(postgres: string) {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, PostgreSQL ${postgres}`;
}

/** Lines of a Markdown table. */
function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map((_, nth) => (nth === 0 ? '---' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const number = (value: number, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

function showComparison({ results, readyAfter, memory }: Comparison): string {
  const speed = (name: string) => results.find((result) => result.name === name)?.perSecond ?? 1;
  const held: Record<string, string> = {
    'Hearsay, cold': 'Fastify + pg, one statement',
    'Fastify + Prisma, include': 'Fastify + pg, one statement',
    'Hearsay, hot': 'Fastify, static',
    'Hearsay, hot, 304': 'Fastify, static',
  };
  const rows = results.map(({ name, perSecond, p50, p99 }) => {
    const rival = held[name];
    const ratio = rival ? `${number(perSecond / speed(rival), 2)} of ${rival}` : '';
    return [name, number(perSecond), number(p50, 1), number(p99, 1), ratio];
  });
  return `${table(['', 'requests/s', 'p50 ms', 'p99 ms', 'ratio'], rows)}

Ready after ${number(readyAfter)} ms; resident memory ${memory.before} MiB, at most ${memory.most} MiB under load.`;
}

function showGrowth(grown: { figures: number; latencies: Latencies }[]): string {
  const [smallest] = grown;
  const rows = Object.keys(smallest?.latencies ?? {}).map((question) => {
    const measured = grown.flatMap(({ latencies }) => latencies[question] ?? []);
    const first = measured[0]?.ms ?? 1;
    const cells = measured.map(
      ({ ms, bytes }) =>
        `${number(ms, 1)} (×${number(ms / first, 1)}), ${number(bytes / 1000, bytes < 10_000 ? 1 : 0)} kB`,
    );
    return [question, ...cells];
  });
  return table(
    [
      'p50 ms and what was answered, of',
      ...grown.map(({ figures }) => `${number(figures)} figures`),
    ],
    rows,
  );
}

const report: Record<string, unknown> = { at: new Date().toISOString(), options };
const databases: CorpusDatabase[] = [];
try {
  for (const size of sizes) databases.push(await corpusDatabase(size, options.data));
  const [database] = databases as [CorpusDatabase];
  report.machine = machine(database.version);
  if (databases.length === 1) {
    const rounds = { rounds: Number(options.rounds), seconds: Number(options.seconds) };
    const comparison = await compareRivals(database, rounds);
    report.comparison = { figures: database.figures, ...comparison };
    console.log(`${number(database.figures)} figures; ${report.machine}\n`);
    console.log(showComparison(comparison));
  } else {
    const all = await latencies(databases);
    const grown = databases.map(({ figures }, nth) => ({ figures, latencies: all[nth] ?? {} }));
    report.growth = grown;
    console.log(`${report.machine}\n\n${showGrowth(grown)}`);
  }
} finally {
  for (const database of databases) await database.stop();
}
if (options.out) await writeFile(options.out, `${JSON.stringify(report, null, 2)}\n`);
