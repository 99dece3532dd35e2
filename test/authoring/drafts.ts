import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectPath } from '../../src/project.js';
import { command } from '../support/command.js';

/** A bundle as an author writes it: no span has a position. */
export function drafted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(drafted);
  if (typeof json !== 'object' || json === null) return json;
  if ('exact' in json) return { exact: json.exact };
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, drafted(value)]));
}

/** Runs one of scripts/ and tells how it ended. */
export async function run(script: string, ...args: string[]) {
  return promisify(execFile)(process.execPath, command(script, ...args), {
    cwd: projectPath(),
  }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }) as Ended,
  );
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}
