import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, isAlive, prepareCluster } from './postgres/cluster.js';
import { control, launch, patience, readPostmaster } from './postgres/server.js';

export interface EmbeddedPostgres {
  url: string;
  /** PostgreSQL's version, as in `18.4`. */
  version: string;
  /** False if this process joined a server that was running already. */
  started: boolean;
  /** Leaves the server, and stops it if no other process uses it. May be called twice. */
  stop(): Promise<void>;
}

/** The connection of a process that uses the server. pg has both methods; its types do not. */
type Guard = pg.Client & { ref(): void; unref(): void };

// Every process that uses the server holds this lock, shared, on a connection to the database
// `postgres`; the one that can get it alone, when it leaves, is the last and turns off the light.
// A process that is killed loses its connection and with it the lock, so that nothing can be
// left behind that says it is still there, as a file with its process id would.
const presence = 4_327_297;

/**
 * Runs PostgreSQL on the files in a folder, which is made if there is none, and returns the address
 * of its database `hearsay`. If a process runs it there already, that server is joined. The server
 * is in a session of its own: Ctrl-C in a terminal does not reach it before `stop` is called.
 * `durable: false` is faster and may lose everything in a power cut: for tests. So many `connections`
 * it takes, if this process is the one that starts it.
 */
export async function startEmbeddedPostgres(
  dataDirectory: string,
  { durable = true, connections }: { durable?: boolean; connections?: number } = {},
): Promise<EmbeddedPostgres> {
  const cluster = await prepareCluster(path.resolve(dataDirectory), durable, connections);
  const { guard, port, started } = await startOrJoin(cluster);
  let left: Promise<void> | undefined;
  const stop = () => {
    left ??= leave(cluster, guard, port);
    return left;
  };
  try {
    const version = await createDatabase(guard);
    // The connection is there to be noticed, not to keep a finished program from ending.
    guard.unref();
    const url = `postgresql://hearsay:${cluster.password}@127.0.0.1:${port}/hearsay`;
    return { url, version, started, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the server unless one is running, and enters it. Whoever comes second, waits and joins. */
async function startOrJoin(cluster: Cluster) {
  const deadline = Date.now() + patience;
  let started = false;
  let silentSince: number | undefined;
  let problem = 'another process holds it and does not answer';
  while (Date.now() < deadline) {
    const postmaster = await readPostmaster(cluster.folder);
    if (!postmaster || (postmaster.pid && !isAlive(postmaster.pid))) {
      started = await launch(cluster);
      continue;
    }
    const entered = await enter(cluster, postmaster.port);
    if (entered instanceof pg.Client) return { guard: entered, port: postmaster.port, started };
    problem = entered.message;
    if (entered.code?.startsWith('28')) break; // a password that does not fit never will
    // A living server listens, even while it recovers or shuts down. If nobody does for seconds,
    // the file is left from a crash and its process id has since gone to some other program.
    // Should it be alive after all, PostgreSQL still refuses a second server: it finds the memory.
    silentSince = entered.code === 'ECONNREFUSED' ? (silentSince ?? Date.now()) : undefined;
    if (silentSince && Date.now() - silentSince > 3_000) {
      await rm(path.join(cluster.folder, 'postmaster.pid'), { force: true });
    }
    await sleep(100);
  }
  if (started) await control(cluster, 'stop', '--mode=immediate');
  throw new Error(`PostgreSQL in ${cluster.folder} cannot be used: ${problem}`);
}

/** Connects, and says that somebody is here. Returns the reason if that cannot be. */
async function enter(cluster: Cluster, port: number): Promise<Guard | (Error & { code?: string })> {
  const client = connectionTo(cluster, port);
  try {
    await client.connect();
    const { rows } = await client.query(
      `SELECT current_setting('data_directory') AS folder, pg_try_advisory_lock_shared($1) AS entered`,
      [presence],
    );
    if (rows[0].folder !== cluster.folder) throw new Error(`port ${port} is another server's`);
    if (!rows[0].entered) throw new Error('it is shutting down');
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    return error as Error;
  }
}

function connectionTo({ password }: Cluster, port: number): Guard {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'hearsay',
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 5_000,
    application_name: 'hearsay presence',
    // The server ends this connection when it is told to stop, which is nothing to write down.
    options: '-c log_min_messages=panic',
  });
  // If it breaks, the next query on it says so; unheard, the event would end the process.
  client.on('error', () => {});
  return client as Guard;
}

/** Creates the database, unless it is there. Returns the version of the server. */
async function createDatabase(guard: pg.Client): Promise<string> {
  const { rows } = await guard.query(
    `SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
            EXISTS (SELECT FROM pg_database WHERE datname = 'hearsay') AS exists`,
  );
  if (!rows[0].exists) {
    await guard.query('CREATE DATABASE hearsay').catch((error: pg.DatabaseError) => {
      // Two processes that begin together may both find it missing; either code means that.
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  }
  return rows[0].version;
}

async function leave(cluster: Cluster, guard: Guard, port: number): Promise<void> {
  guard.ref();
  const last = await isLast(guard).catch(async () => {
    // The connection broke, so the server crashed: it is gone, or has started anew by itself.
    const again = await enter(cluster, port);
    return again instanceof pg.Client && (await isLast(again).finally(() => again.end()));
  });
  const stopped = last ? await control(cluster, 'stop', '--mode=fast') : undefined;
  await guard.end().catch(() => {});
  if (stopped?.ok === false) {
    throw new Error(`PostgreSQL in ${cluster.folder} does not stop: ${stopped.output}`);
  }
}

/** Gives up the presence of this process; true if there is no other. Nobody can enter from then. */
async function isLast(guard: pg.Client): Promise<boolean> {
  await guard.query('SELECT pg_advisory_unlock_shared($1)', [presence]);
  const { rows } = await guard.query('SELECT pg_try_advisory_lock($1) AS last', [presence]);
  return rows[0].last;
}
