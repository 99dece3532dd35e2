import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkBundle } from '../../src/bundle/check.js';
import { Qualifier } from '../../src/database/generated/enums.js';
import type { Full } from '../support/bundles.js';
import { command } from '../support/command.js';

// npm run corpus as a process: what it writes is what is measured on.

async function corpus(...args: string[]) {
  const options = { env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)(process.execPath, command('corpus', ...args), options)).stdout;
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);

let written: string;
let bundles: Full[];
beforeAll(async () => {
  written = await corpus('--articles', '120', '--seed', '1');
  bundles = linesOf(written).map((line) => JSON.parse(line));
}, 30_000);

test('the same seed gives the same bytes, in a file too, and article k whatever N is', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-corpus-'));
  try {
    const out = path.join(folder, 'corpus.ndjson');
    expect(await corpus('--articles', '60', '--seed', '1', '--out', out)).toBe('');
    const file = await readFile(out, 'utf8');
    expect(linesOf(file)).toHaveLength(60);
    expect(written.startsWith(file)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('another seed gives other articles, with other ids', async () => {
  const other = linesOf(await corpus('--articles', '20', '--seed', '2'));
  const ids = (lines: Full[]) =>
    lines.flatMap(({ article, entities, events }) => [article, ...entities, ...events]);
  const known = new Set(ids(bundles).map(({ id }) => id));
  const shared = ids(other.map((line) => JSON.parse(line))).filter(({ id }) => known.has(id));
  expect(shared).toEqual([]);
});

test('every line passes the check with its text, and is marked as synthetic', () => {
  expect(bundles).toHaveLength(120);
  for (const bundle of bundles) {
    expect(checkBundle(bundle)).toMatchObject({ verified: true });
    const { id, label, headline, text } = bundle.article;
    for (const { id: shared } of [{ id }, ...bundle.entities, ...bundle.events])
      expect(shared).toMatch(/^synthetic-/);
    for (const words of [label, headline ?? 'Synthetic', text]) expect(words).toContain('ynthetic');
    const publisher = bundle.entities.find((entity) => entity.id === bundle.article.publisher);
    expect(publisher?.name).toContain('Synthetic');
  }
});

describe('it is like life', () => {
  test('all qualifiers, chains of one to four links, other precisions than a day', () => {
    const qualifiers = bundles.flatMap(({ figures }) => figures.map((f) => f.quantity.qualifier));
    expect(new Set(qualifiers)).toEqual(new Set(Object.values(Qualifier)));
    const chains = bundles.flatMap(({ statements }) => statements.map((s) => s.attribution.length));
    expect([...new Set(chains)].sort()).toEqual([1, 2, 3, 4]);
    const dates = bundles.map(({ article }) => article.published?.edtf ?? null);
    expect(dates.filter((date) => date === null).length).toBeGreaterThan(0);
    expect(dates.filter((date) => date?.length === 4).length).toBeGreaterThan(0);
    expect(new Set(dates.map((date) => date?.slice(0, 4))).size).toBeGreaterThan(5);
  });

  test('several scripts, and characters of two UTF-16 units before the spans', () => {
    for (const script of ['Latin', 'Hangul', 'Cyrillic', 'Arabic', 'Han'])
      expect(written).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    const languages = new Set(bundles.map(({ article }) => article.language));
    expect([...languages].sort()).toEqual(['ar', 'en', 'ko', 'uk', 'zh']);
    expect(bundles.some(({ article }) => article.text?.startsWith('🛰'))).toBe(true);
  });

  test('about ten figures an article, a text of the length of a news item', () => {
    const mean = (count: (bundle: Full) => number) =>
      bundles.reduce((sum, bundle) => sum + count(bundle), 0) / bundles.length;
    expect(mean(({ figures }) => figures.length)).toBeCloseTo(10, -0.5);
    expect(mean(({ article }) => article.text?.length ?? 0)).toBeGreaterThan(1_000);
    expect(mean(({ article }) => article.text?.length ?? 0)).toBeLessThan(3_000);
  });

  test('a few entities are in many articles, and events in several', () => {
    const articles = (list: 'entities' | 'events') => {
      const counts = new Map<string, number>();
      const shared: { id: string }[] = bundles.flatMap((bundle): { id: string }[] => bundle[list]);
      for (const { id } of shared) counts.set(id, (counts.get(id) ?? 0) + 1);
      return [...counts.values()].sort((a, b) => b - a);
    };
    const entities = articles('entities');
    expect(entities[0]).toBeGreaterThan(30);
    expect(entities.filter((count) => count === 1).length).toBeGreaterThan(10);
    expect(entities.filter((count) => count < 5).length).toBeGreaterThan(entities.length / 3);
    const events = articles('events');
    expect(events[0]).toBeLessThan(30);
    expect(events.filter((count) => count > 1).length).toBeGreaterThan(events.length / 3);
  });

  test('figures repeat and contradict each other', () => {
    const values = new Map<string, (number | null | undefined)[]>();
    for (const { event, measure, quantity } of bundles.flatMap(({ figures }) => figures)) {
      if (quantity.qualifier !== 'exact') continue;
      const key = `${event} ${measure}`;
      values.set(key, [...(values.get(key) ?? []), quantity.value]);
    }
    const lists = [...values.values()];
    expect(lists.some((list) => new Set(list).size < list.length)).toBe(true);
    expect(lists.some((list) => new Set(list).size > 1)).toBe(true);
  });

  test('statements are tied to others, also of earlier articles, never of later ones', () => {
    const before = new Set<string>();
    let across = 0;
    for (const { article, statements, links } of bundles) {
      for (const { to } of links ?? []) {
        if (!to.includes('.')) continue;
        expect(before).toContain(to);
        across += 1;
      }
      for (const { id } of statements) before.add(`${article.id}.${id}`);
    }
    expect(across).toBeGreaterThan(20);
  });
});

test('a number that is none says how the command is used', async () => {
  await expect(corpus('--articles', 'many', '--seed', '1')).rejects.toMatchObject({
    code: 2,
    stderr: 'Usage: npm run corpus -- --articles N --seed S [--out FILE]\n',
  });
});
