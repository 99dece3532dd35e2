// What differs between two OpenAPI documents, and whether it breaks clients of the first: those
// that send what it takes, rely on what it answers, or were generated from it.

type Json = Record<string, unknown>;

export interface Difference {
  where: string;
  what: string;
  breaks: boolean;
}

interface Operation {
  operationId: string;
  parameters: (Json & { name: string; in: string; required: boolean; schema: Json })[];
  responses: Record<string, Json>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Record<string, Json> };
}

type Report = (where: string, what: string, breaks: boolean) => void;

/** The differences between two OpenAPI documents, except in words and examples. */
export function differences(before: object, after: object): Difference[] {
  const found: Difference[] = [];
  const report: Report = (where, what, breaks) => found.push({ where, what, breaks });
  const [old, now] = [before as Document, after as Document];
  pair(operationsOf(old), operationsOf(now), {
    gone: (name) => report(name, 'is gone', true),
    added: (name) => report(name, 'is new', false),
    both: (name, was, is) => {
      if (was.operationId !== is.operationId) {
        report(name, `is called ${is.operationId}, not ${was.operationId}`, true);
      }
      compareParameters(name, was, is, report);
      compareResponses(name, { was, is, old, now }, report);
    },
  });
  pair(old.components.schemas, now.components.schemas, {
    gone: (name) => report(name, 'is gone', true),
    added: (name) => report(name, 'is new', false),
    both: (name, was, is) => compareSchema(name, was, is, report),
  });
  return found;
}

/** As text, what breaks first. */
export function describe(found: readonly Difference[]): string {
  const line = ({ where, what, breaks }: Difference) =>
    `${breaks ? 'BREAKS CLIENTS' : 'fine'}: ${where} ${what}`;
  const sorted = [...found].sort((a, b) => Number(b.breaks) - Number(a.breaks));
  return sorted.length > 0 ? sorted.map(line).join('\n') : 'Only words or examples differ.';
}

interface Pairing<T> {
  gone(key: string, was: T): void;
  added(key: string, is: T): void;
  both(key: string, was: T, is: T): void;
}

function pair<T>(before: Record<string, T> = {}, after: Record<string, T> = {}, on: Pairing<T>) {
  for (const [key, was] of Object.entries(before)) {
    const is = after[key];
    if (is === undefined) on.gone(key, was);
    else on.both(key, was, is);
  }
  for (const [key, is] of Object.entries(after)) if (!(key in before)) on.added(key, is);
}

const operationsOf = ({ paths }: Document) =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    ),
  );

function compareParameters(operation: string, was: Operation, is: Operation, report: Report) {
  const named = ({ parameters }: Operation) =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter]));
  const at = (name: string) => `${operation} ?${name}`;
  pair(named(was), named(is), {
    gone: (name) => report(at(name), 'is gone', true),
    added: (name, { required }) =>
      report(at(name), required ? 'is new and required' : 'is new', required),
    both: (name, old, now) => {
      if (old.required !== now.required) {
        report(at(name), now.required ? 'is required' : 'is no longer required', now.required);
      }
      for (const key of ['in', 'style', 'explode']) {
        if (old[key] !== now[key]) report(at(name), `has another \`${key}\``, true);
      }
      compareSchema(at(name), old.schema, now.schema, report);
      compareLimits(at(name), old.schema, now.schema, report);
      compareLimits(`${at(name)}[]`, itemsOf(old.schema), itemsOf(now.schema), report);
    },
  });
}

const itemsOf = (schema: Json) => (schema.items ?? {}) as Json;

/** Of what is sent: a narrower limit refuses what was taken, another default answers differently. */
function compareLimits(where: string, was: Json, is: Json, report: Report) {
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems']) {
    const wider = key.startsWith('min') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const [old, now] = [was, is].map((schema) => Number(schema[key] ?? wider)) as [number, number];
    const isNarrower = key.startsWith('min') ? now > old : now < old;
    if (old !== now) report(where, `has \`${key}\` ${is[key]}, not ${was[key]}`, isNarrower);
  }
  for (const key of ['pattern', 'default']) {
    if (was[key] !== is[key]) report(where, `has \`${key}\` ${is[key]}, not ${was[key]}`, true);
  }
}

interface Answers {
  was: Operation;
  is: Operation;
  old: Document;
  now: Document;
}

function compareResponses(operation: string, { was, is, old, now }: Answers, report: Report) {
  const at = (status: string) => `${operation} ${status}`;
  pair(was.responses, is.responses, {
    gone: (status) => report(at(status), 'is gone', true),
    added: (status) => report(at(status), 'is new', false),
    both: (status, before, after) => {
      const [from, to] = [resolve(before, old), resolve(after, now)];
      pair(from.headers as Record<string, Json>, to.headers as Record<string, Json>, {
        gone: (name) => report(`${at(status)} ${name}`, 'is gone', true),
        added: (name) => report(`${at(status)} ${name}`, 'is new', false),
        both: () => {},
      });
      pair(from.content as Record<string, Json>, to.content as Record<string, Json>, {
        gone: (type) => report(`${at(status)} ${type}`, 'is gone', true),
        added: (type) => report(`${at(status)} ${type}`, 'is new', false),
        both: (type, a, b) =>
          compareSchema(`${at(status)} ${type}`, a.schema as Json, b.schema as Json, report),
      });
    },
  });
}

const resolve = (response: Json, { components }: Document): Json =>
  typeof response.$ref === 'string'
    ? (components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {})
    : response;

function compareSchema(where: string, was: Json, is: Json, report: Report): void {
  const [old, now] = [typeOf(was), typeOf(is)];
  if (old !== now) report(where, `is ${now}, not ${old}`, true);
  pair(keyed(was.enum), keyed(is.enum), {
    gone: (value) => report(where, `has lost the value ${value}`, true),
    added: (value) => report(where, `has the new value ${value}`, false),
    both: () => {},
  });
  pair(keyed(was.required), keyed(is.required), {
    gone: (name) => report(`${where}.${name}`, 'may be missing', true),
    added: (name) => report(`${where}.${name}`, 'is always there', false),
    both: () => {},
  });
  pair(was.properties as Record<string, Json>, is.properties as Record<string, Json>, {
    gone: (name) => report(`${where}.${name}`, 'is gone', true),
    added: (name) => report(`${where}.${name}`, 'is new', false),
    both: (name, a, b) => compareSchema(`${where}.${name}`, a, b, report),
  });
  if (was.items && is.items) compareSchema(`${where}[]`, itemsOf(was), itemsOf(is), report);
}

const keyed = (values: unknown) =>
  Object.fromEntries(((values ?? []) as unknown[]).map((value) => [String(value), true]));

/** What a generator would make of it: `EntityRef | null`, `string (date)`. */
function typeOf({ $ref, anyOf, type, format, const: only }: Json): string {
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? '';
  if (Array.isArray(anyOf)) return anyOf.map(typeOf).join(' | ');
  const name = [type].flat().join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  return format === undefined ? name : `${name} (${format})`;
}
