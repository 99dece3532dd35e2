import { commented } from './commented.js';
import { example } from './example.js';
import { schemaFiles } from './json-schema.js';

// What bundle:new writes. The comments come from the format, so they cannot say what it does not.

/** What is known of an article before anybody reads it. */
export interface StartOptions {
  id: string;
  /** The draft, as the commands in its comments name it. */
  file: string;
  textFile?: string | undefined;
  text?: string | undefined;
  /** Where the JSON Schema of drafts lies, from the draft. */
  schema: string;
  /** The vocabulary of measures. */
  measures: readonly string[];
}

/** The start of a bundle, as JSON with comments. */
export function startOf({ id, file, textFile, text, schema, measures }: StartOptions): string {
  const { 'draft.schema.json': root = {} } = schemaFiles();
  const { Figure, Entity } = root.definitions ?? {};
  Object.assign(Figure?.properties?.measure ?? {}, { enum: measures });
  Object.assign(Entity?.properties?.location ?? {}, {
    description: 'Of a place: { "latitude": 51.7, "longitude": 36.2, "precision": "region" }.',
  });
  const about = text === undefined ? [] : [`The text: ${textHints(text)}`];
  const head = `The start of a bundle; seeds/README.md says how to go on.
Replace everything in <angle brackets> and every id that begins with example-, or take it out;
repeat what is needed. What the article does not say is null. Quotes ("exact") are copied letter
for letter; where one stands more than once, "prefix" and "suffix" say which is meant.
Comments may stay. When it is done:
  npm run bundle:locate -- ${file} --text ${textFile ?? 'TEXT'}`.split('\n');
  const comments = [...head, ...about].map((line) => `// ${line}\n`).join('');
  return `${comments}${commented(example(id, schema), root)}\n`;
}

/** Which language a text seems to be in, by letters and words that tell it from its neighbours. */
const LANGUAGE_SIGNS: Record<string, RegExp> = {
  ar: /\p{Script=Arabic}/gu,
  de: /(?<!\p{L})(der|die|und|das|nicht)(?!\p{L})/giu,
  en: /(?<!\p{L})(the|of|and|to|that)(?!\p{L})/giu,
  es: /(?<!\p{L})(el|los|las|que|y)(?!\p{L})/giu,
  fr: /(?<!\p{L})(le|les|et|des|une)(?!\p{L})/giu,
  he: /\p{Script=Hebrew}/gu,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  ko: /\p{Script=Hangul}/gu,
  ru: /[ыэъё]/giu,
  uk: /[іїєґ]/giu,
  zh: /\p{Script=Han}/gu,
};

function textHints(text: string): string {
  const length = `${Array.from(text).length} code points`;
  const [best] = Object.entries(LANGUAGE_SIGNS)
    .map(([tag, signs]) => ({ tag, count: text.match(signs)?.length ?? 0 }))
    .sort((a, b) => b.count - a.count);
  const language =
    best && best.count > 2 ? `it looks like "${best.tag}"` : 'its language is for you to say';
  const breaks = text.includes('\r\n') ? ', lines end in \\r\\n, which counts as two' : '';
  return `${length}, ${language}${breaks}.`;
}
