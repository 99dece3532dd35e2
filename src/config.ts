import { isIP } from 'node:net';
import { z } from 'zod';

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const proxies = z.string().transform((text, context) => {
  const blocks = text.split(',').map((block) => block.trim());
  for (const block of blocks.filter((block) => !isBlock(block))) {
    const message = `"${block}" is no address and no CIDR block such as 10.0.0.0/8, or is everybody`;
    context.addIssue({ code: 'custom', message });
  }
  return blocks;
});

/** Not /0: who trusts everybody lets every client say who it is. */
function isBlock(block: string): boolean {
  const [address = '', bits, ...more] = block.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

const SERVER = {
  protocol: /^postgres(ql)?$/,
  error: 'expected postgresql://user:password@host:port/database',
};

const server = z
  .url(SERVER)
  .refine(
    (url) =>
      !URL.canParse(url) || (new URL(url).searchParams.get('schema') ?? 'public') === 'public',
    'has a schema; Hearsay is in the schema public of a database of its own',
  );

const servers = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.array(server));

const endpoint = z.url({ protocol: /^https?$/, error: 'expected http://host:port' }).optional();

/** Every setting; this file is the only reader of the environment. */
export const ConfigSchema = z.object({
  DATABASE_URL: server
    .optional()
    .describe(
      'PostgreSQL server, 15 or newer, with btree_gin, pg_trgm and unaccent. Unset: an embedded PostgreSQL 18 in `DATA_DIR`.',
    ),
  DATABASE_REPLICA_URLS: servers
    .optional()
    .describe(
      'Standbys of that server, which take the reads: their URLs, separated by commas; each one server, no balancer.',
    ),
  REPLICA_MAX_RELEASES_BEHIND: integer(0, 1_000_000)
    .default(10)
    .describe('Releases that a standby may lack before one is served without it.'),
  REPLICA_MAX_SECONDS_BEHIND: integer(0, 86_400)
    .default(1)
    .describe('Seconds for which a standby may lack a release before it is served without it.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .describe('Where the embedded PostgreSQL keeps its data.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  PORT: integer(0, 65535).default(3000).describe('Port to listen on; 0 takes any that is free.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What is logged: one line a request at `info`.'),
  WORKERS: integer(1, 256)
    .default(1)
    .describe(
      'Processes that answer at the same port. More than 1: a SIGUSR2 restarts them one after the other, without a request that fails.',
    ),
  POOL_SIZE: integer(1, 1000)
    .default(10)
    .describe('Most connections to each PostgreSQL server, of each worker.'),
  REQUEST_TIMEOUT_MS: integer(100, 600_000)
    .default(10_000)
    .describe('Milliseconds after which a request or a statement is given up with a 503.'),
  CACHE_MB: integer(0, 100_000)
    .default(32)
    .describe('MiB of memory for answers, in each worker, kept until the next load; 0 keeps none.'),
  RATE_LIMIT: integer(0, 1_000_000)
    .optional()
    .describe(
      'Most requests of one client in a window, counted by each worker for itself; 0 is no limit. Unset: 600, but none while `HOST` is a loopback address.',
    ),
  RATE_LIMIT_WINDOW_S: integer(1, 86_400).default(60).describe('Seconds of such a window.'),
  MAX_EVENT_LOOP_DELAY_MS: integer(0, 10_000)
    .default(250)
    .describe(
      'Milliseconds that the process may lag behind before requests are turned away with a 503; 0 is never.',
    ),
  TRUST_PROXY: proxies
    .optional()
    .describe(
      'Proxies whose `X-Forwarded-*` headers count: addresses and CIDR blocks, separated by commas.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.describe(
    'OpenTelemetry collector that takes traces over HTTP. Set: the other `OTEL_*` variables count too.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint.describe(
    'The same as the whole URL for traces, to which nothing is added.',
  ),
});

export type Config = z.output<typeof ConfigSchema>;

/** Reads the settings. Throws an Error with one line for each that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // A variable that is set to nothing is not set: `PORT= npm start` and empty lines of env files.
  const given = Object.entries(environment).filter(([, value]) => value?.trim() !== '');
  const parsed = ConfigSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) {
    if (parsed.data.DATABASE_URL || !parsed.data.DATABASE_REPLICA_URLS) return parsed.data;
    throw new Error('DATABASE_REPLICA_URLS: needs DATABASE_URL, the server that they follow');
  }
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(lines.join('\n'));
}
