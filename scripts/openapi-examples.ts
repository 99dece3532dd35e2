import type { Examples } from '../src/http/openapi-examples.js';

// The examples of answers in the OpenAPI document: requests made of the service over the seed, and
// what came back.

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; example?: unknown }[];
}
interface Document {
  paths: Record<string, { get: Operation }>;
}
type Get = (path: string) => Promise<{ status: number; text: string }>;

/** What to ask for beside what must be given; of other lists, one item. */
const QUERIES: Record<string, string> = {
  listEvents: 'participant=kim-jong-un&limit=1',
  listStatements: 'origin=nis&relay=lee-seong-kweun&limit=1',
  listFigures: 'measure=killed&limit=1',
  listSources: 'role=relay&limit=1',
  listTimeline: 'participant=kim-jong-un&limit=2',
  getGraph: 'limit=3',
  listPaths: 'limit=1',
  checkFigures: 'rule=sum',
};

const PROBLEMS: Record<string, string> = {
  BadRequest: '/v1/figures?mesure=killed',
  NotFound: '/v1/figures/nk-troops-kursk-2025-01.kiled',
};

/** Longer ones are left out: whoever wants them sends the request. */
const LONGEST = 12_000;

/** Asks for every example; `get` is to ask a service over the seed as `localhost:3000`. */
export async function examplesOf(document: object, get: Get): Promise<Examples> {
  const { paths } = document as Document;
  const requests = {
    ...Object.fromEntries(
      Object.entries(paths).map(([path, { get: operation }]) => [
        operation.operationId,
        requestOf(path, operation),
      ]),
    ),
    ...PROBLEMS,
  };
  const examples: Examples = {};
  for (const [name, request] of Object.entries(requests)) {
    const { status, text } = await get(request);
    if (status >= 400 !== name in PROBLEMS) throw new Error(`${request}: ${status} ${text}`);
    if (text.length < LONGEST) examples[name] = { request, response: settled(text) };
  }
  return examples;
}

/** A request that every example of a parameter that must be given goes into. */
function requestOf(path: string, { operationId, parameters }: Operation): string {
  const value = (name: string) =>
    encodeURIComponent(String(parameters.find((parameter) => parameter.name === name)?.example));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => value(name));
  const required = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name }) => `${name}=${value(name)}`);
  const hasPages = parameters.some(({ name }) => name === 'cursor');
  const more = QUERIES[operationId] ?? (hasPages ? 'limit=1' : '');
  const query = [...required, more].filter((part) => part !== '').join('&');
  return query === '' ? filled : `${filled}?${query}`;
}

/** What is different in every run, always the same. */
const SETTLED: Record<string, string> = {
  requestId: '0193f1c4-7f0a-4c52-9d3e-5b8a1f60e2d7',
  loadedAt: '2025-01-12T09:30:00.000Z',
};

function settled(text: string): unknown {
  if (!text.startsWith('{"') && !text.startsWith('{\n')) return text;
  try {
    return JSON.parse(text, (key, value) => SETTLED[key] ?? value);
  } catch {
    return text;
  }
}
