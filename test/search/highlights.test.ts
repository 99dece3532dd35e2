import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from '../support/app.js';
import { ask, first, MAROV, shown } from './ask.js';

let made: Api;
beforeAll(async () => {
  made = await createApi('empty');
  await made.load(MAROV);
});
afterAll(() => made.close());

describe('highlights', () => {
  test('count code points, whatever the script, and trace what was folded', async () => {
    const [said] = (await ask(made, 'laka gross strasse 김민지', '&kind=statement')).data;
    expect(said.highlights).toEqual([
      {
        field: 'title',
        text: '🛰 Łąka and Große Straße are lost; 김민지 saw Łąka.',
        matches: [
          { start: 2, end: 6 },
          { start: 11, end: 15 },
          { start: 17, end: 23 },
          { start: 34, end: 37 },
          { start: 42, end: 46 },
        ],
      },
    ]);
  });

  test.each([
    ['stras', 'title: Straß'],
    ['strass', 'title: Straß'],
    ['oss', 'title: oß'],
  ])('show half a letter whole: %s', async (q, expected) => {
    expect((await first(made, q))?.slice(3)).toEqual([expected]);
  });

  test('are in as few texts as have the words', async () => {
    const { data } = await ask(made, 'marov died', '&kind=figure');
    expect(data.map(shown)).toEqual([['prose: died, Marov'], ['prose: died, Marov']]);
    expect(await first(made, '마로브')).toEqual(['exact', 'entity', 'marov', 'names: 마로브']);
    expect(await first(made, 'marov valley', '&kind=entity')).toEqual([
      'prose',
      'entity',
      'valley',
      'prose: Valley, Marov',
    ]);
  });

  test('point to the name that a slip is most likely meant for', async () => {
    const [marow] = (await ask(made, 'marov')).data.filter(({ id }: Item) => id === 'marow');
    expect(shown(marow)).toEqual(['title: Marow']);
    const [accented] = (await ask(made, 'màróv')).data.filter(({ id }: Item) => id === 'marow');
    expect(shown(accented)).toEqual(['title: Marow']);
  });
});
