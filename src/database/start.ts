import type { Config } from '../config.js';
import { type Database, type DatabaseOptions, openDatabase } from './database.js';
import { startEmbeddedPostgres } from './embedded.js';
import { migrate } from './migrate.js';
import { isUnavailable } from './unavailable.js';

export interface StartedDatabase {
  database: Database;
  /** What runs where, for a person. */
  description: string;
  /** Migrations that were applied just now. */
  migrated: string[];
  /** False if only replicas can be reached, so that nothing can be migrated or loaded. */
  isWritable: boolean;
  /** Closes the pool, and stops PostgreSQL if it was started for this process. */
  stop(): Promise<void>;
}

/**
 * The database of the settings, migrated: the server of DATABASE_URL, or an embedded one. If that
 * is away, its replicas will do for reading, as far as they have every migration.
 * Throws an Error with one line that says why it cannot be had; nothing is left running then.
 */
export async function startDatabase(
  config: Config,
  options: Omit<DatabaseOptions, keyof ReturnType<typeof optionsOf>> = {},
): Promise<StartedDatabase> {
  const server = config.DATABASE_URL
    ? { url: config.DATABASE_URL, stop: async () => {} }
    : await startEmbeddedPostgres(config.DATA_DIR, { connections: connectionsOf(config) });
  const description =
    'version' in server
      ? `PostgreSQL ${server.version}, embedded, in ${config.DATA_DIR}${server.started ? '' : ' (joined)'}`
      : `PostgreSQL at ${withoutPassword(server.url)}${replicas(config)}`;
  const database = openDatabase(server.url, { ...options, ...optionsOf(config) });
  const stop = async () => {
    await database.close();
    await server.stop();
  };
  try {
    await checkServer(database);
    const migrated = await migrate(server.url);
    return { database, description, migrated, isWritable: true, stop };
  } catch (error) {
    if (config.DATABASE_REPLICA_URLS && cannotWrite(error) && (await canRead(database))) {
      const readOnly = `${description} (the first is away or a standby: only for reading)`;
      return { database, description: readOnly, migrated: [], isWritable: false, stop };
    }
    await stop();
    if (!isUnavailable(error) && !isRefused(error)) throw error;
    const reason = (error as Error).message || (error as NodeJS.ErrnoException).code;
    throw new Error(`${description} cannot be reached: ${reason}`, { cause: error });
  }
}

/** Of each worker its pool, with one that asks and one that says it is there; and of commands. */
const connectionsOf = ({ WORKERS, POOL_SIZE }: Config) =>
  Math.max(100, WORKERS * (POOL_SIZE + 2) + 20);

const canRead = ({ newestRelease }: Database) =>
  newestRelease().then(
    () => true,
    () => false,
  );

const optionsOf = (config: Config) => ({
  poolSize: config.POOL_SIZE,
  replicas: config.DATABASE_REPLICA_URLS ?? [],
  maxReleasesBehind: config.REPLICA_MAX_RELEASES_BEHIND,
  maxSecondsBehind: config.REPLICA_MAX_SECONDS_BEHIND,
});

// Or it is a standby now, since another was promoted: PostgreSQL's code for a server to read from.
const cannotWrite = (error: unknown) =>
  isUnavailable(error) || (error as { code?: string }).code === '25006';

// PostgreSQL's codes for a wrong user or password and for a database that does not exist.
const isRefused = (error: unknown) =>
  /^(28...|3D000)$/.test((error as { code?: string }).code ?? '');

const OLDEST = 150_000;

/** What the migrations and the search rely on. */
async function checkServer({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ version: number; name: string; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version,
      current_setting('server_version') AS name, current_setting('server_encoding') AS encoding`,
  );
  const [server] = rows;
  if (!server) return;
  if (server.version < OLDEST) {
    throw new Error(`PostgreSQL ${server.name} is too old; 15 or newer is needed.`);
  }
  if (server.encoding !== 'UTF8') {
    throw new Error(`The database is in ${server.encoding}; one in UTF8 is needed.`);
  }
}

/** Names the replicas as the health check, the metrics and the log do. */
function replicas({ DATABASE_REPLICA_URLS: urls = [] }: Config): string {
  return urls.map((url, nth) => `, replica-${nth + 1} at ${withoutPassword(url)}`).join('');
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  return `${url.host}${url.pathname}`;
}
