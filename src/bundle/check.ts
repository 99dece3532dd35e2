import {
  type Fault,
  faultsOf,
  type Path,
  pointerTo,
  show,
  uncheckable,
  valueAt,
  withSuggestion,
} from './faults.js';
import { type Bundle, BundleSchema, Seal } from './format.js';
import { codePoints, sealOf, spansDigest, spansOf } from './spans.js';

/** A bundle that passed every check. */
export interface CheckedBundle {
  bundle: Bundle;
  /** The bundle as it was given. */
  source: Record<string, unknown>;
  /** Whether every span was compared with the text: now, or when the bundle was sealed. */
  verified: boolean;
  textSha256: string | null;
  textLength: number | null;
}

/**
 * Checks a bundle against the format, its own references and, where it is at hand, the text
 * (inside the bundle, or given beside it). Returns every fault at once, so the rules below look
 * at the JSON as it was given and pass over what the format has already refused.
 */
export function checkBundle(json: unknown, textBeside?: string): CheckedBundle | Fault[] {
  try {
    return check(json, textBeside);
  } catch (error) {
    // JSON can be such that not even this can be said of it: nested without end, say.
    return [uncheckable(error)];
  }
}

function check(json: unknown, textBeside?: string): CheckedBundle | Fault[] {
  const parsed = BundleSchema.safeParse(json);
  const inside = valueAt(json, ['article', 'text']) || undefined;
  const text = typeof inside === 'string' ? inside : textBeside;
  const faults = [
    ...(parsed.success ? [] : faultsOf(parsed.error, json, BundleSchema)),
    ...duplicateFaults(json),
    ...referenceFaults(json),
    ...unnamedFaults(json),
    ...quotedFaults(json),
    ...spanFaults(json, text),
    ...sealFaults(json, text),
  ];
  if (typeof inside === 'string' && textBeside !== undefined && inside !== textBeside) {
    faults.push({
      pointer: '/article/text',
      message: 'differs from the text that was given beside it',
    });
  }
  if (!parsed.success || faults.length > 0) return faults;
  const seal = text === undefined ? parsed.data.seal : sealOf(json, text);
  return {
    bundle: parsed.data,
    source: json as Record<string, unknown>,
    verified: seal !== undefined,
    textSha256: seal?.textSha256 ?? null,
    textLength: seal?.textLength ?? null,
  };
}

/** What has an id, and what refers to it. `*` stands for every element of a list. */
const NAMED = ['entities', 'events', 'statements', 'figures', 'relations'] as const;
const REFERENCES: Record<string, (typeof NAMED)[number]> = {
  'article.publisher': 'entities',
  'events.*.places.*': 'entities',
  'events.*.participants.*.entity': 'entities',
  'statements.*.attribution.*.agent': 'entities',
  'statements.*.about.entities.*': 'entities',
  'statements.*.about.events.*': 'events',
  'figures.*.statement': 'statements',
  'figures.*.population': 'entities',
  'figures.*.event': 'events',
  'figures.*.place': 'entities',
  'relations.*.subject': 'entities',
  'relations.*.object': 'entities',
  'relations.*.statement': 'statements',
  'links.*.from': 'statements',
};
const LINK = ['links.*.to', 'statements'] as const;

/** Lists in which the same thing twice is a slip of the pen. */
const SETS = [
  ...NAMED.map((name) => [`${name}.*`, 'id'] as const),
  ['entities.*.mentions.*', 'start', 'end'],
  ['entities.*.aliases.*'],
  ['events.*.places.*'],
  ['events.*.participants.*', 'entity', 'role'],
  ['statements.*.about.entities.*'],
  ['statements.*.about.events.*'],
  ['links.*', 'from', 'type', 'to'],
] as const;

/** Every value of the JSON that stands where `pattern` says. */
function valuesAt(json: unknown, pattern: string): { path: Path; value: unknown }[] {
  let found: { path: Path; value: unknown }[] = [{ path: [], value: json }];
  for (const step of pattern.split('.')) {
    found = found.flatMap(({ path, value }) => {
      if (typeof value !== 'object' || value === null) return [];
      if (step !== '*') return [{ path: [...path, step], value: valueAt(value, [step]) }];
      return Array.isArray(value)
        ? value.map((item, i) => ({ path: [...path, i], value: item }))
        : [];
    });
  }
  return found;
}

/** A statement of the bundle's own by its id there, though the whole id was given. */
function localIn(json: unknown): (id: unknown) => unknown {
  const own = `${valueAt(json, ['article', 'id'])}.`;
  return (id) => (typeof id === 'string' && id.startsWith(own) ? id.slice(own.length) : id);
}

