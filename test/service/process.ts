import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '../../src/project.js';

// The service as its users run it: a process, told what to do by its environment and by signals.

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Service {
  process: ChildProcess;
  /** Where it listens, from the greeting; fails if the process ends without one. */
  ready: Promise<string>;
  ended: Promise<Ended>;
  /** What it has written so far. */
  written: { stdout: string; stderr: string };
}

export type Settings = Record<string, string>;

const running = new Set<Service>();

/** Starts the service with these settings alone: those of the surrounding shell do not count. */
export function startService(settings: Settings, stdout: 'pipe' | number = 'pipe'): Service {
  const none = { DATABASE_URL: '', DATA_DIR: '', HOST: '', LOG_LEVEL: '', POOL_SIZE: '' };
  const child = spawn(process.execPath, [projectPath('dist', 'src', 'server.js')], {
    cwd: projectPath(),
    env: { ...process.env, ...none, REQUEST_TIMEOUT_MS: '', PORT: '0', ...settings },
    stdio: ['ignore', stdout, 'pipe'],
    // The head of a group of its own, so that a test can do to all of it what a terminal does.
    detached: true,
  });
  const written = { stdout: '', stderr: '' };
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...written }));
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      written.stderr += chunk;
      const [, url] =
        /^Hearsay at (http:[^\s,]+), .*\n( +curl .*\n){3}/m.exec(written.stderr) ?? [];
      if (url) resolve(url);
    });
    child.once('close', () => reject(new Error(`ended before it was ready: ${written.stderr}`)));
  });
  // Who waits for the end does not care, and an error that nobody awaits would end the tests.
  ready.catch(() => {});
  child.stdout?.on('data', (chunk) => (written.stdout += chunk));
  const service = { process: child, ready, ended, written };
  running.add(service);
  ended.then(() => running.delete(service));
  return service;
}

/** Sends a signal to the process and awaits its end. */
export function stopService(service: Service, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
  service.process.kill(signal);
  return service.ended;
}

/** Ends what a test that failed has left running. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((service) => stopService(service)));
}

/** The address of the embedded PostgreSQL that runs in a data folder. */
export async function embeddedUrl(home: string): Promise<string> {
  const password = (await readFile(path.join(home, 'password'), 'utf8')).trim();
  const [, , , port] = (await postmaster(home)) ?? [];
  return `postgresql://hearsay:${password}@127.0.0.1:${port}/hearsay`;
}

/** The process id of the PostgreSQL that a data folder says is running in it. */
export async function serverOf(home: string): Promise<number | undefined> {
  const [pid] = (await postmaster(home)) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

const postmaster = (home: string) =>
  readFile(path.join(home, 'postgres', 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => undefined,
  );

/** A process that was told to end takes a moment; on Linux, one that nobody buried counts too. */
export async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (state.includes(') Z ')) return true;
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(20);
  }
  return false;
}

/** Waits until `condition` holds; fails if that takes longer than it ever should. */
export async function until(
  condition: () => unknown,
  what: string,
  patience = 10_000,
): Promise<void> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(10)) {
    if (await condition()) return;
  }
  throw new Error(`waited in vain until ${what}`);
}
