import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toJson } from '../../src/authoring/jsonc.js';
import { type Located, locateBundle } from '../../src/authoring/locate.js';
import type { Fault } from '../../src/bundle/faults.js';
import { bundle, changed, sealed, span, TEXT } from '../support/bundles.js';
import { drafted, run } from './drafts.js';

const SPAN = '/events/0/spans/0';
const draft = changed(drafted(bundle()) as object, { '/article/text': undefined });

/** The draft with another quote for its event, located in the text or another one. */
const withQuote = (quote: object, text = TEXT) =>
  locateBundle(changed(draft, { [SPAN]: quote }), text);

function located(result: Located | Fault[]): Located {
  expect(result).not.toBeInstanceOf(Array);
  return result as Located;
}

function spanOf(result: Located | Fault[]): unknown {
  const { events } = located(result).bundle as { events: { spans: unknown[] }[] };
  return events[0]?.spans[0];
}

describe('a quote that stands once', () => {
  test('gets its position, and the bundle a seal', () => {
    const { bundle: result, counts, notes } = located(locateBundle(draft, TEXT));
    expect(result).toEqual(sealed());
    expect(counts).toEqual({ found: 13, moved: 0, kept: 0 });
    expect(notes).toEqual([]);
  });

  test('counts emoji and Hangul as one character each', () => {
    expect(TEXT.indexOf('of Norland')).toBe(29);
    expect(spanOf(withQuote({ exact: 'of Norland' }))).toEqual({
      start: 28,
      end: 38,
      exact: 'of Norland',
    });
  });

  test('is a whole word if one of its places is', () => {
    const text = `${TEXT} A hundred of the brigadekillers.`;
    expect(spanOf(withQuote({ exact: 'kill', prefix: 'brigade' }, text))).toMatchObject({
      exact: 'kill',
    });
    const words = `${TEXT} Do not kill.`;
    expect(spanOf(withQuote({ exact: 'kill' }, words))).toEqual(span(words, 'kill', 2));
  });

  test('keeps the line breaks of the text, and they count', () => {
    const text = TEXT.replace('said ', 'said\r\n').replace('near ', 'near\r\n');
    expect(spanOf(withQuote({ exact: 'killed near\r\nLake Orm' }, text))).toEqual(
      span(text, 'killed near\r\nLake Orm'),
    );
    expect(withQuote({ exact: 'killed near Lake Orm' }, text)).toEqual([
      {
        pointer: SPAN,
        message:
          'found "killed near Lake Orm", which does not stand in the text; the nearest is "killed near\\r\\nLake Orm" at 100 to 121, which differs in spaces or line breaks',
      },
    ]);
  });
});

describe('a quote that stands more than once', () => {
  const text = `${TEXT} The Storm Brigade was killed near Lake Orm, it is said.`;
  const unambiguous = changed(draft, {
    '/entities/3/mentions/0/occurrence': 1,
    '/entities/4/mentions/0/occurrence': 1,
    '/entities/0/mentions/0/occurrence': 1,
  });
  const locate = (quote: object) => locateBundle(changed(unambiguous, { [SPAN]: quote }), text);

  test('is reported with every place', () => {
    expect(locate({ exact: 'killed near Lake Orm' })).toEqual([
      {
        pointer: SPAN,
        message: `found "killed near Lake Orm", which stands 2 times:
  1. at 99 to 119: …Storm Brigade were reportedly [killed near Lake Orm] on Monday, The Herald reporte…
  2. at 174 to 194: …ported. The Storm Brigade was [killed near Lake Orm], it is said.
  say which by "prefix", "suffix" or "occurrence"`,
      },
    ]);
  });

  test.each([
    ['the prefix', { prefix: 'Brigade was ' }],
    ['a prefix without the space', { prefix: 'Brigade  was' }],
    ['the suffix', { suffix: ', it is' }],
    ['both', { prefix: 'was ', suffix: ', it' }],
    ['the occurrence', { occurrence: 2 }],
    ['the occurrence among those that fit', { suffix: ',', occurrence: 1 }],
  ])('is told apart by %s', (_, context) => {
    const found = spanOf(locate({ exact: 'killed near Lake Orm', ...context }));
    expect(found).toEqual(span(text, 'killed near Lake Orm', 2));
  });

  test('is not found where its prefix leads nowhere', () => {
    expect(locate({ exact: 'killed near Lake Orm', prefix: 'not ' })).toMatchObject([
      {
        pointer: SPAN,
        message: expect.stringContaining('nowhere between its prefix and its suffix'),
      },
    ]);
  });

  test('is not found where it does not stand so often', () => {
    expect(locate({ exact: 'killed near Lake Orm', occurrence: 3 })).toMatchObject([
      {
        pointer: `${SPAN}/occurrence`,
        message: expect.stringMatching(/^found 3, but "killed near Lake Orm" stands 2 times:\n/),
      },
    ]);
  });
});

