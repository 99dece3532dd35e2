// node --import test/clients/typescript-5.mjs — lets a generator that npm put beside the project's
// own TypeScript find the TypeScript 5 of this folder: newer ones have no API to generate with.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

const typescript = pathToFileURL(createRequire(import.meta.url).resolve('typescript')).href;

export function resolve(specifier, context, next) {
  return next(specifier === 'typescript' ? typescript : specifier, context);
}
