// npm run corpus -- --articles N --seed S [--out FILE] — writes a synthetic corpus to measure on, a
// bundle a line (NDJSON): always the same for the same seed, article k whatever N is. Everything in
// it is invented; its ids begin with `synthetic-`.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readArguments, refuse } from './bundle-command.js';
import { corpusOf } from './corpus/article.js';

const USAGE = 'Usage: npm run corpus -- --articles N --seed S [--out FILE]';

const text = { type: 'string' } as const;
const { values } = readArguments({ options: { articles: text, seed: text, out: text } }, USAGE);
const [articles, seed] = [Number(values.articles), Number(values.seed)];
if (!(Number.isSafeInteger(articles) && articles > 0)) refuse(USAGE);
if (!(Number.isSafeInteger(seed) && seed >= 0)) refuse(USAGE);
const out = values.out === undefined ? process.stdout : createWriteStream(values.out);
try {
  await pipeline(Readable.from(corpusOf(seed, articles)), out);
} catch (error) {
  // Whoever reads it may have seen enough, as `head` does.
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