function duplicateFaults(json: unknown): Fault[] {
  const local = localIn(json);
  return SETS.flatMap(([pattern, ...keys]) => {
    const first = new Map<string, Path>();
    return valuesAt(json, pattern).flatMap(({ path, value }) => {
      const identity = keys.length > 0 ? keys.map((key) => valueAt(value, [key])) : [value];
      if (identity.some((part) => part === undefined || part === null)) return [];
      const same = identity.map((part, i) => (keys[i] === 'to' ? local(part) : part));
      const key = JSON.stringify([path.slice(0, -1), same]);
      const earlier = first.get(key);
      first.set(key, earlier ?? path);
      if (!earlier) return [];
      const single = keys.length <= 1;
      const found = identity.map((part, i) => (single ? show(part) : `${keys[i]} ${show(part)}`));
      const message = `found ${found.join(', ')}, which stands at ${pointerTo(earlier)} already`;
      return [{ pointer: pointerTo(single ? [...path, ...keys] : path), message }];
    });
  });
}

function referenceFaults(json: unknown): Fault[] {
  const known = new Map(
    NAMED.map((name) => [
      name,
      new Set(valuesAt(json, `${name}.*.id`).map(({ value }) => String(value))),
    ]),
  );
  const local = localIn(json);
  return [...Object.entries(REFERENCES), LINK].flatMap(([pattern, name]) => {
    const ids = known.get(name) ?? new Set<string>();
    const listed = valueAt(json, [name]);
    // Where the list itself is malformed, that is the fault to mend.
    if (listed !== undefined && !Array.isArray(listed)) return [];
    return valuesAt(json, pattern).flatMap(({ path, value }) => {
      if (typeof value !== 'string') return [];
      const linked = pattern === LINK[0];
      const id = linked ? String(local(value)) : value;
      // A statement of another article is known to the database alone.
      if (ids.has(id) || (linked && id.includes('.'))) return [];
      const message = `found ${show(value)}, expected an id from "${name}" of this bundle`;
      return [withSuggestion({ pointer: pointerTo(path), message }, id, ids)];
    });
  });
}

/** What an article speaks of it names; only who publishes it may be known from elsewhere. */
function unnamedFaults(json: unknown): Fault[] {
  const publisher = valueAt(json, ['article', 'publisher']);
  return valuesAt(json, 'entities.*').flatMap(({ path, value }) => {
    const isNamed = (valueAt(value, ['mentions']) ?? null) !== null;
    if (isNamed || typeof value !== 'object' || valueAt(value, ['id']) === publisher) return [];
    const message = 'found nothing, expected a list; only of the publisher may there be none';
    return [{ pointer: pointerTo([...path, 'mentions']), message }];
  });
}

/** A figure's quantity stands in one of its spans: nobody may quote what is not there. */
function quotedFaults(json: unknown): Fault[] {
  return valuesAt(json, 'figures.*').flatMap(({ path, value }) => {
    const text = valueAt(value, ['quantity', 'text']);
    const spans = spansOf(valueAt(value, ['spans']));
    if (typeof text !== 'string' || spans.some(({ exact }) => exact.includes(text))) return [];
    const message = `found ${show(text)}, expected words that stand in one of the figure's spans`;
    return [{ pointer: pointerTo([...path, 'quantity', 'text']), message }];
  });
}

function spanFaults(json: unknown, text: string | undefined): Fault[] {
  const characters = text === undefined ? undefined : Array.from(text);
  const sealed = valueAt(json, ['seal', 'textLength']);
  const length =
    characters?.length ?? (typeof sealed === 'number' ? sealed : Number.POSITIVE_INFINITY);
  return spansOf(json).flatMap(({ path, start, end, exact }): Fault[] => {
    const at = (key: string, message: string) => [{ pointer: pointerTo([...path, key]), message }];
    if (start < 0 || exact === '') return []; // The format has refused it.
    if (start >= end) return at('end', `found ${end}, expected more than the start, ${start}`);
    if (end > length) return at('end', `found ${end}, but the text ends at ${length}`);
    const words = characters?.slice(start, end).join('');
    if (words !== undefined && words !== exact) {
      return at(
        'exact',
        `found ${show(exact)}, but the text has ${show(words)} at ${start} to ${end}`,
      );
    }
    if (codePoints(exact) !== end - start) {
      const message = `found ${codePoints(exact)} code points, but ${start} to ${end} is ${end - start}`;
      return at('exact', message);
    }
    return [];
  });
}

/** A seal must fit: the text if it is at hand, and in any case the spans as they are now. */
function sealFaults(json: unknown, text: string | undefined): Fault[] {
  const { data: seal } = Seal.safeParse(valueAt(json, ['seal']));
  if (seal === undefined) return [];
  const { textSha256, textLength } = text === undefined ? seal : sealOf(json, text);
  if (seal.textSha256 !== textSha256) {
    return [{ pointer: '/seal/textSha256', message: 'the bundle was sealed with another text' }];
  }
  if (seal.textLength !== textLength) {
    const message = `found ${seal.textLength}, but the text has ${textLength} code points`;
    return [{ pointer: '/seal/textLength', message }];
  }
  if (seal.spansSha256 !== spansDigest(json, textSha256, textLength)) {
    const message = 'changed since the bundle was sealed; check it against its text again';
    return [{ pointer: '/seal/spansSha256', message: `spans or seal were ${message}` }];
  }
  return [];
}
