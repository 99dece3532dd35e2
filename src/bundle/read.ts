import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from './faults.js';

/** Reads a UTF-8 file, or says in a BundleError why not. */
export async function readText(file: string): Promise<string> {
  const fault = (message: string) => new BundleError(file, [{ pointer: '', message }]);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw fault('there is no such file');
    if (error.code === 'EISDIR') throw fault('is a directory, expected a file');
    throw fault(`cannot be read (${error.code ?? error.message})`);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fault('is not UTF-8');
  }
}

/** Reads a JSON file, or says in a BundleError why not. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    const message =
      text.trim() === '' ? 'is empty, expected JSON' : `is not JSON: ${(error as Error).message}`;
    throw new BundleError(file, [{ pointer: '', message }]);
  }
}

/** The JSON files of a directory, by name. */
export async function jsonFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(directory, name));
}
