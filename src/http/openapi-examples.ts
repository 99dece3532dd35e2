import type { Json } from './openapi-responses.js';

/** By operation or response: a request that was made over the seed, and what came back. */
export type Examples = Record<string, { request: string; response: unknown }>;

type Content = Record<string, Json>;
interface Described {
  paths: Record<string, { get: { operationId: string; responses: { 200: { content: Content } } } }>;
  components: { responses: Record<string, { content?: Content }> };
}

/** The document with an example of what comes back, in the first format of each answer. */
export function withExamples(document: object, examples: Examples): Json {
  const copy = structuredClone(document) as Json & Described;
  const answers = [
    ...Object.values(copy.paths).map(({ get }) => [get.operationId, get.responses[200]] as const),
    ...Object.entries(copy.components.responses),
  ];
  for (const [name, { content = {} }] of answers) {
    const [first] = Object.values(content);
    const example = examples[name];
    if (!first || !example) continue;
    first.examples = { seed: { summary: `GET ${example.request}`, value: example.response } };
  }
  return copy;
}
