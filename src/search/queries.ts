import type { Database } from '../database/database.js';
import { read, readPlanned, sql } from '../database/sql.js';
import { badCursor, bindingOf, readCursor, writeCursor } from '../http/cursor.js';
import { hintsFor } from '../http/hints.js';
import type { Page } from '../http/list.js';
import { type Scope, scopeOf } from '../releases/scope.js';
import type { Sought } from './conditions.js';
import { foldsOf } from './folds.js';
import { filtersOf, found, type Hits, shown } from './found.js';
import { highlightsOf } from './highlights.js';
import { KINDS, LISTED, RANKED, RANKS, type SearchKind, type SearchQuery } from './schema.js';
import { seekIn } from './seek.js';
import { TOLD_BY } from './sources.js';
import { wordsOf } from './words.js';

interface Found {
  kind: SearchKind;
  id: string;
  title: string;
  /** How long the title is, in characters. */
  length: number;
  rank: keyof typeof RANKS;
  score: number;
  names: string;
  prose: string;
}

/** What was found of one kind, of one rank. */
interface Part extends Hits {
  /** How many things it has, and how many rows they are. */
  found: number;
  hits: number;
  /** How long the titles of its rows are, in the same order, as PostgreSQL writes an array; or null. */
  lengths: string | null;
}

interface Count {
  kind: SearchKind;
  count: number;
  capped: boolean;
}

interface Answer {
  items: Found[];
  counts: Count[];
}

/**
 * Reads one page. What is found in a release, and its order, never change; so a cursor only says how
 * many items came before. Throws a Problem (400) for one that does not belong here.
 */
export async function search(db: Database, query: SearchQuery): Promise<Page> {
  const binding = bindingOf('search', query);
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, binding);
  const before = after?.key ?? 0;
  if (before < 0 || before >= LISTED) throw badCursor();
  const scope = await scopeOf(db, query, after?.release);

  const sought = await seekKinds(db, query.q);
  const { items, counts } = await answer(db, query, sought, scope, before);
  const page = items.slice(0, query.limit);
  const next = { release: scope.release, value: '', key: before + query.limit };
  const hints =
    items.length === 0 && after === undefined
      ? await hintsFor(db, query, scope, (at) => filtersOf(query, sought, at))
      : [];
  const highlit = await highlighted(db, query.q, page);
  return {
    items: highlit.map((item) => JSON.stringify(item)),
    limit: query.limit,
    next: items.length > query.limit ? writeCursor(next, binding) : null,
    ...(hints.length > 0 && { hints }),
    facets: { kind: counts },
  };
}

/** What `q` asks for, and how much there is of it of each kind. */
async function seekKinds(db: Database, q: string): Promise<Record<SearchKind, Sought>> {
  const sought = await seekIn(db, q, Object.values(TOLD_BY));
  const each = KINDS.map((kind) => [kind, sought[TOLD_BY[kind]]]);
  return Object.fromEntries(each) as Record<SearchKind, Sought>;
}

/** One item more than a page has, if there is one, and what there is of each kind. */
async function answer(
  db: Database,
  query: SearchQuery,
  sought: Record<SearchKind, Sought>,
  scope: Scope,
  before: number,
): Promise<Answer> {
  // Each kind by itself, so that none waits for another: what a release has is the same meanwhile.
  const parts = (
    await Promise.all(KINDS.map((kind) => partsOf(db, kind, sought[kind], scope)))
  ).flat();
  const asked = parts.filter(({ kind }) => (query.kind ?? KINDS).includes(kind));
  const last = before + query.limit;
  const hits = reached(asked, last).map((part) => ({ ...part, rows: shortest(part, last + 1) }));
  const counts = KINDS.map((kind) => countOf(kind, parts));
  if (hits.length === 0) return { items: [], counts };
  const whole = sought.entity.asked.map(({ folded }) => folded).join(' ');
  const ofEach = KINDS.map((kind) => {
    const some = hits.filter((part) => part.kind === kind);
    return some.length > 0 ? firstOf(db, kind, some, whole, scope, last + 1) : [];
  });
  const items = (await Promise.all(ofEach)).flat().sort(inOrder);
  return { items: items.slice(before, Math.min(last + 1, LISTED)), counts };
}

