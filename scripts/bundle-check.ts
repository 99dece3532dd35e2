// npm run bundle:check -- FILE... [--text FILE] — checks bundles without loading them. With the
// text of the article beside it, every span is compared with the text and the bundle is sealed.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkBundle } from '../src/bundle/check.js';
import { BundleError } from '../src/bundle/faults.js';
import { readJson, readText } from '../src/bundle/read.js';
import { sealOf, spansOf } from '../src/bundle/spans.js';

async function check(file: string, textFile: string | undefined): Promise<string> {
  const json = (await readJson(file)) as Record<string, unknown>;
  const text = textFile === undefined ? undefined : await readText(textFile);
  // The seal is about to be made anew; an old one that does not fit is no fault then.
  const { seal, ...unsealed } = Object(json);
  const checked = checkBundle(text === undefined ? json : unsealed, text);
  if (Array.isArray(checked)) throw new BundleError(file, checked);
  const spans = `${spansOf(json).length} spans`;
  if (text === undefined) {
    return `${file}: no faults; ${spans}, ${checked.verified ? 'verified' : 'not compared with the text (--text FILE)'}`;
  }
  const { $schema, format, article, ...rest } = unsealed;
  const sealed = { $schema, format, article, seal: sealOf(unsealed, text), ...rest };
  await writeFile(file, `${JSON.stringify(sealed, null, 2)}\n`);
  return `${file}: no faults; ${spans} compared with the text, sealed`;
}

const { values, positionals } = parseArgs({
  options: { text: { type: 'string' } },
  allowPositionals: true,
});
if (positionals.length === 0 || (values.text !== undefined && positionals.length > 1)) {
  console.error('Usage: npm run bundle:check -- FILE... | FILE --text FILE');
  process.exit(2);
}
for (const file of positionals) {
  try {
    console.log(await check(file, values.text));
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
