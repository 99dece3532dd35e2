import { randomBytes } from 'node:crypto';
import {
  access,
  chown,
  constants,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import {
  type Account,
  accountForPostgres,
  assertReachable,
  type Binaries,
  findBinaries,
  run,
} from './binaries.js';

/** A folder with the files of one PostgreSQL database cluster, and what it takes to run them. */
export interface Cluster {
  binaries: Binaries;
  account: Account | undefined;
  /** Holds everything; `folder` and `log` are in it. */
  home: string;
  folder: string;
  log: string;
  password: string;
  durable: boolean;
  /** How many may connect to it. */
  connections: number;
}

/** Everything up to a cluster that could be started: folder, account, password and files. */
export async function prepareCluster(
  dataDirectory: string,
  durable: boolean,
  connections = 100,
): Promise<Cluster> {
  const binaries = await findBinaries();
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const home = await realpath(dataDirectory);
  const account = await accountForPostgres(home);
  if (account) {
    await assertReachable(path.dirname(binaries.postgres), account);
    await assertReachable(path.dirname(home), account);
    await chown(home, account.uid, account.gid);
  }
  await access(home, constants.R_OK | constants.W_OK | constants.X_OK).catch(() => {
    throw new Error(
      `${home} belongs to another user: run Hearsay as that user, or choose another folder.`,
    );
  });
  const folder = path.join(home, 'postgres');
  const log = path.join(home, 'postgres.log');
  const version = await readIfThere(path.join(folder, 'PG_VERSION'));
  const password = await readPassword(home, account, version !== undefined);
  const cluster = { binaries, account, home, folder, log, password, durable, connections };
  if (version === undefined) await initialise(cluster);
  else await assertSameMajor(cluster, version.trim());
  return cluster;
}

/** The password is made once and outlives the process; two that begin together get the same. */
async function readPassword(home: string, account: Account | undefined, needed: boolean) {
  const file = path.join(home, 'password');
  const existing = await readIfThere(file);
  if (existing) return existing.trim();
  if (needed) {
    throw new Error(
      `${file} is missing, and the database beside it opens with nothing else: put it back, or ` +
        `move ${path.join(home, 'postgres')} away to begin an empty database.`,
    );
  }
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (account) await chown(draft, account.uid, account.gid);
  // A link appears with its content, or fails because another process was first.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return (await readFile(file, 'utf8')).trim();
}

/**
 * Makes an empty cluster. It is built beside its place and moved there when it is complete, so that
 * a start that was interrupted leaves nothing that a later one could take for a database.
 */
async function initialise(cluster: Cluster): Promise<void> {
  const { account, folder } = cluster;
  await removeDrafts(folder);
  const draft = await mkdtemp(`${folder}.draft-${process.pid}-`);
  if (account) await chown(draft, account.uid, account.gid);
  let made = await initdb(cluster, draft, CTYPE);
  if (!made.ok && made.output.includes('locale')) made = await initdb(cluster, draft, 'C');
  const problem = made.ok ? await rename(draft, folder).catch((error: Error) => error) : undefined;
  await rm(draft, { recursive: true, force: true });
  if (!made.ok) {
    throw new Error(`PostgreSQL could not make a database in ${folder}: ${made.output}`);
  }
  // The place may have been taken by another process that began together with this one.
  if (problem && (await readIfThere(path.join(folder, 'PG_VERSION'))) === undefined) {
    throw new Error(`${folder} is there but is not a PostgreSQL database: move it away.`);
  }
}

// Trigrams, by which slips are forgiven, need to know what a letter is beyond ASCII, and ask the
// operating system for it. Where it does not know this locale, other scripts are found all the
// same, but only as they are written.
const CTYPE = process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8';

const initdb = ({ binaries, account, home, durable }: Cluster, folder: string, ctype: string) =>
  run(
    binaries.initdb,
    [
      `--pgdata=${folder}`,
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${ctype}`,
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--auth=scram-sha-256',
      '--username=hearsay',
      `--pwfile=${path.join(home, 'password')}`,
      ...(durable ? [] : ['--no-sync']),
    ],
    { account, cwd: home },
  );

/** Removes what earlier starts that were killed left behind, but not what one is working on. */
async function removeDrafts(folder: string): Promise<void> {
  const home = path.dirname(folder);
  const prefix = `${path.basename(folder)}.draft-`;
  for (const name of await readdir(home)) {
    const owner = Number.parseInt(name.slice(prefix.length), 10);
    if (!name.startsWith(prefix) || isAlive(owner)) continue;
    // A killed start may have left an initdb that still writes; then the rest stays, unused.
    await rm(path.join(home, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function assertSameMajor(cluster: Cluster, found: string): Promise<void> {
  const { binaries, account, home, folder } = cluster;
  const { output } = await run(binaries.postgres, ['--version'], { account, cwd: home });
  const brought = /\) (\d+)/.exec(output)?.[1];
  if (!brought) throw new Error(`PostgreSQL does not run on this machine: ${output}`);
  if (found === brought) return;
  throw new Error(
    `${folder} was made by PostgreSQL ${found}; this Hearsay brings ${brought}: move the folder ` +
      `away to begin an empty database, or run it with PostgreSQL ${found} and set DATABASE_URL.`,
  );
}

/**
 * True if the process runs and is ours: PostgreSQL runs as we do, or we are root, so that one which
 * we may not even ask is another program's.
 */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The text of a file, or undefined if there is no such file. */
export function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}