describe('a quote that does not stand in the text', () => {
  test.each([
    ['KILLED near  Lake Orm', '"killed near Lake Orm"', 'capitals, spaces or line breaks'],
    ['Kim Min‑ji', '"Kim Min-ji"', 'dashes'],
    ['김민지', '"김민지"', 'accents or the make-up of characters'],
    ['re\u00adportedly', '"reportedly"', 'invisible characters'],
  ])('%s is shown as the text has it', (exact, shown, how) => {
    const nfd = exact === '김민지' ? exact.normalize('NFD') : exact;
    expect(withQuote({ exact: nfd })).toMatchObject([
      {
        pointer: SPAN,
        message: expect.stringMatching(`the nearest is ${shown} at .* differs in ${how}$`),
      },
    ]);
  });

  test('other quotation marks are named', () => {
    const text = `${TEXT} He called it “Seoul’s war”.`;
    expect(withQuote({ exact: '"Seoul\'s war"' }, text)).toMatchObject([
      {
        message: expect.stringContaining(
          'is "“Seoul’s war”" at 165 to 178, which differs in quotation marks',
        ),
      },
    ]);
  });

  test('the nearest stretch is whole words', () => {
    expect(withQuote({ exact: 'soldier of the Stom Brigad' })).toMatchObject([
      {
        message: expect.stringMatching(
          /the nearest is "soldiers of the Storm Brigade" at \d+ to \d+$/,
        ),
      },
    ]);
  });

  test('nothing is suggested where nothing is near', () => {
    expect(withQuote({ exact: 'four submarines' })).toMatchObject([
      { message: expect.stringMatching(/does not stand in the text, nor does anything like it$/) },
    ]);
  });

  test('everything else that is wrong is said as well, and nothing twice', () => {
    const broken = changed(draft, {
      [SPAN]: { exact: 'four submarines' },
      '/figures/0/spans/0': { exact: 'over 300 soldirs' },
      '/figures/0/event': 'lake-orn-fighting',
      '/relations/0/spans/0': { exact: 'Norland', sufix: ' said' },
    });
    const faults = locateBundle(broken, TEXT) as Fault[];
    expect(faults.map(({ pointer, suggestion }) => [pointer, suggestion])).toEqual([
      [SPAN, undefined],
      ['/figures/0/spans/0', undefined],
      ['/relations/0/spans/0/sufix', 'suffix'],
      ['/figures/0/event', 'lake-orm-fighting'],
    ]);
  });
});

