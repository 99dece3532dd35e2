import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as read } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LINES } from '../../src/bundle/lines.js';
import { seedBundles } from '../../src/bundle/seed.js';
import { NEVER } from '../../src/database/database.js';
import { projectPath } from '../../src/project.js';
import { bundle, changed, type Full, sealed, TEXT } from '../support/bundles.js';
import { command } from '../support/command.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { rowsOf } from './rows.js';

// The two commands as processes: what they print, and where, and how they end.

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hearsay-commands-'));
  database = await createDatabase('empty');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const inFolder = (name: string) => path.join(folder, name);

/** Writes a bundle into the folder; its path. */
async function file(name: string, json: unknown): Promise<string> {
  await writeFile(inFolder(name), JSON.stringify(json));
  return inFolder(name);
}

async function run(
  script: 'seed' | 'bundle-check',
  args: string[],
  url = database.url,
  input?: string,
) {
  const child = spawn(process.execPath, command(script, ...args), {
    cwd: projectPath(),
    env: { ...process.env, DATABASE_URL: url, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
  return { stdout: stdout.split('\n'), stderr: stderr.split('\n'), code };
}

const SILENT = [''];
const named = (id: string): Full => bundle({ article: { id } });
const COUNTS = '5 entities, 1 events, 1 statements, 1 figures, 1 relations';
/** A bundle with two faults, and how they are printed. */
const BROKEN = changed(named('broken'), {
  '/article/publisher': 'the-herold',
  '/entities/2/country': 'UK',
});
const faultsIn = (name: string) => [
  `${name}#/entities/2/country: found "UK", expected a country code of ISO 3166-1 alpha-2, in capitals`,
  `${name}#/article/publisher: found "the-herold", expected an id from "entities" of this bundle; did you mean "the-herald"?`,
];

describe('npm run seed', () => {
  test('loads the measures and all articles that come with Hearsay, and again nothing', async () => {
    const json = async (name: string) => JSON.parse(await readFile(name, 'utf8'));
    const { measures } = await json(projectPath('seeds', 'measures.json'));
    const { host, pathname } = new URL(database.url);
    const lists = ['entities', 'events', 'statements', 'figures', 'relations'];
    const lines = async (change: (index: number) => string) => [
      `PostgreSQL at ${host}${pathname}`,
      `measures: 0 added, 0 changed, ${measures.length} unchanged`,
      ...(await Promise.all(
        (
          await seedBundles()
        ).map(async (name, index) => {
          const seed = await json(name);
          const counts = lists.map((list) => `${seed[list].length} ${list}`).join(', ');
          return `${seed.article.id}: ${change(index)} (${counts})`;
        }),
      )),
      '',
    ];
    expect(await run('seed', [])).toEqual({
      stdout: await lines((index) => `added in release ${index + 2}`),
      stderr: SILENT,
      code: 0,
    });
    expect(await run('seed', [])).toEqual({
      stdout: await lines(() => 'unchanged'),
      stderr: SILENT,
      code: 0,
    });
  });

  test('of several files of which some are bad loads the others, and ends with 1', async () => {
    const [bad, missing] = [await file('bad.json', BROKEN), inFolder('missing.json')];
    const unmeasured = changed(named('m'), { '/figures/0/measure': 'kiled' });
    // Only the database knows it.
    const unknown = await file('measure.json', unmeasured);
    const good = [await file('one.json', named('one')), await file('two.json', named('two'))];
    const [one, two] = good as [string, string];
    const { stdout, stderr, code } = await run('seed', [one, bad, missing, unknown, two]);
    expect(stdout.slice(2).map((line) => line.replace(/release \d+/, 'release'))).toEqual([
      `one: added in release (${COUNTS})`,
      `two: added in release (${COUNTS})`,
      '',
    ]);
    expect(stderr).toEqual([
      ...faultsIn(bad),
      `${bad}: nothing was loaded.`,
      `${missing}: there is no such file`,
      `${missing}: nothing was loaded.`,
      `${unknown}#/figures/0/measure: found "kiled", expected a measure that is loaded; did you mean "killed"?`,
      `${unknown}: nothing was loaded.`,
      '',
    ]);
    expect(code).toBe(1);
    const loaded = await database.prisma.articleVersion.findMany({
      where: { slug: { in: ['one', 'two', 'broken', 'm'] } },
      select: { slug: true },
      orderBy: { id: 'asc' },
    });
    expect(loaded).toEqual([{ slug: 'one' }, { slug: 'two' }]);
  });

  test('takes an option for a mistake, not for a file, and says how it is used', async () => {
    const { stdout, stderr, code } = await run('seed', ['--help']);
    expect([code, stdout]).toEqual([2, SILENT]);
    expect(stderr.join()).toMatch(
      /^Unknown option '--help'.*Usage: npm run seed \[-- FILE\.\.\.\]/,
    );
  });

  test('without a database says so in one line, without the password', async () => {
    const url = 'postgresql://hearsay:secret@127.0.0.1:1/hearsay';
    const { stdout, stderr, code } = await run('seed', [], url);
    expect(stdout).toEqual(SILENT);
    expect(stderr).toEqual([
      'PostgreSQL at 127.0.0.1:1/hearsay cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
      '',
    ]);
    expect(code).toBe(1);
  });
});

describe('npm run seed of an NDJSON file', () => {
  const line = (id: string, changes: Record<string, unknown> = {}) =>
    JSON.stringify(changed(named(id), changes));
  /** Rates, times and numbers of releases differ from run to run. */
  const steady = (lines: string[]) =>
    lines
      .slice(2)
      .map((text) => text.replace(/releases? \d+( to \d+)?/, 'release'))
      .map((text) => text.replace(/\([\d.]+ s, [\d,]+ articles a second\)/, '(so fast)'))
      .filter((text) => text !== '');
  /** Faults, without the lines that tell of progress. */
  const faults = (lines: string[]) =>
    lines.filter((text) => text !== '' && !text.includes(' a second'));
  const link = (to: string) => ({ '/links': [{ from: 'losses', type: 'updates', to }] });

  test('says of each bad line what is wrong where, loads the others, ends with 1', async () => {
    const name = inFolder('lines.ndjson');
    const lines = [
      line('line-one'),
      '{"format": ',
      '',
      JSON.stringify({ ...BROKEN, article: { ...BROKEN.article, id: 'line-four' } }),
      // JSON may hold what some take for the end of a line.
      line('line-five', { '/article/label': 'Norland\u2028on losses' }),
      line('line-six', { '/figures/0/measure': 'kiled' }),
      `${line('line-seven', link('line-one.losses'))}\r`,
      line('line-eight', link('line-six.losses')),
      // A new version of an article of the same file.
      line('line-one', { '/figures/0/quantity/value': 300, '/article/byline': 'By Our Desk' }),
      line('line-five', { '/article/label': 'Norland\u2028on losses' }),
    ];
    await writeFile(
      name,
      Buffer.concat([Buffer.from(lines.join('\n')), Buffer.from('\n\xff', 'latin1')]),
    );
    const { stdout, stderr, code } = await run('seed', [name]);
    expect(faults(stderr)).toEqual([
      `${name}:2: is not JSON: Unexpected end of JSON input`,
      `${name}:2: nothing was loaded.`,
      ...faultsIn(`${name}:4`),
      `${name}:4: nothing was loaded.`,
      `${name}:6#/figures/0/measure: found "kiled", expected a measure that is loaded; did you mean "killed"?`,
      `${name}:6: nothing was loaded.`,
      `${name}:8#/links/0/to: found "line-six.losses", expected a statement of an article that is loaded`,
      `${name}:8: nothing was loaded.`,
      `${name}:11: is not UTF-8`,
      `${name}:11: nothing was loaded.`,
    ]);
    expect(steady(stdout)).toEqual([
      `${name}: 3 added, 1 changed, 1 unchanged, 5 refused in release (so fast)`,
    ]);
    expect(code).toBe(1);
    const loaded = await database.prisma.articleVersion.findMany({
      where: { slug: { startsWith: 'line-' }, supersededIn: NEVER },
      select: { slug: true, byline: true, label: true },
      orderBy: { slug: 'asc' },
    });
    const label = 'Norland on losses near Lake Orm';
    expect(loaded).toEqual([
      { slug: 'line-five', byline: null, label: 'Norland\u2028on losses' },
      { slug: 'line-one', byline: 'By Our Desk', label },
      { slug: 'line-seven', byline: null, label },
    ]);
  });

  test('goes on after JSON that nobody can make sense of, and an id that PostgreSQL cannot store', async () => {
    const name = inFolder('senseless.ndjson');
    const deep = `{"article":{"id":"deep"},"entities":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const senseless = ['{"article":{"id":{"toString":1}}}', deep];
    const lines = [...senseless, line('sensible'), line('a\0b'), line('after-nul')];
    await writeFile(name, lines.join('\n'));
    const { stdout, stderr, code } = await run('seed', [name]);
    const refused = faults(stderr).filter((text) => text.includes('nothing was loaded'));
    expect(refused).toEqual([1, 2, 4].map((nth) => `${name}:${nth}: nothing was loaded.`));
    expect(faults(stderr)).toContainEqual(
      expect.stringMatching(/:4#\/article\/id: found "a\\u0000b", /),
    );
    expect(steady(stdout)).toEqual([
      `${name}: 2 added, 0 changed, 0 unchanged, 3 refused in release (so fast)`,
    ]);
    expect(code).toBe(1);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends it although its input is open, and idle', async (signal, code) => {
    const child = spawn(process.execPath, command('seed', '-'), {
      cwd: projectPath(),
      env: { ...process.env, DATABASE_URL: database.url, NODE_OPTIONS: '' },
    });
    let stdout = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
        if (stdout.includes('measures: ')) resolve();
      });
    });
    child.stdin.write(line('never-whole').slice(0, 100));
    child.kill(signal);
    const ended = once(child, 'close');
    expect(await read(child.stderr)).toBe(`ended by ${signal}; begin again to go on\n`);
    expect(await ended).toEqual([code, null]);
    child.stdin.destroy();
    expect(stdout).toContain('0 added, 0 changed, 0 unchanged, 0 refused');
  });

  describe('of which the same is loaded', () => {
    const PIPED = [line('piped-one'), line('piped-two')];

    test('reads standard input too, and loads nothing twice', async () => {
      const input = `${PIPED.join('\n')}\n`;
      const first = await run('seed', ['-'], database.url, input);
      expect(steady(first.stdout)).toEqual([
        'standard input: 2 added, 0 changed, 0 unchanged, 0 refused in release (so fast)',
      ]);
      expect(first.code).toBe(0);
      const before = await rowsOf(database);
      const second = await run('seed', ['-'], database.url, input);
      expect(steady(second.stdout)).toEqual([
        'standard input: 0 added, 0 changed, 2 unchanged, 0 refused (so fast)',
      ]);
      expect(await rowsOf(database)).toEqual(before);
    });

    // What is null is left out of the digest by which a line is known again.
    test('refuses a line that is wrong though it says what is loaded', async () => {
      const wrong = `${PIPED[0]}\n${line('piped-one', { '/evnts': null })}`;
      const { stdout, stderr, code } = await run('seed', ['-'], database.url, wrong);
      expect(faults(stderr)).toEqual([
        expect.stringMatching(/:2#\/evnts: unknown key.*did you mean "events"\?/),
        'standard input:2: nothing was loaded.',
      ]);
      expect(steady(stdout)).toEqual([
        'standard input: 0 added, 0 changed, 1 unchanged, 1 refused (so fast)',
      ]);
      expect(code).toBe(1);
    });

    // The first batch is on its way when the second is compared with what is loaded.
    test('a line that takes back what an earlier one changed is no repetition', async () => {
      const next = line('piped-two', { '/article/byline': 'By Our Desk' });
      const others = Array.from({ length: LINES }, (_, index) =>
        JSON.stringify({
          format: 'hearsay-bundle/1',
          article: { id: `filler-${index}`, label: 'Filler', language: 'en' },
        }),
      );
      const { stdout } = await run(
        'seed',
        ['-'],
        database.url,
        [next, ...others, PIPED[1]].join('\n'),
      );
      expect(steady(stdout)).toEqual([
        `standard input: ${LINES} added, 2 changed, 0 unchanged, 0 refused in release (so fast)`,
      ]);
      const standing = await database.prisma.articleVersion.findMany({
        where: { slug: 'piped-two', supersededIn: NEVER },
        select: { byline: true },
      });
      expect(standing).toEqual([{ byline: null }]);
    });
  });

  test('that is not there or is a folder is a fault like any other', async () => {
    const missing = inFolder('missing.ndjson');
    const { stderr, code } = await run('seed', [missing]);
    expect(stderr).toEqual([
      `${missing}: there is no such file`,
      `${missing}: nothing was loaded.`,
      '',
    ]);
    expect(code).toBe(1);
  });
});

describe('npm run bundle:check', () => {
  const check = (...args: string[]) => run('bundle-check', args, '');

  test('needs no database, and says of each file whether its spans are verified', async () => {
    const withText = await file('text.json', bundle());
    const withSeal = await file('seal.json', sealed());
    const bare = await file('bare.json', changed(bundle(), { '/article/text': undefined }));
    expect(await check(withText, withSeal, bare)).toEqual({
      stdout: [
        `${withText}: no faults; 13 spans, verified`,
        `${withSeal}: no faults; 13 spans, verified`,
        `${bare}: no faults; 13 spans, not compared with the text (--text FILE)`,
        '',
      ],
      stderr: SILENT,
      code: 0,
    });
  });

  test('prints every fault with its file and pointer, checks the other files, ends with 1', async () => {
    const bad = await file('bad.json', BROKEN);
    const good = await file('good.json', bundle());
    expect(await check(bad, inFolder('missing.json'), good)).toEqual({
      stdout: [`${good}: no faults; 13 spans, verified`, ''],
      stderr: [...faultsIn(bad), `${inFolder('missing.json')}: there is no such file`, ''],
      code: 1,
    });
  });

  test('refuses a measure that the seed does not have, and seals nothing', async () => {
    const kiled = changed(bundle(), { '/figures/0/measure': 'kiled' });
    const bare = changed(kiled, { '/article/text': undefined });
    const [name, unsealed] = [await file('kiled.json', kiled), await file('unsealed.json', bare)];
    await writeFile(inFolder('kiled.txt'), TEXT);
    const fault = `#/figures/0/measure: found "kiled", expected a measure that is loaded; did you mean "killed"?`;
    expect(await check(name)).toEqual({ stdout: SILENT, stderr: [name + fault, ''], code: 1 });
    expect(await check(unsealed, '--text', inFolder('kiled.txt'))).toEqual({
      stdout: SILENT,
      stderr: [unsealed + fault, ''],
      code: 1,
    });
    expect(JSON.parse(await readFile(unsealed, 'utf8'))).toEqual(bare);
  });

  test('with --text writes a seal that is accepted from then on', async () => {
    const bare = changed(named('bare'), { '/article/text': undefined });
    // An old seal is no fault where a new one is made.
    const stale = { ...bare, seal: { ...sealed().seal, textLength: 7 } };
    const name = await file('sealed.json', stale);
    await writeFile(inFolder('article.txt'), TEXT);
    expect(await check(name, '--text', inFolder('article.txt'))).toEqual({
      stdout: [`${name}: no faults; 13 spans compared with the text, sealed`, ''],
      stderr: SILENT,
      code: 0,
    });
    const written = await readFile(name, 'utf8');
    expect(JSON.parse(written)).toEqual(sealed(named('bare')));
    expect(Object.keys(JSON.parse(written)).slice(0, 3)).toEqual(['format', 'article', 'seal']);

    expect((await check(name)).stdout).toEqual([`${name}: no faults; 13 spans, verified`, '']);
    expect((await run('seed', [name])).code).toBe(0);
    const version = await database.prisma.articleVersion.findFirst({
      where: { slug: 'bare' },
      select: { textSha256: true, textLength: true, figures: { select: { spans: true } } },
    });
    expect(version).toEqual({
      textSha256: sealed().seal?.textSha256,
      textLength: 151,
      figures: [
        {
          spans: [
            { article: 'bare', start: 44, end: 61, exact: 'over 300 soldiers', verified: true },
          ],
        },
      ],
    });
  });

  test('with a --text that does not fit leaves the file as it was', async () => {
    const bare = changed(bundle(), { '/article/text': undefined });
    const name = await file('other.json', bare);
    await writeFile(inFolder('other.txt'), TEXT.replace('Lake Orm', 'Lake Orn'));
    expect(await check(name, '--text', inFolder('other.txt'))).toEqual({
      stdout: SILENT,
      stderr: [
        `${name}#/entities/4/mentions/0/exact: found "Lake Orm", but the text has "Lake Orn" at 111 to 119`,
        `${name}#/events/0/spans/0/exact: found "killed near Lake Orm", but the text has "killed near Lake Orn" at 99 to 119`,
        '',
      ],
      code: 1,
    });
    expect(await readFile(name, 'utf8')).toBe(JSON.stringify(bare));
    expect(await check(name, '--text', folder)).toEqual({
      stdout: SILENT,
      stderr: [`${folder}: is a directory, expected a file`, ''],
      code: 1,
    });
  });

  test.each([
    ['no file', []],
    ['one text for two files', ['a.json', 'b.json', '--text', 'a.txt']],
  ])('with %s says how it is used, and ends with 2', async (_, args) => {
    expect(await check(...args)).toEqual({
      stdout: SILENT,
      stderr: ['Usage: npm run bundle:check -- FILE... | FILE --text FILE', ''],
      code: 2,
    });
  });
});
