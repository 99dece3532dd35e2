// npm run bundle:check -- FILE... [--text FILE] — checks bundles without loading them. With the
// text of the article beside it, every span is compared with the text and the bundle is sealed.
import { checkBundle } from '../src/bundle/check.js';
import { BundleError } from '../src/bundle/faults.js';
import { readJson, readText } from '../src/bundle/read.js';
import { sealBundle, writeJson } from '../src/bundle/seal.js';
import { spansOf } from '../src/bundle/spans.js';
import { assertMeasures, readArguments, refuse, report } from './bundle-command.js';

const USAGE = 'Usage: npm run bundle:check -- FILE... | FILE --text FILE';

async function check(file: string, textFile: string | undefined): Promise<string> {
  if (file.endsWith('.jsonc')) {
    const message = `is a draft; npm run bundle:locate -- ${file} --text TEXT makes a bundle of it`;
    throw new BundleError(file, [{ pointer: '', message }]);
  }
  const json = await readJson(file);
  const spans = `${spansOf(json).length} spans`;
  if (textFile === undefined) {
    const checked = checkBundle(json);
    if (Array.isArray(checked)) throw new BundleError(file, checked);
    await assertMeasures(file, checked.bundle.figures);
    return `${file}: no faults; ${spans}, ${checked.verified ? 'verified' : 'not compared with the text (--text FILE)'}`;
  }
  const sealed = sealBundle(json, await readText(textFile));
  if (Array.isArray(sealed)) throw new BundleError(file, sealed);
  await assertMeasures(file, sealed.figures);
  await writeJson(file, sealed);
  return `${file}: no faults; ${spans} compared with the text, sealed`;
}

const { values, positionals } = readArguments(
  { options: { text: { type: 'string' } }, allowPositionals: true },
  USAGE,
);
if (positionals.length === 0 || (values.text !== undefined && positionals.length > 1)) {
  refuse(USAGE);
}
for (const file of positionals) await report(() => check(file, values.text));
