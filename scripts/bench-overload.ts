// npm run bench:overload [-- --clients N --seconds N --rounds N --data FOLDER] — many more clients than
// the service can serve, each with a connection of its own, who come back when a 503 says so: what
// they wait and get with load shedding and without (MAX_EVENT_LOOP_DELAY_MS=0), by turns.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { corpusDatabase } from './bench/corpus-database.js';
import { median } from './bench/fire.js';
import { startService } from './bench/processes.js';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
    data: { type: 'string' },
  },
});
const [clients, seconds, rounds] = [values.clients, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
];

interface Seen {
  /** Milliseconds of the answers with what was asked for. */
  times: number[];
  refused: number;
  failed: number;
}

const ask = (url: string, agent: Agent) =>
  new Promise<{ status: number; retryAfter: number }>((resolve, reject) => {
    get(url, { agent }, (response) => {
      const retryAfter = Number(response.headers['retry-after'] ?? 1);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, retryAfter }));
      response.on('error', reject).resume();
    }).on('error', reject);
  });

async function overload(origin: string): Promise<Seen> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients, maxFreeSockets: clients });
  const seen: Seen = { times: [], refused: 0, failed: 0 };
  // A process that is busy takes new connections one by one, which is not what is measured here.
  await connect(origin, agent);
  const end = performance.now() + seconds * 1000;
  const client = async (nth: number) => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      const began = performance.now();
      // No two alike, so that PostgreSQL has to answer each.
      const url = `${origin}/v1/figures?valueMin=-${1 + nth + turn * clients}`;
      const answer = await ask(url, agent).catch(() => undefined);
      if (answer?.status === 200) seen.times.push(performance.now() - began);
      else if (answer?.status === 503) seen.refused += 1;
      else seen.failed += 1;
      if (answer?.status !== 200) await sleep((answer?.retryAfter ?? 1) * 1000);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, nth) => client(nth)));
  agent.destroy();
  return seen;
}

/** Opens a connection for each client, so many at a time as the system lets wait. */
async function connect(origin: string, agent: Agent): Promise<void> {
  const open = (count: number) =>
    Promise.all(Array.from({ length: count }, () => ask(`${origin}/health/live`, agent)));
  for (let count = 100; count <= clients; count += 100) await open(count);
  await open(clients);
}

const WAYS = { 'without shedding': '0', 'with shedding': '' };
const database = await corpusDatabase(5_000, values.data);
try {
  const rows = Object.keys(WAYS).map((name) => ({ name, seen: [] as Seen[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, seen } of rows) {
      const MAX_EVENT_LOOP_DELAY_MS = WAYS[name as keyof typeof WAYS];
      const service = await startService(database.url, { MAX_EVENT_LOOP_DELAY_MS });
      try {
        seen.push(await overload(service.origin));
      } finally {
        await service.stop();
      }
    }
  }
  console.log(`${clients} clients, ${seconds} s, median of ${rounds} rounds\n`);
  console.log(
    '|  | answers | p50 s | p99 s | refused | failed |\n| --- | --: | --: | --: | --: | --: |',
  );
  for (const { name, seen } of rows) {
    const of = (what: (seen: Seen) => number) => median(seen.map(what));
    const quantile = (share: number) =>
      of(({ times }) => {
        const sorted = times.toSorted((a, b) => a - b);
        return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN) / 1000;
      }).toFixed(2);
    console.log(
      `| ${name} | ${of(({ times }) => times.length)} | ${quantile(0.5)} | ${quantile(0.99)} | ${of(({ refused }) => refused)} | ${of(({ failed }) => failed)} |`,
    );
  }
} finally {
  await database.stop();
}
