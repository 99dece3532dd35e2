import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, figure } from './support/bundles.js';

let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

const LISTS = {
  '/v1/articles': ['added', 'published', 'label', 'id'],
  '/v1/entities': ['added', 'name', 'id'],
  '/v1/entities/north-korea/mentions': ['added'],
  '/v1/events': ['added', 'time', 'title', 'id'],
  '/v1/statements': ['added', 'time'],
  '/v1/figures': ['added', 'value', 'asOf'],
  '/v1/relations': ['added', 'type'],
  '/v1/measures': ['id', 'added'],
  '/v1/sources': ['added', 'name', 'id'],
  '/v1/releases': ['number'],
  '/v1/timeline': ['time'],
};
test('a page of a query with a question mark leads to the next', async () => {
  const { page } = await api.body('/v1/entities?q=korea?&limit=1');
  expect(page.links.first).toBe('/v1/entities?q=korea%3F&limit=1');
  expect((await api.body(page.links.next)).data).toHaveLength(1);
});

const orders = Object.entries(LISTS).flatMap(([path, sorts]) =>
  sorts.flatMap((sort) => [`${path}?sort=${sort}`, `${path}?sort=-${sort}`]),
);

/** Every item of a list, page by page. */
async function walk(path: string, limit: number, from = api): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const cursor: string = next && `&cursor=${next}`;
    const { data, page } = await from.body(`${path}&limit=${limit}${cursor}`);
    expect(page.limit).toBe(limit);
    expect(data.length).toBe(page.next === null ? data.length : limit);
    items.push(...data);
    next = page.next;
  }
  return items;
}

/** The values of the parameter `sort`, which may be a schema of its own. */
function ordersOf({ enum: values, $ref: reference }: Item): string[] {
  const { schemas } = api.document.components as Item;
  return values ?? schemas[reference.split('/').at(-1)].enum;
}

test('the lists tested here are all there are, with all their sorts', () => {
  const paths: Item = api.document.paths;
  const documented = Object.entries<Item>(paths).flatMap(([path, { get }]) => {
    const sort = get?.parameters.find(({ name }: Item) => name === 'sort');
    return sort ? ordersOf(sort.schema).map((order: string) => `${path}?sort=${order}`) : [];
  });
  const tested = orders.map((order) => order.replace('north-korea', '{id}'));
  expect(documented.toSorted()).toEqual(tested.toSorted());
});

describe('a walk through the pages gives each item once and in order', () => {
  test.each(orders)('%s', async (path) => {
    const all = await api.body(`${path}&limit=200&total=true`);
    expect(all.page).toMatchObject({ limit: 200, next: null, total: all.data.length });
    for (const limit of [1, 2, 7]) expect(await walk(path, limit)).toEqual(all.data);
    const whole = await api.body(`${path}&limit=${all.data.length}`);
    expect([whole.data, whole.page.next]).toEqual([all.data, null]);
  });
});

describe('a total is of all that there is in the scope', () => {
  let reports: Api;
  beforeAll(async () => {
    reports = await createApi('reports');
  });
  afterAll(() => reports.close());

  const filters = ['', '&type=assault', '&modality=actual', '&participant=varn', '&q=laka'];
  const times = ['&from=2031-03-12', '&to=2031-03-10', '&type=assault&from=2031-03-01'];
  test.each([
    ...['articles', 'entities', 'statements', 'figures', 'relations', 'sources'].map((list) => [
      list,
      [''],
    ]),
    ...['events', 'timeline'].map((list) => [list, [...filters, ...times]]),
  ] as [string, string[]][])('%s', async (list, filters) => {
    for (const scope of [
      '',
      '&publishedBefore=2031-03-13',
      '&publishedBefore=2031-03-18&asOfRelease=4',
    ]) {
      for (const filter of filters) {
        const path = `/v1/${list}?limit=200&total=true${filter}${scope}`;
        const { data, page } = await reports.body(path);
        expect([path, page.total]).toEqual([path, data.length]);
        if (filter === '' || scope === '') expect([path, data]).not.toEqual([path, []]);
      }
    }
  });
});

