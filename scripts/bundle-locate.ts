// npm run bundle:locate -- FILE --text FILE — gives quotes their positions in the text, checks the
// bundle and seals it. Of a draft (.jsonc) it makes the bundle (.json); a bundle it brings up to
// date. Unless all is well it writes nothing.
import { existsSync } from 'node:fs';
import { readDraft } from '../src/authoring/jsonc.js';
import { locateBundle } from '../src/authoring/locate.js';
import { BundleError, valueAt } from '../src/bundle/faults.js';
import { readText } from '../src/bundle/read.js';
import { writeJson } from '../src/bundle/seal.js';
import { assertMeasures, readArguments, refuse, report } from './bundle-command.js';

const USAGE = 'Usage: npm run bundle:locate -- FILE --text FILE';

async function locate(file: string, textFile: string | undefined): Promise<string> {
  const target = file.replace(/(\.draft)?\.jsonc$/, '.json');
  const fault = (name: string, message: string) =>
    new BundleError(name, [{ pointer: '', message }]);
  if (target !== file && existsSync(target)) {
    throw fault(target, `exists already; go on with it, or remove it to make it anew from ${file}`);
  }
  const json = await readDraft(file);
  const inside = valueAt(json, ['article', 'text']);
  const text = textFile === undefined ? inside : await readText(textFile);
  if (typeof text !== 'string') throw fault(file, `carries no text.\n${USAGE}`);
  const located = locateBundle(json, text);
  if (Array.isArray(located)) {
    const error = new BundleError(file, located);
    const count = located.length === 1 ? 'one fault' : `${located.length} faults`;
    error.message += `\n${file}: ${count}, nothing was written.`;
    throw error;
  }
  const { bundle, counts, notes } = located;
  await assertMeasures(file, bundle.figures);
  if (typeof bundle.$schema === 'string') {
    bundle.$schema = bundle.$schema.replace(/draft\.schema\.json$/, 'bundle.schema.json');
  }
  await writeJson(target, bundle);
  const { found, moved, kept } = counts;
  const summary = `${target}: no faults; of ${found + moved + kept} spans ${found} found, ${moved} moved, ${kept} as they were; sealed`;
  const done = target === file ? [] : [`${file} is not needed any more: go on with ${target}`];
  return [...notes.map((note) => `${file}: ${note}`), summary, ...done].join('\n');
}

const { values, positionals } = readArguments(
  { options: { text: { type: 'string' } }, allowPositionals: true },
  USAGE,
);
const [file] = positionals;
if (file === undefined || positionals.length > 1) refuse(USAGE);
await report(() => locate(file, values.text));
