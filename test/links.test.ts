import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';

// The expected answers were worked out by hand: test/reports/README.md, sections 4 and 6.

let api: Api;
beforeAll(async () => {
  api = await createApi('reports');
});
afterAll(() => api.close());

const full = (id: string) => `varn-border-2031-03-${id}`;
const ids = (...local: string[]) => local.map(full);

test('a tie between statements is shown on both ends', async () => {
  const links = async (id: string) => (await api.body(`/v1/statements/${full(id)}`)).links;
  expect(await links('b.laka-denial')).toEqual([
    { type: 'denies', direction: 'to', statement: full('a.laka-dead') },
  ]);
  expect(await links('a.laka-dead')).toEqual([
    { type: 'supports', direction: 'from', statement: full('d.laka-dead') },
    { type: 'contradicts', direction: 'from', statement: full('b.laka-dead') },
    { type: 'denies', direction: 'from', statement: full('b.laka-denial') },
  ]);
  expect(await links('c.laka-flight')).toEqual([
    { type: 'updates', direction: 'to', statement: full('a.laka-flight') },
    { type: 'supports', direction: 'from', statement: full('c.columns') },
  ]);
});

test('a tie is not known before the article that makes it', async () => {
  const { links } = await api.body(`/v1/statements/${full('a.laka-dead')}?asOfRelease=2`);
  expect(links).toEqual([]);
});

test.each([
  ['link=retracts', ids('b.laka-flight', 'd.withdrawal')],
  ['link=denies,updates', ids('a.laka-dead', 'a.laka-flight', 'b.laka-denial', 'c.laka-flight')],
  [`linked=${full('a.laka-dead')}`, ids('b.laka-dead', 'b.laka-denial', 'd.laka-dead')],
  [`linked=${full('a.laka-dead')}&link=denies`, ids('b.laka-denial')],
  [`linked=${full('c.laka-flight')}`, ids('a.laka-flight', 'c.columns')],
  [
    'origin=unnamed',
    ids(
      'a.missing-men',
      'c.shelling',
      'c.tamrey-troops',
      'd.laka-registered',
      'd.laka-dead-unnamed',
    ),
  ],
  ['origin=unnamed,jarmil-tus&article=varn-border-2031-03-b', ids('b.laka-flight')],
  ['chainLength=4', ids('d.laka-dead')],
  ['chainLength=1', ids('a.background', 'b.background', 'c.alliance', 'd.background')],
])('statements?%s keeps what fits and nothing else', async (filter, expected) => {
  expect((await api.ids(`/v1/statements?${filter}`)).toSorted()).toEqual(expected.toSorted());
});

test.each([
  ['origin=unnamed&measure=killed', ids('c.residents-killed', 'd.corps-killed-laka-unnamed')],
  ['chainLength=4', ids('d.corps-killed-laka')],
  ['chainLength=1,4', ids('b.mission-headcount', 'd.corps-killed-laka')],
])('figures?%s keeps what fits and nothing else', async (filter, expected) => {
  expect(await api.ids(`/v1/figures?${filter}`)).toEqual(expected);
});

test('a verb of the chain is a filter, and an unknown one a mistake', async () => {
  const { data } = await api.body('/v1/statements?limit=200');
  const verb = data[0].attribution[0].verb;
  const expected = data.filter((item: { attribution: { verb: string }[] }) =>
    item.attribution.some((link) => link.verb === verb),
  );
  expect((await api.body(`/v1/statements?limit=200&verb=${verb}`)).data).toEqual(expected);
  expect(expected.length).toBeLessThan(data.length);
  const { status, body } = await api.get('/v1/figures?verb=murmured');
  expect([status, body.errors[0].message]).toEqual([400, 'nothing that is loaded has "murmured"']);
});

test('a statement that does not exist cannot be linked to', async () => {
  const { status, body } = await api.get(`/v1/statements?linked=${full('a.nothing')}`);
  expect(status).toBe(400);
  expect(body.errors).toEqual([
    {
      parameter: 'linked',
      message: `"${full('a.nothing')}" is no id of a statement; /v1/statements lists them`,
    },
  ]);
});