/** The first items of one kind. Of what was found rows are known, so there is one best way to read them. */
const firstOf = (
  db: Database,
  kind: SearchKind,
  hits: readonly Hits[],
  whole: string,
  scope: Scope,
  first: number,
) =>
  read<Found>(
    db,
    sql`SELECT kind, id, title, char_length(title) AS length, rank, score, names, prose
      FROM (${shown(kind, hits, whole, scope)}) thing
      ORDER BY score DESC, length, id COLLATE "C" LIMIT ${first}::int`,
  );

/** Ids are ASCII. */
const inOrder = (a: Found, b: Found) =>
  b.score - a.score ||
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
  a.length - b.length ||
  (a.id < b.id ? -1 : 1);

function partsOf(db: Database, kind: SearchKind, sought: Sought, scope: Scope): Promise<Part[]> {
  return readPlanned<Part>(
    db,
    sql`SELECT ${kind}::text AS kind, rank, score, count(*) FILTER (WHERE is_best)::int AS found,
        count(*)::int AS hits, array_agg(row ORDER BY length)::text AS rows,
        (array_agg(length ORDER BY length) FILTER (WHERE length IS NOT NULL))::text AS lengths
      FROM (SELECT row, rank, score, length, ${isBest(kind)} AS is_best FROM (${found(kind, sought, scope)}) hit) hit
      GROUP BY rank, score`,
  );
}

/** Each once: an event may be in several articles. */
const isBest = (kind: SearchKind) =>
  kind === 'event'
    ? sql`row_number() OVER (PARTITION BY key ORDER BY
        array_position(${Object.keys(RANKS)}::text[], rank)) = 1`
    : sql`TRUE`;

/** The parts that `last` items and one more reach: of what comes after the page none is read. */
const reached = (parts: readonly Part[], last: number): Part[] =>
  parts.filter((part) => {
    const ahead = parts.filter((other) => isAhead(other, part));
    return sum(ahead.map(({ found }) => found)) <= last;
  });

/** Whether all of one part comes before all of another: by rank, then score, if both are known, then kind. */
function isAhead(one: Part, other: Part): boolean {
  const place = ({ rank }: Part) => Object.keys(RANKS).indexOf(rank);
  if (one.rank !== other.rank) return place(one) < place(other);
  if (one.rank === 'similar') {
    if (one.score === null || other.score === null) return false;
    if (one.score !== other.score) return one.score > other.score;
  }
  return KINDS.indexOf(one.kind) < KINDS.indexOf(other.kind);
}

/** The rows of the `first` shortest titles, and of what is as long: where scores decide, of all. */
function shortest({ rank, score, rows, lengths }: Part, first: number): string {
  if (lengths === null || (rank === 'similar' && score === null)) return rows;
  const longest = numbersOf(lengths)[first - 1];
  if (longest === undefined) return rows;
  const count = numbersOf(lengths).filter((length) => length <= longest).length;
  return `{${numbersOf(rows).slice(0, count).join()}}`;
}

/** Of an array as PostgreSQL writes it. */
const numbersOf = (array: string) => array.slice(1, -1).split(',').map(Number);

function countOf(kind: SearchKind, parts: readonly Part[]): Count {
  const own = parts.filter((part) => part.kind === kind);
  const capped = sum(own.map(({ hits }) => hits)) === RANKED;
  return { kind, count: sum(own.map(({ found }) => found)), capped };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

async function highlighted(db: Database, q: string, items: readonly Found[]) {
  const shown = items.map(({ title, names, prose }) => [
    { field: 'title' as const, text: title },
    ...linesOf(names, [title]).map((text) => ({ field: 'names' as const, text })),
    ...linesOf(prose, [title, ...names.split('\n')]).map((text) => ({
      field: 'prose' as const,
      text,
    })),
  ]);
  const folds = await foldsOf(db, [q.normalize('NFC'), ...shown.flat().map(({ text }) => text)]);
  return items.map(({ kind, id, title, rank, score }, index) => ({
    kind,
    id,
    title,
    rank,
    score,
    highlights: highlightsOf(wordsOf(q), shown[index] ?? [], folds),
  }));
}

const linesOf = (text: string, known: readonly string[]) =>
  text.split('\n').filter((line) => !known.includes(line));
