import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ConfigSchema } from '../src/config.js';
import { projectPath } from '../src/project.js';
import { createApi } from './support/app.js';

const readme = await readFile(projectPath('README.md'), 'utf8');

test('the table of settings is that of the configuration', () => {
  const rows = readme
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const defaults = ConfigSchema.parse({});
  const expected = Object.entries(ConfigSchema.shape).map(([name, schema]) => [
    name,
    String(defaults[name as keyof typeof defaults] ?? ''),
    schema.description,
  ]);
  expect(rows.map(([, name, value, text]) => [unquoted(name), unquoted(value), text])).toEqual(
    expected,
  );
});

const unquoted = (cell = '') => cell.replaceAll('`', '');

test('every command of the README is a script, and every script that it names exists', async () => {
  const { scripts } = JSON.parse(await readFile(projectPath('package.json'), 'utf8'));
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
  expect(named.filter((name) => !(String(name) in scripts))).toEqual([]);
});

test('every question of the README has an answer', async () => {
  const api = await createApi('seeded');
  try {
    const paths = [...readme.matchAll(/"localhost:3000(\/[^"]*)"/g)].map(([, path]) =>
      String(path),
    );
    expect(paths.length).toBeGreaterThanOrEqual(5);
    for (const path of paths) {
      const { data, checks, groups, citation } = await api.body(path);
      expect((data ?? checks ?? groups ?? citation).length, path).toBeGreaterThan(0);
    }
  } finally {
    await api.close();
  }
});
