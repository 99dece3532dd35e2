import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added } from '../http/order.js';
import { inRelease, type Scope } from '../releases/scope.js';
import { matchesText } from '../search/matches.js';
import { askedOf } from '../search/words.js';
import type { MeasureListQuery } from './schema.js';

const KEY = sql`m.measure_id`;
const SLUG = sql`m.slug COLLATE "C"`;
const NAMES = sql`(m.label || ' ' || m.slug)`;

export const measures = (scope: Scope): Omit<List, 'conditions'> => ({
  from: sql`measure_state m`,
  within: inRelease(sql`m`, scope),
  key: KEY,
  sorts: { id: { ascending: SLUG, descending: SLUG, type: 'text' }, added: added(KEY) },
  item: sql`m.slug AS id, m.label, m.unit, m.definition, m.sum_of AS "sumOf",
    m.at_most AS "atMost"`,
});

export async function listMeasures(db: Database, query: MeasureListQuery): Promise<Page> {
  const asked = query.q === undefined ? undefined : await askedOf(db, query.q);
  return listPage(db, 'measures', query, (scope) => ({
    ...measures(scope),
    conditions: {
      q:
        asked && matchesText(asked, NAMES, sql`(${NAMES} || ' ' || m.definition || ' ' || m.unit)`),
    },
  }));
}
