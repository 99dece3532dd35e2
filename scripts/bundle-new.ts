// npm run bundle:new -- ID [--text FILE] [--out FILE] — begins the bundle of an article: a draft
// with an example of each kind and comments on every key. It never overwrites anything.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startOf } from '../src/authoring/start.js';
import { BundleError } from '../src/bundle/faults.js';
import { BundleSchema } from '../src/bundle/format.js';
import { readMeasures } from '../src/bundle/measures.js';
import { readText } from '../src/bundle/read.js';
import { projectPath } from '../src/project.js';
import { readArguments, refuse, report } from './bundle-command.js';

const USAGE = `Usage: npm run bundle:new -- ID [--text FILE] [--out FILE.jsonc]
  ID    the article's: small letters, digits, single hyphens, as in nk-troops-kursk-2025-01
  FILE  by default seeds/articles/ID.draft.jsonc`;

async function begin(id: string, file: string, textFile: string | undefined): Promise<string> {
  const bundle = file.replace(/(\.draft)?\.jsonc$/, '.json');
  const existing = [file, bundle].find((name) => existsSync(name));
  if (existing) {
    throw new BundleError(existing, [
      { pointer: '', message: 'exists already; nothing was written' },
    ]);
  }
  const text = textFile === undefined ? undefined : await readText(textFile);
  const schema = path.relative(path.dirname(file), projectPath('seeds', 'draft.schema.json'));
  const draft = startOf({
    id,
    file,
    textFile,
    text,
    schema: schema.replaceAll('\\', '/'),
    measures: (await readMeasures()).map(({ id }) => id),
  });
  await mkdir(path.dirname(file), { recursive: true });
  // Fails if somebody was faster.
  await writeFile(file, draft, { flag: 'wx' });
  return `${file}: fill it in as its comments and seeds/README.md say, then
  npm run bundle:locate -- ${file} --text ${textFile ?? 'TEXT'}`;
}

const { values, positionals } = readArguments(
  { options: { text: { type: 'string' }, out: { type: 'string' } }, allowPositionals: true },
  USAGE,
);
const [id] = positionals;
if (id === undefined || positionals.length > 1) refuse(USAGE);
if (!BundleSchema.shape.article.shape.id.safeParse(id).success) {
  refuse(`"${id}" cannot be an id\n${USAGE}`);
}
const out = values.out ?? path.relative('', projectPath('seeds', 'articles', `${id}.draft.jsonc`));
if (!out.endsWith('.jsonc')) {
  refuse(`${out} should end in .jsonc, since it gets comments\n${USAGE}`);
}
await report(() => begin(id, out, values.text));
