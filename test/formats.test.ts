import { parse } from 'csv-parse/sync';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, changed } from './support/bundles.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('seeded');
});
afterAll(() => api.close());

const LISTS = [
  'articles',
  'entities',
  'entities/north-korea/mentions',
  'events',
  'statements',
  'figures',
  'relations',
  'measures',
  'sources',
  'releases',
  'timeline',
  'search?q=zelensky',
];
const rows = (text: string, options = {}) => parse(text, { columns: true, ...options }) as Item[];

describe('every list comes in every format', () => {
  test.each(LISTS)('%s', async (list) => {
    const url = `/v1/${list}${list.includes('?') ? '&' : '?'}limit=200`;
    const { data } = await api.body(url);
    expect(data).not.toEqual([]);

    // An item a line, so that what curl prints can be read, and a diff of two answers too.
    const { text } = await api.get(url);
    expect(text.split('\n').length).toBe(data.length);

    const ndjson = await api.get(url, { accept: 'application/x-ndjson' });
    expect(ndjson.type).toBe('application/x-ndjson');
    expect(
      ndjson.text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toEqual(data);

    const csv = await api.get(`${url}&format=csv`);
    expect(csv.type).toBe('text/csv');
    expect(rows(csv.text).length).toBe(data.length);
    expect(csv.text.split('\r\n')[0]).not.toContain('\n');

    const table = await api.get(url, { accept: 'text/plain' });
    const lines = table.text.trimEnd().split('\n');
    expect(lines.length).toBe(data.length + 2);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(100);

    const linked = await api.get(`${url}&format=json-ld`);
    expect(linked.type).toBe('application/ld+json');
    const document = JSON.parse(linked.text);
    expect(document['@context']).toBe('/context.jsonld');
    expect(document['@graph'].length).toBe(data.length);
    expect(document['@graph'].every(({ type }: Item) => type !== undefined)).toBe(true);
  });
});

describe('CSV', () => {
  test('has the columns of the schema, whatever the rows hold', async () => {
    const some = await api.get('/v1/measures?format=csv');
    const none = await api.get('/v1/measures?format=csv&q=qqqqq');
    expect(none.text).toBe('id,label,unit,definition,sumOf,atMost\r\n');
    expect(some.text.startsWith(none.text)).toBe(true);
  });

  test('flattens objects to columns, words to a list, and other lists to JSON', async () => {
    const { text } = await api.get('/v1/figures?measure=wounded&format=csv');
    const [row] = rows(text);
    const { data } = await api.body('/v1/figures?measure=wounded');
    expect(row).toMatchObject({
      'quantity.value': '2700',
      'quantity.lowerInclusive': 'true',
      'population.id': 'nk-soldiers-in-russia',
      'place.id': '',
      'asOf.edtf': '',
    });
    expect(JSON.parse(row.attribution)).toEqual(data[0].attribution);
    const entities = rows((await api.get('/v1/entities?q=zelensky&format=csv')).text);
    expect(entities[0].aliases).toMatch(/^Volodymyr Zelenskyy; /);
  });

  test('cannot make a spreadsheet run a formula', async () => {
    const other = await createApi('empty');
    try {
      await other.load(changed(bundle(), { '/article/label': '=HYPERLINK("http://x","y")' }));
      const { text } = await other.get('/v1/articles?format=csv&fields=label');
      expect(rows(text)).toEqual([{ label: '\'=HYPERLINK("http://x","y")' }]);
    } finally {
      await other.close();
    }
  });
});

test('a table fits 100 columns in any script, and says how to go on', async () => {
  const { text } = await api.get('/v1/entities?format=table&limit=3&fields=name,aliases,id');
  const lines = text.split('\n');
  expect(lines[0]).toMatch(/^name +aliases +id$/);
  expect(lines[3]).toMatch(/^Kim Jong Un /);
  expect(lines.slice(0, 5).every((line) => stringWidth(line) <= 100)).toBe(true);
  expect(lines[5]).toMatch(/^… more: cursor=\S+$/);
});

test('a table cuts other columns before ids, and tells days', async () => {
  const { text } = await api.get('/v1/figures?format=table&sort=value&limit=3');
  const { data } = await api.body('/v1/figures?sort=value&limit=3');
  const rows = text.split('\n').slice(2, 5);
  expect(rows.map((row) => row.split('  ')[0]?.trim())).toEqual(data.map(({ id }: Item) => id));
  const timed = await api.get('/v1/events?format=table&fields=id,time&sort=time&limit=1');
  expect(timed.text.split('\n')[2]).toBe('russia-ukraine-war  2022/..');
});

test('GeoJSON has the points of what has a location', async () => {
  const { body } = await api.get('/v1/entities?type=place&format=geojson');
  expect(body.type).toBe('FeatureCollection');
  const [kursk] = body.features;
  expect(kursk).toMatchObject({
    type: 'Feature',
    id: 'kursk-region',
    geometry: { type: 'Point', coordinates: [expect.any(Number), expect.any(Number)] },
    properties: { name: 'Kursk region', precision: 'region' },
  });
  const { location } = await api.body('/v1/entities/kursk-region');
  expect(kursk.geometry.coordinates).toEqual([location.longitude, location.latitude]);
  const person = await api.get('/v1/entities/kim-jong-un?format=geojson');
  expect(person.body.geometry).toBeNull();
});

describe('GeoJSON of what happened or was counted somewhere', () => {
  const REGIONS = { id: 'nk-deployment-regions-in-russia', type: 'place', location: null };
  const KURSK = { latitude: 51.7, longitude: 36.2, precision: 'region' };
  const RUSSIA = { latitude: 60, longitude: 100, precision: 'country' };

  test('an event is at its places, as far as their location is known', async () => {
    const path = '/v1/events/nk-troops-in-russian-regions';
    const { id, ...event } = await api.body(path);
    const feature = {
      type: 'Feature',
      id,
      geometry: {
        type: 'MultiPoint',
        coordinates: [
          [36.2, 51.7],
          [100, 60],
        ],
      },
      properties: {
        ...event,
        places: [
          { ...REGIONS, name: 'Regions of Russia with North Korean troops' },
          { id: 'kursk-region', name: 'Kursk region', type: 'place', location: KURSK },
          { id: 'russia', name: 'Russia', type: 'country', location: RUSSIA },
        ],
      },
    };
    expect((await api.get(`${path}?format=geojson`)).body).toEqual(feature);
    const accepted = await api.get(path, { accept: 'application/geo+json' });
    expect([accepted.type, accepted.body]).toEqual(['application/geo+json', feature]);
    const { body } = await api.get('/v1/events?place=kursk-region&format=geojson');
    expect(body).toEqual({ type: 'FeatureCollection', features: [feature] });
    // What is no map stays as it was.
    expect(event.places.map((place: Item) => Object.keys(place))).toEqual(
      Array(3).fill(['id', 'name', 'type']),
    );
  });

  test.each([
    ['events/russian-invasion-of-ukraine-2022', { type: 'Point', coordinates: [32, 49] }],
    ['events/nis-briefing', null],
    ['figures/nk-troops-kursk-2025-01.killed', null],
    ['entities/nis', null],
  ])('%s is at %j', async (path, geometry) => {
    const { body } = await api.get(`/v1/${path}?format=geojson`);
    expect(body.geometry).toEqual(geometry);
  });

  test('a figure is at its place, in every scope', async () => {
    const reports = await createApi('reports');
    try {
      for (const scope of ['', '&asOfRelease=2', '&publishedBefore=2031-03-13']) {
        const path = '/v1/figures/varn-border-2031-03-a.brigade-killed';
        const { id, ...figure } = await reports.body(`${path}?pretty${scope}`);
        const feature = {
          type: 'Feature',
          id,
          geometry: { type: 'Point', coordinates: [-118.2, -47.1] },
          properties: {
            ...figure,
            place: {
              id: 'skore',
              name: 'Škoře',
              type: 'place',
              location: { latitude: -47.1, longitude: -118.2, precision: 'near' },
            },
          },
        };
        expect((await reports.get(`${path}?format=geojson${scope}`)).body).toEqual(feature);
        const list = `/v1/figures?measure=killed&place=skore&limit=1&sort=added${scope}`;
        const { body } = await reports.get(list, { accept: 'application/geo+json' });
        expect(body).toEqual({ type: 'FeatureCollection', features: [feature] });
      }
    } finally {
      await reports.close();
    }
  });

  test('keeps the fields asked for, and where a thing is', async () => {
    const geometry = { type: 'Point', coordinates: [36.2, 51.7] };
    const feature = (properties: Item) => ({
      type: 'Feature',
      id: 'kursk-region',
      geometry,
      properties,
    });
    const path = '/v1/entities/kursk-region?format=geojson';
    expect((await api.get(`${path}&fields=name`)).body).toEqual(feature({ name: 'Kursk region' }));
    expect((await api.get(`${path}&fields=country,location`)).body).toEqual(
      feature({ country: 'RU', precision: 'region' }),
    );
    const { body } = await api.get('/v1/entities?format=geojson&q=oblast&fields=name');
    expect(body.features).toEqual([feature({ name: 'Kursk region' })]);
  });
});

describe('a search', () => {
  const SEARCH = '/v1/search?q=zelensky&limit=1';
  const HIT = {
    kind: 'entity',
    id: 'volodymyr-zelensky',
    title: 'Volodymyr Zelensky',
    rank: 'prefix',
    score: 0.8,
    highlights: [{ field: 'title', text: 'Volodymyr Zelensky', matches: [{ start: 10, end: 18 }] }],
  };

  test('is rows in CSV and lines in NDJSON and in a table', async () => {
    const csv = await api.get(`${SEARCH}&format=csv`);
    const [{ highlights, ...row }] = rows(csv.text) as [Item];
    const { highlights: shown, ...hit } = HIT;
    expect([row, JSON.parse(highlights)]).toEqual([{ ...hit, score: '0.8' }, shown]);
    const ndjson = await api.get(SEARCH, { accept: 'application/x-ndjson' });
    expect(ndjson.text).toBe(`${JSON.stringify(HIT)}\n`);
    const table = await api.get(SEARCH, { accept: 'text/plain' });
    expect(table.text.split('\n').slice(0, 4)).toEqual([
      'rank    kind    id                  title',
      '──────  ──────  ──────────────────  ──────────────────',
      'prefix  entity  volodymyr-zelensky  Volodymyr Zelensky',
      expect.stringMatching(/^… more: cursor=\S+$/),
    ]);
  });

  test('has the fields asked for, and goes on in the same format', async () => {
    const { data, facets, page } = await api.body(`${SEARCH}&fields=kind,id`);
    expect(data).toEqual([{ kind: 'entity', id: 'volodymyr-zelensky' }]);
    expect(facets.kind).toHaveLength(5);
    expect((await api.body(page.links.next)).data).toEqual([
      { kind: 'event', id: 'zelensky-offers-exchange' },
    ]);
  });

  test.each([
    ['entity', 'zelensky', 'entities/volodymyr-zelensky', 'schema:Thing'],
    ['event', 'zelensky', 'events/zelensky-offers-exchange', 'schema:Event'],
    ['statement', 'zelensky', 'statements/nk-troops-kursk-2025-01.exchange-offer', 'schema:Claim'],
    [
      'figure',
      '2,700',
      'figures/nk-troops-kursk-2025-01.wounded',
      ['schema:Claim', 'schema:QuantitativeValue'],
    ],
    ['article', 'nis', 'articles/nk-troops-kursk-2025-01', 'schema:NewsArticle'],
  ])('has in JSON-LD a list item for each %s', async (kind, q, path, type) => {
    const url = `/v1/search?q=${q}&kind=${kind}`;
    const { data } = await api.body(url);
    const at = data.findIndex(({ id }: Item) => path.endsWith(`/${id}`));
    const { title, rank, score } = data[at];
    const { text } = await api.get(`${url}&format=json-ld`);
    const { '@context': context, '@graph': graph } = JSON.parse(text);
    expect([context, graph.length, graph[at]]).toEqual([
      '/context.jsonld',
      data.length,
      {
        type: 'schema:ListItem',
        'schema:item': { id: `/v1/${path}`, type, 'schema:name': title },
        'hearsay:rank': rank,
        'hearsay:score': score,
      },
    ]);
  });
});

test('JSON-LD of the timeline has events and statements as their own lists name them', async () => {
  const { text } = await api.get(
    '/v1/timeline?from=2025-01-11&to=2025-01-12&match=certain&participant=ukrainian-prisoners-in-russia',
    { accept: 'application/ld+json' },
  );
  const time = { '@value': '2025-01-11/2025-01-12', '@type': 'edtf' };
  const ref = (id: string, name: string) => ({ id: `/v1/entities/${id}`, 'schema:name': name });
  const part = (id: string, name: string) => ({
    type: 'schema:Role',
    'schema:participant': ref(id, name),
  });
  expect(JSON.parse(text)).toEqual({
    '@context': '/context.jsonld',
    '@graph': [
      {
        id: '/v1/events/zelensky-offers-exchange',
        type: ['schema:Event', 'hearsay:agree'],
        'schema:name': 'Zelensky offers an exchange in a post',
        'schema:temporalCoverage': time,
        'schema:participant': [
          part('volodymyr-zelensky', 'Volodymyr Zelensky'),
          part('captured-nk-soldiers', 'Two North Korean soldiers held by Ukraine'),
          part('ukrainian-prisoners-in-russia', 'Ukrainian prisoners held in Russia'),
        ],
      },
      {
        id: '/v1/statements/nk-troops-kursk-2025-01.exchange-offer',
        type: ['schema:Claim', 'prov:Entity'],
        'schema:text':
          'Ukraine would hand over the two captives in return for Ukrainians held in Russia.',
        'schema:dateCreated': time,
        'schema:appearance': { id: '/v1/articles/nk-troops-kursk-2025-01' },
        'prov:wasInfluencedBy': [
          ref('volodymyr-zelensky', 'Volodymyr Zelensky'),
          ref('news-agencies', 'News agencies (unnamed)'),
        ],
      },
    ],
  });
});

test('JSON-LD says who, on whose word and where in the words of PROV-O and Web Annotation', async () => {
  const figure = 'nk-troops-kursk-2025-01.killed';
  const { text } = await api.get(`/v1/figures/${figure}`, { accept: 'application/ld+json' });
  const node = JSON.parse(text);
  expect(node).toMatchObject({
    '@context': '/context.jsonld',
    id: `/v1/figures/${figure}`,
    type: ['schema:Claim', 'schema:QuantitativeValue', 'prov:Entity'],
    'schema:value': 300,
    'prov:wasAttributedTo': { id: '/v1/entities/nis' },
    'oa:hasTarget': [
      {
        'oa:hasSelector': [
          { type: 'oa:TextPositionSelector', 'oa:start': 62, 'oa:end': 79 },
          { type: 'oa:TextQuoteSelector', 'oa:exact': 'approximately 300' },
        ],
      },
    ],
  });
  // No bound was given, so none is said to be.
  expect(Object.keys(node)).not.toContain('schema:minValue');
  const { body } = await api.get('/context.jsonld');
  const prefixes = Object.keys(JSON.parse(JSON.stringify(body))['@context']);
  const used = new Set([...text.matchAll(/"(\w+):\w+"/g)].map(([, prefix]) => prefix));
  expect([...used].filter((prefix) => !prefixes.includes(String(prefix)))).toEqual([]);
});

describe('fields', () => {
  test('keeps those asked for, also inside of objects', async () => {
    const { data } = await api.body(
      '/v1/figures?measure=wounded&fields=id,quantity.value,place.id',
    );
    expect(data).toEqual([
      { id: 'nk-troops-kursk-2025-01.wounded', quantity: { value: 2700 }, place: null },
    ]);
    expect(await api.body('/v1/entities/nis?fields=name')).toEqual({
      name: 'National Intelligence Service',
    });
  });

  test('and a misspelt one is a mistake', async () => {
    const { status, body } = await api.get('/v1/figures?fields=id,quantity.vlaue');
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({
      parameter: 'fields',
      message: '"quantity.vlaue" is not allowed',
      suggestion: 'quantity.value',
    });
  });
});

describe('negotiation', () => {
  test.each([
    ['*/*', 'application/json'],
    ['text/csv;q=0.5, application/json;q=0.9', 'application/json'],
    ['text/csv, application/json;q=0.9', 'text/csv'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['text/*', 'text/csv'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/json;charset="utf-8";q=0.5, text/csv ; header=absent;q=0.9', 'text/csv'],
    ['application/json;q=0.5;v=1, text/csv;q=0.1', 'application/json'],
  ])('Accept: %s gives %s', async (accept, type) => {
    const response = await api.get('/v1/measures', { accept });
    expect(response.type).toBe(type);
    expect(response.headers.vary).toMatch(/accept/);
  });

  test('what there is not is a 406 that lists what there is', async () => {
    const { status, body } = await api.get('/v1/figures', { accept: 'application/xml' });
    expect(status).toBe(406);
    expect(body.detail).toBe(
      'This comes as application/json (format=json), application/x-ndjson (format=ndjson), text/csv (format=csv), text/plain (format=table), application/ld+json (format=json-ld), application/geo+json (format=geojson).',
    );
    const search = await api.get('/v1/search?q=nis', { accept: 'application/geo+json' });
    expect([search.status, search.body.detail]).toEqual([
      406,
      'This comes as application/json (format=json), application/x-ndjson (format=ndjson), text/csv (format=csv), text/plain (format=table), application/ld+json (format=json-ld).',
    ]);
    expect((await api.get('/v1/figures?format=xml')).status).toBe(400);
    expect((await api.get('/v1/figures/checks', { accept: 'text/csv' })).status).toBe(406);
  });
});

test('a page links to itself, the first and the next, in the header and the body', async () => {
  const response = await api.get('/v1/figures?limit=2&sort=-value');
  const { links } = response.body.page;
  expect(links).toEqual({
    self: '/v1/figures?limit=2&sort=-value',
    first: '/v1/figures?limit=2&sort=-value',
    next: `/v1/figures?limit=2&sort=-value&cursor=${response.body.page.next}`,
  });
  expect(response.headers.link).toBe(
    `<${links.self}>; rel="self", <${links.first}>; rel="first", <${links.next}>; rel="next", </openapi.json>; rel="describedby"; type="application/json"`,
  );
  const second = await api.body(links.next);
  expect(second.page.links.first).toBe(links.first);
});
