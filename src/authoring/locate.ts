import { checkBundle } from '../bundle/check.js';
import { type Fault, type Path, pointerTo, show, valueAt } from '../bundle/faults.js';
import { sealBundle, withoutSeal } from '../bundle/seal.js';
import { sealOf } from '../bundle/spans.js';
import { isPlaceholder, unfilled } from './placeholders.js';
import { placeOf, type Quote } from './quote.js';
import { sourceOf } from './search.js';

export interface Located {
  /** The bundle, sealed. */
  bundle: Record<string, unknown>;
  counts: { found: number; moved: number; kept: number };
  /** What somebody should know though it is no fault. */
  notes: string[];
}

/**
 * Gives every quote of a draft its position in the text, then checks and seals the bundle. Returns
 * every fault at once, those of the quotes first.
 */
export function locateBundle(json: unknown, text: string): Located | Fault[] {
  const { located, faults, unsettled, counts, notes } = locate(json, text);
  const reported = [...unsettled, ...faults.map(({ pointer }) => pointer)];
  const isReported = ({ pointer }: Fault) =>
    reported.some((known) => pointer === known || pointer.startsWith(`${known}/`));
  if (faults.length > 0) {
    const checked = checkBundle(withoutSeal(located), text);
    const others = Array.isArray(checked) ? checked : [];
    return [...faults, ...others.filter((fault) => !isReported(fault))];
  }
  const bundle = sealBundle(located, text);
  if (Array.isArray(bundle)) return bundle;
  const sealedWith = valueAt(json, ['seal', 'textSha256']);
  if (sealedWith !== undefined && sealedWith !== sealOf(bundle, text).textSha256) {
    notes.unshift('this is not the text that the bundle was sealed with');
  }
  return { bundle, counts, notes };
}

function locate(json: unknown, text: string) {
  const source = sourceOf(text);
  const faults: Fault[] = [];
  const unsettled: string[] = [];
  const notes: string[] = [];
  const counts = { found: 0, moved: 0, kept: 0 };
  let beyond = source.characters.length;

  function copy(value: unknown, path: Path): unknown {
    if (typeof value === 'string' && isPlaceholder(value)) faults.push(unfilled(value, path));
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]));
    const { exact } = value as { exact?: unknown };
    if (typeof exact === 'string') return settle(value, exact, path);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, copy(inner, [...path, key])]),
    );
  }

  function settle(value: object, exact: string, path: Path) {
    const place = placeOf(value, exact, path, source);
    if (Array.isArray(place)) {
      faults.push(...place);
      unsettled.push(pointerTo(path));
      // Lest what refers to the words be called wrong too: they stand somewhere behind the text.
      beyond += exact.length + 1;
      return { start: beyond, end: beyond + Array.from(exact).length, exact };
    }
    const { start } = value as Quote;
    const change = start === place.start ? 'kept' : typeof start === 'number' ? 'moved' : 'found';
    counts[change] += 1;
    if (change === 'moved') {
      notes.push(`#${pointerTo(path)}: ${show(exact)} moved from ${start} to ${place.start}`);
    }
    return { ...place, exact };
  }

  return { located: copy(json, []), faults, unsettled, counts, notes };
}
