import { stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './binaries.js';
import { type Cluster, readIfThere } from './cluster.js';

/** How long a server may take to start or stop: recovery after a crash reads a lot. */
export const patience = 120_000;

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  cluster_name: 'hearsay',
  timezone: 'UTC',
  // Queries here are short, and the data folder is hardly ever on a turning disk.
  jit: 'off',
  random_page_cost: '1.1',
  // What is read often the system has in memory. To copy it from there takes less than to ask another
  // process for it, and than to map much shared memory, which each session does for itself.
  shared_buffers: '64MB',
  io_method: 'sync',
  // The log is for a server that does not start. It shall not grow, nor keep what people asked.
  log_min_messages: 'error',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

const forgetful = {
  shared_buffers: '32MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/**
 * Memory that a session has no use for at the moment it keeps, up to so many bytes. As glibc has it, some
 * statements give back what it took to plan them, and to get it anew takes longer than to plan.
 */
const memory = {
  MALLOC_TRIM_THRESHOLD_: '16777216',
  MALLOC_MMAP_THRESHOLD_: '16777216',
  MALLOC_TOP_PAD_: '1048576',
};

/** Starts the server on a free port. False if another process is starting it at this moment. */
export async function launch(cluster: Cluster): Promise<boolean> {
  const logged = await trimLog(cluster.log);
  for (let attempt = 1; ; attempt += 1) {
    const chosen = {
      ...settings,
      ...(cluster.durable ? {} : forgetful),
      max_connections: cluster.connections,
      port: await freePort(),
    };
    const flags = Object.entries(chosen).map(([name, value]) => `-c ${name}=${value}`);
    const result = await control(
      cluster,
      'start',
      `--log=${path.basename(cluster.log)}`,
      `--options=${flags.join(' ')}`,
    );
    if (result.ok) return true;
    const log = ((await readIfThere(cluster.log)) ?? '').slice(logged).trim();
    if (/lock file "postmaster.pid"|pre-existing shared memory/.test(log)) {
      await sleep(100);
      return false;
    }
    if (/could not bind/.test(log) && attempt < 5) continue;
    if (/in time/.test(result.output)) await control(cluster, 'stop', '--mode=immediate');
    const reason = [result.output, ...log.split('\n').slice(-10)].join('\n').trim();
    throw new Error(`PostgreSQL could not start in ${cluster.folder}: ${reason}`);
  }
}

/** Runs pg_ctl and waits until what it was asked for is done. */
export function control(cluster: Cluster, command: 'start' | 'stop', ...args: string[]) {
  const { binaries, account, home, folder } = cluster;
  const wait = ['--wait', `--timeout=${patience / 1000}`, '--silent'];
  // pg_ctl hands its arguments to a shell without quoting them, so that paths go another way: the
  // data folder by environment, the log relative to the current one.
  return run(binaries.pg_ctl, [command, ...wait, ...args], {
    account,
    cwd: home,
    env: { PGDATA: folder, ...memory },
    // If pg_ctl ended while it waits for a server that it has started, nobody would stop that.
    detached: true,
  });
}

/** Who runs the cluster, by its own file: process id in the first line, port in the fourth. */
export async function readPostmaster(folder: string) {
  const file = await readIfThere(path.join(folder, 'postmaster.pid'));
  if (file === undefined) return undefined;
  const lines = file.split('\n');
  // A file that is empty, as a full disk leaves it, gets a port where nobody answers.
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 1) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Empties a log that has grown. Returns how long it is now. */
async function trimLog(log: string): Promise<number> {
  const size = await stat(log).then(
    ({ size }) => size,
    () => 0,
  );
  if (size < 1_000_000) return size;
  await truncate(log);
  return 0;
}
