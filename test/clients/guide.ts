import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildApp } from '../../src/app.js';
import { projectPath } from '../../src/project.js';
import { createDatabase } from '../support/database.js';

/** A program of README.md, and what the README says that it prints. */
export interface Program {
  source: string;
  prints: string;
}

export async function programs(language: 'ts' | 'java'): Promise<Program[]> {
  const guide = await readFile(projectPath('test', 'clients', 'README.md'), 'utf8');
  const blocks = guide.matchAll(/```(\w+)\n([\s\S]*?)```\n\n((?: {4}.*\n)+)/g);
  return [...blocks]
    .filter(([, name]) => name === language)
    .map(([, , source = '', prints = '']) => ({
      source,
      prints: prints.replaceAll(/^ {4}/gm, ''),
    }));
}

/** The service over the seed, listening, and a folder for what is generated. */
export async function serve() {
  const database = await createDatabase('seeded');
  const app = await buildApp({ database, requestTimeout: 10_000 });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-clients-'));
  return {
    url,
    folder,
    async close() {
      await app.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const execute = promisify(execFile);

/** What a command prints; its errors are those of the test. */
export async function run(command: string, args: string[], cwd: string, env = {}): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await execute(command, args, options).catch((error) => {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}
