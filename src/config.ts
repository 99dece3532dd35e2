import { z } from 'zod';

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Every setting; this file is the only reader of the environment. */
export const ConfigSchema = z.object({
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'expected postgresql://user:password@host:port/database',
    })
    .optional()
    .describe('PostgreSQL server, 15 or newer. Unset: an embedded PostgreSQL 18 in `DATA_DIR`.'),
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
  POOL_SIZE: integer(1, 1000).default(10).describe('Most connections to PostgreSQL.'),
  REQUEST_TIMEOUT_MS: integer(100, 600_000)
    .default(10_000)
    .describe('Milliseconds after which a request or a statement is given up with a 503.'),
});

export type Config = z.output<typeof ConfigSchema>;

/** Reads the settings. Throws an Error with one line for each that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // A variable that is set to nothing is not set: `PORT= npm start` and empty lines of env files.
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = ConfigSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(lines.join('\n'));
}
