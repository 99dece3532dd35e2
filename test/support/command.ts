import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectPath } from '../../src/project.js';

/** What Node is given to run one of scripts/ as `npm run` does: compiled. */
export const command = (script: string, ...args: string[]): string[] => [
  projectPath('dist', 'scripts', `${script}.js`),
  ...args,
];

/** Compiles src and scripts, as `npm start` does before each start; quick if nothing has changed. */
export async function build(): Promise<void> {
  const tsc = projectPath('node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '--project', 'tsconfig.build.json'];
  await promisify(execFile)(process.execPath, args, { cwd: projectPath() });
}
