import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { locateBundle } from '../../src/authoring/locate.js';
import { projectPath } from '../../src/project.js';

const guide = await readFile(projectPath('seeds', 'README.md'), 'utf8');
const block = (language: string) => guide.split(`\`\`\`${language}\n`)[1]?.split('\n```')[0] ?? '';

test('the example of the guide is a good one', () => {
  const entity = (id: string, exact: string) => ({
    id,
    type: 'organization',
    name: exact,
    mentions: [{ exact }],
  });
  const draft = {
    format: 'hearsay-bundle/1',
    article: { id: 'lake-orm', label: 'Losses', publisher: 'the-herald', language: 'en' },
    entities: [
      entity('the-herald', 'The Herald'),
      entity('kim-min-ji', 'Kim Min-ji'),
      entity('storm-brigade', 'Storm Brigade'),
    ],
    ...JSON.parse(block('json')),
  };
  expect(locateBundle(draft, block('text'))).toMatchObject({ counts: { found: 9 } });
});

test('the guide names the commands that there are', async () => {
  const { scripts } = JSON.parse(await readFile(projectPath('package.json'), 'utf8'));
  const named = [...guide.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});
