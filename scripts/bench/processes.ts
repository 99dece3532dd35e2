import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { projectPath } from '../../src/project.js';

/** A process that answers on loopback. */
export interface Running {
  origin: string;
  pid: number;
  /** Milliseconds from its start until it listened. */
  readyAfter: number;
  stop(): Promise<void>;
}

/** The service as `npm start` runs it, on a database that is there. */
export async function startService(
  DATABASE_URL: string,
  settings: Record<string, string> = {},
): Promise<Running> {
  const began = performance.now();
  const env = { ...process.env, DATABASE_URL, PORT: '0', LOG_LEVEL: 'warn', ...settings };
  const child = spawn(process.execPath, [projectPath('dist', 'src', 'server.js')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  const origin = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      written += chunk;
      const [, found] = /Hearsay at (\S+),/.exec(written) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the service did not start: ${written}`)));
  });
  return running(child, origin, began);
}

/** A program of this folder that tells the port on which it listens. */
export async function startProgram(
  name: string,
  args: string[],
  settings: Record<string, string>,
): Promise<Running> {
  const began = performance.now();
  const child = fork(projectPath('dist', 'scripts', 'bench', `${name}.js`), args, {
    env: { ...process.env, ...settings },
  });
  const told = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  if (typeof told[0] !== 'number') throw new Error(`${name} ${args.join(' ')} did not start`);
  return running(child, `http://127.0.0.1:${told[0]}`, began);
}

const running = (child: ChildProcess, origin: string, began: number): Running => ({
  origin,
  pid: child.pid as number,
  readyAfter: performance.now() - began,
  async stop() {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  },
});

/** Runs a script of the project to its end; what it says is shown. */
export async function runScript(name: string, args: string[], settings: Record<string, string>) {
  const child = spawn(process.execPath, [projectPath('dist', 'scripts', `${name}.js`), ...args], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}`);
}

/** The resident memory of a process in MiB: as it is now, and the most until it is asked again. */
export async function watchMemory(pid: number): Promise<{ before: number; most(): number }> {
  const before = await residentMemory(pid);
  let most = before;
  const timer = setInterval(async () => {
    // It may end while it is looked at.
    most = Math.max(most, await residentMemory(pid).catch(() => 0));
  }, 100);
  return {
    before,
    most() {
      clearInterval(timer);
      return most;
    },
  };
}

async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
