import type { Database } from '../database/database.js';
import { join, read, readPlanned, sql } from '../database/sql.js';
import { badCursor, bindingOf, readCursor, writeCursor } from '../http/cursor.js';
import { hintsFor } from '../http/hints.js';
import { BETWEEN, type Page } from '../http/list.js';
import { type Scope, scopeOf } from '../releases/scope.js';
import type { Sought } from './conditions.js';
import { foldsOf } from './folds.js';
import { filtersOf, found, type Hits, hitsOf, shown } from './found.js';
import { highlightsOf } from './highlights.js';
import { KINDS, LISTED, RANKED, RANKS, type SearchKind, type SearchQuery } from './schema.js';
import { seek } from './seek.js';
import { wordsOf } from './words.js';

interface Found {
  kind: SearchKind;
  id: string;
  title: string;
  rank: keyof typeof RANKS;
  score: number;
  names: string;
  prose: string;
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

interface Reached {
  hits: Hits[];
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

  const sought = await seek(db, query.q);
  const { items, counts } = await answer(db, query, sought, scope, before);
  const page = items.slice(0, query.limit);
  const next = { release: scope.release, value: '', key: before + query.limit };
  const hints =
    items.length === 0 && after === undefined
      ? await hintsFor(db, query, scope, (at) => filtersOf(query, sought, at))
      : [];
  const highlit = await highlighted(db, query.q, page);
  return {
    items: highlit.map((item) => JSON.stringify(item)).join(BETWEEN),
    limit: query.limit,
    next: items.length > query.limit ? writeCursor(next, binding) : null,
    ...(hints.length > 0 && { hints }),
    facets: { kind: counts },
  };
}

/** One item more than a page has, if there is one, and what there is of each kind. */
async function answer(
  db: Database,
  query: SearchQuery,
  sought: Sought,
  scope: Scope,
  before: number,
): Promise<Answer> {
  const { hits, counts } = await reached(db, query, sought, scope, before + query.limit);
  if (hits.length === 0) return { items: [], counts };
  const whole = sought.asked.map(({ folded }) => folded).join(' ');
  const things = hits.map((some) => shown(some, whole, scope));
  // Of what was found rows are known, so there is one best way to read them.
  const items = await read<Found>(
    db,
    sql`SELECT kind, id, title, rank, score, names, prose FROM (${join(things, ' UNION ALL ')}) thing
      ORDER BY score DESC, array_position(${KINDS}::text[], kind), char_length(title), id COLLATE "C"
      OFFSET ${before}::int LIMIT ${Math.min(query.limit + 1, LISTED - before)}::int`,
  );
  return { items, counts };
}

/** Of each kind those of the ranks that `last` items and one more reach; and what there is of each. */
async function reached(
  db: Database,
  { kind: kinds = [...KINDS] }: SearchQuery,
  sought: Sought,
  scope: Scope,
  last: number,
): Promise<Reached> {
  const hits = KINDS.map(
    (kind) => sql`${hitsOf(kind)} AS MATERIALIZED (${found(kind, sought, scope)})`,
  );
  const parts = kinds.map(
    (kind) =>
      sql`SELECT ${kind}::text AS kind, rank, count(*) AS found FROM ${bestOf(kind)} hit GROUP BY rank`,
  );
  const asked = kinds.map(
    (kind) => sql`SELECT part.kind, array_agg(row) AS rows, array_agg(rank) AS ranks
      FROM part JOIN ${hitsOf(kind)} hit USING (rank)
      WHERE part.kind = ${kind} AND part.ahead <= ${last}::int GROUP BY part.kind`,
  );
  const counts = KINDS.map(
    (kind) => sql`json_build_object('kind', ${kind}::text,
      'count', (SELECT count(*) FROM ${bestOf(kind)} hit),
      'capped', (SELECT count(*) FROM ${hitsOf(kind)}) = ${RANKED}::int)`,
  );
  const [row] = await readPlanned<Reached>(
    db,
    sql`WITH ${join(hits)},
      -- How many are ahead of each, whatever their titles: of what comes after the page none is read.
      part AS MATERIALIZED (
        SELECT kind, rank, coalesce(sum(found) OVER (
          ORDER BY ${ORDER},
            CASE WHEN rank <> 'similar' THEN array_position(${KINDS}::text[], kind) END
          RANGE UNBOUNDED PRECEDING EXCLUDE GROUP), 0) AS ahead
        FROM (${join(parts, ' UNION ALL ')}) counted
      )
      SELECT (SELECT coalesce(json_agg(hits), '[]') FROM (${join(asked, ' UNION ALL ')}) hits) AS hits,
        json_build_array(${join(counts)}) AS counts`,
  );
  return row ?? { hits: [], counts: [] };
}

/** Best first. */
const ORDER = sql`array_position(${Object.keys(RANKS)}::text[], rank)`;

/** What was found of one kind, each once: an event may be in several articles. */
const bestOf = (kind: SearchKind) =>
  kind === 'event'
    ? sql`(SELECT DISTINCT ON (key) rank FROM ${hitsOf(kind)} ORDER BY key, ${ORDER})`
    : hitsOf(kind);

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
