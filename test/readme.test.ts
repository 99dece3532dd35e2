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

/** The questions, each with the lines that are shown as the answer to it. */
const questions = [...readme.matchAll(/```sh\n(curl[^`]*)```\n\n((?: {4}.*\n)+)/g)].map(
  ([, command = '', answer = '']) => ({
    paths: [...command.matchAll(/"localhost:3000(\/[^"]*)"/g)].map(([, path]) => String(path)),
    lines: answer.split('\n').flatMap((line) => line.trim() || []),
  }),
);

/** Every text in an answer, and in what jq joins with arrows. */
function textsIn(json: unknown): string[] {
  if (typeof json === 'string') return json.split(' → ');
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsIn) : [];
}

test('every question of the README is answered as it shows', async () => {
  const api = await createApi('seeded');
  try {
    expect(questions.length).toBeGreaterThanOrEqual(5);
    for (const { paths, lines } of questions) {
      const bodies = await Promise.all(paths.map((path) => api.body(path)));
      for (const line of lines) {
        if (line.startsWith('[')) {
          expect(textsIn(bodies)).toEqual(expect.arrayContaining(textsIn(JSON.parse(line))));
        } else {
          expect(bodies[0].citation.startsWith(line.replace(/…$/, '')), line).toBe(true);
        }
      }
      const counts = bodies.map(({ data, checks, groups }) => (data ?? checks ?? groups)?.length);
      expect(
        counts.reduce((sum, count) => sum + (count ?? 1), 0),
        paths.join(),
      ).toBe(lines.length);
    }
  } finally {
    await api.close();
  }
});
