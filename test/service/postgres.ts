import { appendFile, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { run } from '../../src/database/postgres/binaries.js';
import { type Cluster, isAlive, prepareCluster } from '../../src/database/postgres/cluster.js';
import { control, readPostmaster } from '../../src/database/postgres/server.js';
import { until } from './process.js';

/** A PostgreSQL of a test's own, that can be stopped and come back at the same port. */
export interface OwnPostgres {
  url: string;
  port: number;
  cluster: Cluster;
  start(): Promise<void>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export async function ownPostgres(): Promise<OwnPostgres> {
  const home = await mkdtemp(path.join(tmpdir(), 'hearsay-outage-'));
  return postgresOf(await prepareCluster(home, false), 'own');
}

/**
 * A hot standby of a PostgreSQL that is stopped at the moment: a copy of its files, told whom to
 * follow. pg_basebackup would copy from one that runs, but the embedded binaries are without it.
 */
export async function standbyOf(primary: OwnPostgres, name: string): Promise<OwnPostgres> {
  const { cluster, port } = primary;
  const home = await mkdtemp(path.join(tmpdir(), `hearsay-${name}-`));
  const folder = path.join(home, 'postgres');
  const { account } = cluster;
  if (account) await chown(home, account.uid, account.gid);
  const copied = await run('cp', ['-Rp', cluster.folder, folder], { account, cwd: home });
  if (!copied.ok) throw new Error(copied.output);
  await writeFile(path.join(folder, 'standby.signal'), '');
  await appendFile(
    path.join(folder, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=hearsay password=${cluster.password}'\n`,
  );
  return postgresOf({ ...cluster, home, folder, log: path.join(home, 'postgres.log') }, name);
}

async function postgresOf(cluster: Cluster, name: string): Promise<OwnPostgres> {
  const port = await freePort();
  const stop: OwnPostgres['stop'] = async (mode = 'fast') => {
    await succeeds(cluster, 'stop', `--mode=${mode}`);
  };
  return {
    url: `postgresql://hearsay:${cluster.password}@127.0.0.1:${port}/postgres`,
    port,
    cluster,
    start: () => {
      const settings = [
        `port=${port}`,
        'listen_addresses=127.0.0.1',
        'unix_socket_directories=',
        'fsync=off',
        `cluster_name=${name}`,
        'wal_retrieve_retry_interval=100ms',
      ];
      const flags = settings.map((setting) => `-c ${setting}`).join(' ');
      return succeeds(cluster, 'start', '--log=postgres.log', `--options=${flags}`);
    },
    stop,
    async kill() {
      const { pid = 0 } = (await readPostmaster(cluster.folder)) ?? {};
      process.kill(pid, 'SIGKILL');
      await until(() => !isAlive(pid), 'it is gone');
    },
    async remove() {
      await stop('immediate').catch(() => {});
      await rm(cluster.home, { recursive: true, force: true });
    },
  };
}

async function succeeds(
  cluster: Cluster,
  ...args: Parameters<typeof control> extends [Cluster, ...infer Rest] ? Rest : never
) {
  const { ok, output } = await control(cluster, ...args);
  if (!ok) throw new Error(output);
}

export interface Lock {
  /** Waits until somebody waits for the lock. */
  isWaitedFor(): Promise<void>;
  release(): Promise<void>;
}

/** Makes every read of figures wait: how a request is slow without a line of code for it. */
export async function lockFigures(connectionString: string): Promise<Lock> {
  const holder = new pg.Client({ connectionString });
  const watcher = new pg.Client({ connectionString });
  // A test that fails may stop the server under them.
  for (const client of [holder, watcher]) client.on('error', () => {});
  await Promise.all([holder.connect(), watcher.connect()]);
  await holder.query('BEGIN; LOCK TABLE figure IN ACCESS EXCLUSIVE MODE');
  const waiting = `SELECT FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  return {
    isWaitedFor: () =>
      until(async () => (await watcher.query(waiting)).rowCount, 'somebody waits for the lock'),
    async release() {
      await Promise.all([holder.end(), watcher.end()]);
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A way to a port that can fall silent: what is sent is lost, and no connection is closed. */
export interface Line {
  port: number;
  /** Connections of now carry nothing any more, ever; new ones do. */
  cut(): void;
  /** Nor do new ones: as if the machine behind it were off. */
  silence(): void;
  /** Ends the connections of now. */
  drop(): void;
  close(): void;
}

export function lineTo(target: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((near) => {
    if (isSilent) {
      sockets.add(near);
      near.on('error', () => {}).resume();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const line = (): Line => ({
    port: (server.address() as AddressInfo).port,
    cut() {
      for (const socket of sockets) socket.unpipe().removeAllListeners('end').resume();
    },
    silence() {
      isSilent = true;
      this.cut();
    },
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(line())));
}
