import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json: the same whether this runs from src or compiled from dist. */
const root = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : findRoot(path.dirname(folder));
}

/** The path of a file or folder that comes with Hearsay. */
export const projectPath = (...parts: string[]) => path.join(root, ...parts);

/** The version of this Hearsay, from package.json. */
export const VERSION = (
  JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string }
).version;