test('descending is ascending turned round, what has no value last in both', async () => {
  const values = async (sort: string) =>
    (await api.body(`/v1/figures?sort=${sort}&limit=200`)).data.map(
      ({ quantity }: Item) => quantity.value,
    );
  const ascending = await values('value');
  const descending = await values('-value');
  const known = (list: (number | null)[]) => list.filter((value) => value !== null);
  expect(known(ascending)).toEqual([1, 2, 2, 300, 2700, 3000, 10000]);
  expect(known(descending)).toEqual(known(ascending).toReversed());
  for (const list of [ascending, descending]) {
    expect(list.slice(known(list).length).every((value: number | null) => value === null)).toBe(
      true,
    );
  }
});

test('a walk stays in the release it began in while others load', async () => {
  const before = await walk('/v1/entities?sort=name', 7);
  const first = await api.body('/v1/entities?sort=name&limit=7');
  await api.database.prisma.$executeRaw`
    UPDATE entity_state SET superseded_in = 3 WHERE name LIKE 'N%' OR name LIKE 'R%'`;
  await api.database.prisma.release.create({ data: { number: 3, digest: '0'.repeat(64) } });
  const continued = await api.body(`/v1/entities?sort=name&limit=200&cursor=${first.page.next}`);
  expect([...first.data, ...continued.data]).toEqual(before);
  const now = await walk('/v1/entities?sort=name', 200);
  expect(now).toEqual(before.filter(({ name }) => !/^[NR]/.test(name)));
});

describe('a cursor that does not belong is refused', () => {
  test.each([
    ['/v1/figures?cursor=nonsense', 'is not a cursor of this API'],
    ['/v1/figures?cursor=W10', 'is not a cursor of this API'],
    ['/v1/figures?sort=value&cursor=CURSOR', 'belongs to another list, filter or sort'],
    ['/v1/figures?measure=killed&cursor=CURSOR', 'belongs to another list, filter or sort'],
    ['/v1/statements?cursor=CURSOR', 'belongs to another list, filter or sort'],
  ])('%s', async (path, reason) => {
    const { page } = await api.body('/v1/figures?limit=2');
    const { status, body } = await api.get(path.replace('CURSOR', page.next));
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        parameter: 'cursor',
        message: `${reason}; take page.next of the page before, unchanged`,
      },
    ]);
  });

  test('also one whose value was tampered with', async () => {
    const { page } = await api.body('/v1/figures?sort=value&limit=2');
    const token = JSON.parse(Buffer.from(page.next, 'base64url').toString());
    token[2] = "0'; DROP TABLE figure";
    const forged = Buffer.from(JSON.stringify(token)).toString('base64url');
    expect((await api.get(`/v1/figures?sort=value&limit=2&cursor=${forged}`)).status).toBe(400);
  });
});

describe('a walk goes on from the longest values that can be loaded', () => {
  let made: Api;
  beforeAll(async () => {
    made = await createApi('empty');
    const labelled = (id: string, values: number[]) =>
      bundle({
        article: { id, label: `${'가'.repeat(299)}${id}` },
        figures: values.map((value, nth) =>
          figure({ id: `nth-${nth}`, quantity: { value, qualifier: 'exact', text: '300' } }),
        ),
      });
    await made.load(labelled('a', [1.5e-120, 1e300]), labelled('b', [5e-324, 1.7e308]));
  });
  afterAll(() => made.close());

  test.each([
    ['/v1/articles?sort=label', ['a', 'b']],
    ['/v1/figures?sort=value', ['b.nth-0', 'a.nth-0', 'a.nth-1', 'b.nth-1']],
    ['/v1/figures?sort=-value', ['b.nth-1', 'a.nth-1', 'a.nth-0', 'b.nth-0']],
  ])('%s', async (path, ids) => {
    expect((await walk(path, 1, made)).map(({ id }) => id)).toEqual(ids);
  });
});
