import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../src/app.js';
import { buildApp } from '../src/app.js';
import { contractOf, type Document } from './support/contract.js';
import { createDatabase, type TestDatabase } from './support/database.js';

// What must hold for any request, with requests made from the published document alone: of its
// parameters the schemas and examples, of ids those that its lists give.

// biome-ignore lint/suspicious/noExplicitAny: documents and answers are read as they come.
type Json = any;
interface Operation {
  path: string;
  parameters: Json[];
  isList: boolean;
}
interface Asked {
  operation: Operation;
  path: string;
  query: Record<string, string>;
}

const SEED = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const RUNS = { valid: 1500, invalid: 3200, walks: 150, etags: 250 };

let database: TestDatabase;
let app: App;
let document: Json;
let hold: ReturnType<typeof contractOf>;
let operations: Operation[];
let known: Record<string, string[]>;

beforeAll(async () => {
  console.log(`Properties are checked with FC_SEED=${SEED}`);
  database = await createDatabase('reports');
  app = await buildApp({ database, requestTimeout: 10_000 });
  await app.ready();
  document = (await get('/openapi.json')).body;
  hold = contractOf(document as Document);
  known = await harvest();
  operations = Object.entries<Json>(document.paths)
    .filter(([path]) => path.startsWith('/v1/') && !path.includes('/export/'))
    .map(
      ([
        path,
        {
          get: { parameters },
        },
      ]) => ({
        path,
        parameters: parameters.map(resolved),
        isList: parameters.map(resolved).some(({ name }: Json) => name === 'cursor'),
      }),
    );
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await app.inject({ url, headers });
  const type = String(response.headers['content-type'] ?? '');
  const body = type.includes('json') && !type.includes('ndjson') ? response.json() : response.body;
  return { status: response.statusCode, type, body, headers: response.headers };
}

/** Ids by the parameter that takes them. */
async function harvest(): Promise<Record<string, string[]>> {
  const ids = async (list: string) =>
    (await get(`/v1/${list}?limit=200`)).body.data.map(({ id }: Json) => id);
  const [articles, entities, events, statements, figures, measures, sources] = await Promise.all(
    ['articles', 'entities', 'events', 'statements', 'figures', 'measures', 'sources'].map(ids),
  );
  const entity = Object.fromEntries(
    [
      'agent',
      'origin',
      'relay',
      'participant',
      'place',
      'population',
      'publisher',
      'subject',
      'object',
      'about',
    ].map((name) => [name, entities]),
  );
  return {
    ...entity,
    article: articles,
    articles,
    entities,
    entity: entities,
    event: events,
    events,
    linked: statements,
    statements,
    figures,
    measure: measures,
    sources,
    from: entities,
    to: entities,
  };
}

function resolved(parameter: Json): Json {
  const found = parameter.$ref
    ? document.components.parameters[parameter.$ref.split('/').at(-1)]
    : parameter;
  return { ...found, schema: schemaOf(found.schema) };
}

function schemaOf(schema: Json): Json {
  if (schema?.$ref) {
    return { ...schemaOf(document.components.schemas[schema.$ref.split('/').at(-1)]), ...schema };
  }
  return schema?.items ? { ...schema, items: schemaOf(schema.items) } : schema;
}

/** Values that a parameter allows, as text. */
function valid({ name, schema, example }: Json, path: string): fc.Arbitrary<string> {
  if (schema.type === 'array') {
    const item = valid({ name, schema: schema.items, example: [example].flat()[0] }, path);
    return fc.uniqueArray(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
  }
  if (name === 'id' || name === 'number') return fc.constantFrom(...idsAt(path));
  if (name === 'asOfRelease')
    return fc.constantFrom(...(path.includes('{') ? ['5'] : ['1', '3', '5']));
  if (name === 'publishedBefore') {
    return fc.constantFrom(...(path.includes('{') ? ['2099-01-01'] : ['2031-03-15', '2099-01-01']));
  }
  if (schema.enum) return fc.constantFrom(...schema.enum.map(String));
  if (schema.format === 'date') return fc.constantFrom('2031-03-01', '2031-03-12', '2031-12-31');
  if (known[name]) return fc.constantFrom(...known[name]);
  if (schema.type === 'boolean') return fc.constantFrom('true', 'false', '', '1', '0');
  if (schema.type === 'integer') {
    return fc
      .integer({ min: schema.minimum ?? 1, max: Math.min(schema.maximum ?? 9, 200) })
      .map(String);
  }
  if (schema.type === 'number') {
    return fc
      .integer({ min: 0, max: (schema.maximum ?? 2000) * 10 })
      .map((tenths) => String(tenths / 10));
  }
  if (name === 'q')
    return fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((text) => `a${text}`.replaceAll('\0', ''));
  return fc.constant(String([example].flat()[0]));
}

const idsAt = (path: string): string[] =>
  path.includes('/releases/') ? ['1', '5'] : (known[String(path.split('/')[2])] ?? ['']);

/** Values that a parameter does not allow. */
function invalid({ name, schema }: Json): fc.Arbitrary<string> {
  const inner = schema.type === 'array' ? schema.items : schema;
  if (inner.enum || inner.type === 'boolean') return fc.constantFrom('nonsense', 'NULL', '\0', '%');
  if (inner.format === 'date') return fc.constantFrom('2031-13-01', 'today', '2031', '');
  if (inner.type === 'integer' || inner.type === 'number')
    return fc.constantFrom('x', '', '-1e9', '1e400', '1;5', '0x10');
  if (name === 'q') return fc.constantFrom('', '---', '\0', 'x'.repeat(201));
  if (name === 'cursor') return fc.constantFrom('x', 'W10', '', 'x'.repeat(1001));
  return fc.constantFrom('no-such-thing-anywhere', '\0', "'; DROP TABLE figure; --", '');
}

const anOperation = () => fc.constantFrom(...operations);

/** A request that must succeed. */
function aRequest(of: fc.Arbitrary<Operation>): fc.Arbitrary<Asked> {
  return of.chain((operation) => {
    const { path, parameters } = operation;
    const asked = parameters.filter(({ name }) => name !== 'cursor');
    const shape = Object.fromEntries(
      asked.map((parameter) => [
        parameter.name,
        parameter.required
          ? valid(parameter, path)
          : fc.option(valid(parameter, path), { nil: undefined, freq: 3 }),
      ]),
    );
    return fc
      .record(shape)
      .map((values) => complete(operation, values as Record<string, string | undefined>));
  });
}

function complete(operation: Operation, values: Record<string, string | undefined>): Asked {
  const { id, number, ...rest } = values;
  const query = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  // A range that ends before it begins is a mistake, and so is a path from a thing to itself.
  for (const [low, high] of [
    ['from', 'to'],
    ['valueMin', 'valueMax'],
  ] as const) {
    const [a, b] = [query[low], query[high]];
    if (a === undefined || b === undefined) continue;
    if (operation.path === '/v1/paths') {
      if (a === b) query[high] = known.entities?.find((other) => other !== a) ?? '';
    } else if (low === 'valueMin' ? Number(a) > Number(b) : a > b)
      [query[low], query[high]] = [b, a];
  }
  // Verbs, types and links are words of the data; those of the examples are the seed's.
  for (const name of ['verb', operation.path === '/v1/relations' ? 'type' : '']) delete query[name];
  return {
    operation,
    path: operation.path.replace(/\{\w+\}/, encodeURIComponent(id ?? number ?? '')),
    query,
  };
}

const urlOf = ({ path, query }: Pick<Asked, 'path' | 'query'>) => {
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
};

const check = (property: fc.IAsyncProperty<[Json]>, numRuns: number) =>
  fc.assert(property as fc.IAsyncProperty<Json>, { seed: SEED, numRuns, endOnFailure: true });

test('any mix of valid parameters gives an answer as described', { timeout: 300_000 }, async () => {
  await check(
    fc.asyncProperty(aRequest(anOperation()), async (asked) => {
      const url = urlOf(asked);
      const { status, body, type } = await get(url);
      expect([status, url, status === 200 ? '' : body]).toEqual([200, url, '']);
      if (type.startsWith('application/json'))
        hold({ method: 'GET', path: url, status, type, body });
    }),
    RUNS.valid,
  );
});

test('any invalid parameter gives a problem that names it', { timeout: 300_000 }, async () => {
  const mistaken = aRequest(anOperation()).chain((asked) => {
    const choices = asked.operation.parameters.filter((parameter) => parameter.in === 'query');
    const unknown = fc.constant({ name: 'nonsense', value: 'x' });
    return fc
      .oneof(
        unknown,
        ...choices.map((parameter) =>
          invalid(parameter).map((value) => ({ name: parameter.name as string, value })),
        ),
      )
      .map(({ name, value }) => ({
        asked: { ...asked, query: { ...asked.query, [name]: value } },
        name,
        value,
      }));
  });
  await check(
    fc.asyncProperty(mistaken, async ({ asked, name, value }) => {
      // A flag that stands alone is true.
      fc.pre(!(value === '' && ['pretty', 'total'].includes(name)));
      const url = urlOf(asked);
      const { status, body, type } = await get(url);
      expect([status, url]).toEqual([400, url]);
      hold({ method: 'GET', path: url, status, type, body });
      expect(
        body.errors.map(({ parameter }: Json) => parameter),
        url,
      ).toContain(name);
    }),
    RUNS.invalid,
  );
});

test('a walk through the pages equals the whole list', { timeout: 300_000 }, async () => {
  const lists = fc.constantFrom(...operations.filter(({ isList }) => isList));
  await check(
    fc.asyncProperty(
      fc.tuple(aRequest(lists), fc.integer({ min: 1, max: 7 })),
      async ([asked, size]) => {
        const { fields, format, limit, total, ...query } = asked.query;
        const whole = (await get(urlOf({ ...asked, query: { ...query, limit: '200' } }))).body;
        const walked: Json[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page: Json = { ...query, limit: String(size), ...(cursor && { cursor }) };
          const { body }: Json = await get(urlOf({ ...asked, query: page }));
          walked.push(...body.data);
          cursor = body.page.next;
        }
        expect(walked).toEqual(whole.data);
      },
    ),
    RUNS.walks,
  );
});

test('an ETag is the same until something is loaded, and is known again', {
  timeout: 300_000,
}, async () => {
  await check(
    fc.asyncProperty(aRequest(anOperation()), async (asked) => {
      const url = urlOf(asked);
      const first = await get(url);
      const again = await get(url, { 'if-none-match': String(first.headers.etag) });
      expect([again.status, again.headers.etag]).toEqual([304, first.headers.etag]);
    }),
    RUNS.etags,
  );
});
