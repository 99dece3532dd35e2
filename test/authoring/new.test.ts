import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toJson } from '../../src/authoring/jsonc.js';
import { locateBundle } from '../../src/authoring/locate.js';
import { startOf } from '../../src/authoring/start.js';
import { checkBundle } from '../../src/bundle/check.js';
import type { Fault } from '../../src/bundle/faults.js';
import { projectPath } from '../../src/project.js';
import { run } from './drafts.js';

const options = {
  id: 'lake-orm',
  file: 'lake-orm.draft.jsonc',
  schema: '../draft.schema.json',
  measures: ['killed', 'wounded'],
};
const start = startOf(options);

/** What somebody does who takes every example for the truth. */
const filled = start.replace(/"<([^<>]+)>"/g, '"$1"').replaceAll('"example-', '"our-');

/** An article in which every quote of the examples stands, and nothing else. */
const quotes = [...filled.matchAll(/"exact": "([^"]+)"/g)].map(([, words]) => words);
const text = `She was told, Kim said. ${[...new Set(quotes)].filter((words) => words !== 'Kim').join('. ')}`;

describe('the start of a bundle', () => {
  test('has an example of each kind', () => {
    const { article, ...lists } = JSON.parse(toJson(start));
    expect(article).toMatchObject({ id: 'lake-orm' });
    for (const kind of ['entities', 'events', 'statements', 'figures', 'relations', 'links']) {
      expect(lists[kind].length, kind).toBeGreaterThan(0);
    }
  });

  test('is a bundle without faults once its examples are replaced', () => {
    const unambiguous = toJson(filled).replace(
      /\{ "exact": "([^"]+)" \}/g,
      '{ "exact": "$1", "occurrence": 1 }',
    );
    const located = locateBundle(JSON.parse(unambiguous), text);
    expect(located).toMatchObject({ bundle: { article: { id: 'lake-orm' } } });
    expect(checkBundle((located as { bundle: unknown }).bundle)).toMatchObject({ verified: true });
  });

  test('cannot be located as it is: every example is a fault, and said once', () => {
    const json = JSON.parse(toJson(start));
    const faults = locateBundle(json, text) as Fault[];
    // The prefix and the suffix of a quote are of no interest before the quote is.
    const examples = [...start.matchAll(/(?<!"(pre|suf)fix": )"(<|example-)/g)];
    expect(faults).toHaveLength(examples.length);
    expect(new Set(faults.map(({ pointer }) => pointer)).size).toBe(faults.length);
    expect(faults.filter(({ message }) => !message.includes('the example of bundle:new'))).toEqual(
      [],
    );
  });

  test('explains each key once, with the words that are allowed', () => {
    expect(start.match(/\/\/ BCP 47: en, ko, uk\./g)).toHaveLength(1);
    expect(start).toContain('// One of: actual, future, hypothetical, negated.\n');
    expect(start).toMatch(/measures vocabulary\. One of: killed, wounded\.\n/);
    expect(Math.max(...start.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test.each([
    ['en', 'The end of the war 🛰, and the start of the talks.'],
    ['ko', '국가정보원은 북한군 사상자가 늘었다고 밝혔다. The NIS.'],
    ['uk', 'Її війська відійшли, і він їх бачив'],
  ])('tells the length of a text and guesses %s', (tag, words) => {
    expect(startOf({ ...options, text: words })).toContain(
      `// The text: ${Array.from(words).length} code points, it looks like "${tag}".\n`,
    );
  });

  test('does not guess a language without signs of one', () => {
    expect(startOf({ ...options, text: '1\r\n2' })).toContain(
      'The text: 4 code points, its language is for you to say, lines end in \\r\\n, which counts as two.',
    );
  });
});

describe('npm run bundle:new', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hearsay-new-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('writes a draft that names its schema, and never overwrites', async () => {
    const out = path.join(folder, 'drafts', 'lake-orm.draft.jsonc');
    const { code, stdout } = await run('bundle-new', 'lake-orm', '--out', out);
    expect(stdout).toContain(`npm run bundle:locate -- ${out} --text TEXT\n`);
    expect(code).toBe(0);
    const { $schema } = JSON.parse(toJson(await readFile(out, 'utf8')));
    expect(path.resolve(path.dirname(out), $schema)).toBe(
      projectPath('seeds', 'draft.schema.json'),
    );

    await writeFile(out, 'mine');
    const again = await run('bundle-new', 'lake-orm', '--out', out);
    expect(again).toMatchObject({
      code: 1,
      stderr: `${out}: exists already; nothing was written\n`,
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
  });

  test('refuses an article that is there already', async () => {
    const id = 'nk-troops-kursk-2025-01';
    expect(await run('bundle-new', id)).toMatchObject({
      code: 1,
      stderr: `${path.join('seeds', 'articles', `${id}.json`)}: exists already; nothing was written\n`,
    });
  });

  test.each([
    ['no id', [], 'Usage: npm run bundle:new'],
    ['what cannot be an id', ['Lake Orm'], '"Lake Orm" cannot be an id'],
    ['a file without room for comments', ['x', '--out', 'x.json'], 'should end in .jsonc'],
  ])('says what is wrong with %s', async (_, args, message) => {
    const ended = await run('bundle-new', ...args);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