describe('a bundle that has positions', () => {
  test('does not change when it is located again', () => {
    const first = located(locateBundle(draft, TEXT)).bundle;
    const again = located(locateBundle(first, TEXT));
    expect(JSON.stringify(again.bundle)).toBe(JSON.stringify(first));
    expect(again.counts).toEqual({ found: 0, moved: 0, kept: 13 });
  });

  test('follows its text, and says so', () => {
    const text = `🛰🛰 Update. ${TEXT}`;
    const { counts, notes, bundle: moved } = located(locateBundle(sealed(), text));
    expect(counts).toEqual({ found: 0, moved: 13, kept: 0 });
    expect(notes[0]).toBe('this is not the text that the bundle was sealed with');
    expect(notes).toContain(`#${SPAN}: "killed near Lake Orm" moved from 99 to 110`);
    expect(spanOf({ bundle: moved, counts, notes })).toEqual(span(text, 'killed near Lake Orm'));
  });

  test('does not guess which words are meant if they moved and stand twice', () => {
    const faults = locateBundle(sealed(), `Lake Orm. ${TEXT}`) as Fault[];
    expect(faults).toMatchObject([
      {
        pointer: '/entities/4/mentions/0',
        message: expect.stringMatching(/no longer at \d+ but 2 times/),
      },
    ]);
  });

  test('keeps a place that fits though the words stand elsewhere too', () => {
    const json = changed(draft, { [SPAN]: span(TEXT, 'or') });
    expect(spanOf(locateBundle(json, TEXT))).toEqual(span(TEXT, 'or'));
  });
});

test('comments and last commas are taken out, and nothing of strings', () => {
  const text =
    '{ // a, "b"\n "c": "// no, ] comment \\" /* */", /* d\n */ "e": [1, 2, /* f */ ], }';
  expect(JSON.parse(toJson(text))).toEqual({ c: '// no, ] comment " /* */', e: [1, 2] });
  expect(toJson(text)).toHaveLength(text.length);
});

describe('npm run bundle:locate', () => {
  let folder = '';
  const file = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hearsay-locate-'));
    await writeFile(file('text.txt'), TEXT);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('makes a sealed bundle of a draft with comments, once', async () => {
    const $schema = '../seeds/draft.schema.json';
    const commented = `// A draft.\n${JSON.stringify({ $schema, ...draft })}`;
    await writeFile(file('lake-orm.draft.jsonc'), commented);
    const args = [
      'bundle-locate',
      file('lake-orm.draft.jsonc'),
      '--text',
      file('text.txt'),
    ] as const;
    const { code, stdout } = await run(...args);
    expect(stdout).toContain('of 13 spans 13 found, 0 moved, 0 as they were; sealed');
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(file('lake-orm.json'), 'utf8'))).toEqual({
      $schema: '../seeds/bundle.schema.json',
      ...sealed(),
    });
    expect(await readFile(file('lake-orm.draft.jsonc'), 'utf8')).toBe(commented);
    expect(await run(...args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/lake-orm\.json: exists already; go on with it/),
    });
  });

  test('writes nothing if a quote is missing', async () => {
    const json = JSON.stringify(changed(draft, { [SPAN]: { exact: 'Killed near Lake Orm' } }));
    await writeFile(file('broken.json'), json);
    const before = await readdir(folder);
    const { code, stdout, stderr } = await run(
      'bundle-locate',
      file('broken.json'),
      '--text',
      file('text.txt'),
    );
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(`${file('broken.json')}#${SPAN}: found "Killed near Lake Orm"`);
    expect(stderr).toMatch(/: one fault, nothing was written\.$/m);
    expect(await readFile(file('broken.json'), 'utf8')).toBe(json);
    expect(await readdir(folder)).toEqual(before);
  });

  test.each([
    ['without a file', [], 2, 'Usage: npm run bundle:locate'],
    ['with an option that it does not have', ['x.json', '--txt', 'y'], 2, "Unknown option '--txt'"],
    [
      'with a file that is not there',
      ['x.json', '--text', 'y'],
      1,
      'x.json: there is no such file',
    ],
  ])('says what is wrong %s', async (_, args, code, message) => {
    const ended = await run('bundle-locate', ...args);
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
    expect(ended.stderr).not.toContain('    at ');
  });
});
