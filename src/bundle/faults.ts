import type { z } from 'zod';
import { nearest } from '../nearest.js';

/** One thing that is wrong with a bundle, and where. */
export interface Fault {
  /** JSON pointer (RFC 6901) into the bundle; "" is the whole file. */
  pointer: string;
  /** What was found and what was expected. */
  message: string;
  /** The known word nearest to a mistyped one. */
  suggestion?: string;
}

/** Every fault of a bundle, and that nothing of it was loaded. */
export class BundleError extends Error {
  constructor(
    readonly file: string,
    readonly faults: Fault[],
  ) {
    super(faults.map((fault) => `${file}${describeFault(fault)}`).join('\n'));
    this.name = 'BundleError';
  }
}

function describeFault({ pointer, message, suggestion }: Fault): string {
  const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `${pointer && `#${pointer}`}: ${message}${hint}`;
}

export type Path = readonly (string | number)[];

export const pointerTo = (path: Path) =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What was found, short enough for a line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const characters = Array.from(JSON.stringify(value));
  return characters.length > 60 ? `${characters.slice(0, 57).join('')}..."` : characters.join('');
}

/** Turns what Zod found wrong with `json` into faults. `schema` names the keys that are known. */
export function faultsOf(error: z.ZodError, json: unknown, schema: z.ZodType): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, path);
      return issue.keys.map((key) =>
        withSuggestion(
          {
            pointer: pointerTo([...path, key]),
            message: `unknown key; known here are ${known.join(', ')}`,
          },
          key,
          known,
        ),
      );
    }
    const found = valueAt(json, path);
    const fault = { pointer: pointerTo(path), message: `found ${show(found)}, ${wanted(issue)}` };
    return [typeof found === 'string' ? withSuggestion(fault, found, allowedBy(issue)) : fault];
  });
}

export function withSuggestion(fault: Fault, word: string, known: Iterable<string>): Fault {
  const suggestion = nearest(word, known);
  return suggestion === undefined ? fault : { ...fault, suggestion };
}

/** The words of which one was wanted; a rule of the format gives them as `params.allowed`. */
function allowedBy(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value' && issue.values.length > 1) return issue.values.map(String);
  return issue.code === 'custom' ? ((issue.params?.allowed as string[] | undefined) ?? []) : [];
}

/** Types by the names under which somebody who writes JSON knows them. */
const TYPES: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  object: 'an object',
};

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.length > 1
        ? `expected one of ${issue.values.map(String).join(', ')}`
        : `expected ${show(issue.values[0])}`;
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? `a ${issue.expected}`}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `expected at least ${issue.minimum}`
        : issue.message;
    case 'too_big':
      return `expected at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    default:
      return issue.message;
  }
}

export function valueAt(json: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key],
    json,
  );
}

/** The keys that the object at `path` may have. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let current = schema as z.core.$ZodType;
  for (const key of [...path, undefined]) {
    let definition = current._zod.def as { type: string; innerType?: z.ZodType; in?: z.ZodType };
    while (definition.innerType ?? definition.in) {
      current = (definition.innerType ?? definition.in) as z.core.$ZodType;
      definition = current._zod.def as typeof definition;
    }
    const { shape, element } = definition as {
      shape?: Record<string, z.ZodType>;
      element?: z.ZodType;
    };
    if (key === undefined) return Object.keys(shape ?? {});
    const next = typeof key === 'number' ? element : shape?.[key];
    if (next === undefined) return [];
    current = next;
  }
  return [];
}

/** The fault of what cannot even be looked at. */
export const uncheckable = (error: unknown): Fault => ({
  pointer: '',
  message: `cannot be checked: ${(error as Error).message}`,
});
