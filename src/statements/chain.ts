import type { Database } from '../database/database.js';
import { isOneOf, read, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { resolveIds } from '../http/references.js';
import { checkWords } from '../http/vocabulary.js';
import type { Scope } from '../releases/scope.js';

/** A statement's chain as an array of JSON, origin first. */
export const attribution = (statementId: Sql, scope: Scope) =>
  sql`ARRAY(SELECT row_to_json(link) FROM (
    SELECT a.position, a.role, ${entityRef(sql`a.agent_id`, scope)} AS agent,
      a.agent_text AS "agentText", a.verb, a.certainty, a.span
    FROM attribution a WHERE a.statement_id = ${statementId} ORDER BY a.position) link)`;

/** What lists ask of a chain. */
interface ChainQuery {
  agent?: string[] | undefined;
  origin?: string[] | undefined;
  relay?: string[] | undefined;
  verb?: string[] | undefined;
  chainLength?: number[] | undefined;
}

/** In place of the id of an origin: the article does not say who it is. */
const UNNAMED = 'unnamed';

/** Conditions on a link `a` of a chain, or the keys of the statements that have such a link, where they are few. */
type Links = { [P in 'agent' | 'origin' | 'relay' | 'verb']?: Sql | number[] | undefined };

/** The chain filters of a query, resolved. Throws a Problem (400) for ids and verbs that there are not. */
export async function resolveChain(db: Database, query: ChainQuery) {
  const { agent, relay } = query;
  const origin = query.origin?.filter((id) => id !== UNNAMED);
  const [ids] = await Promise.all([
    resolveIds(
      db,
      { agent, origin, relay },
      { agent: 'entity', origin: 'entity', relay: 'entity' },
    ),
    checkWords(db, 'verb', query.verb, sql`attribution`, sql`verb`),
  ]);
  const [originated, relayed] = await Promise.all([
    ids.origin && originOf(db, ids.origin, query.origin?.includes(UNNAMED) ?? false),
    ids.relay && whereFew(db, sql`${isAgent(ids.relay)} AND a.role = 'relay'`),
  ]);
  const links: Links = {
    agent: ids.agent && isAgent(ids.agent),
    origin: originated,
    relay: relayed,
    verb: query.verb && sql`a.verb = ANY(${query.verb}::text[])`,
  };
  return { links, chainLength: query.chainLength };
}

const isAgent = (keys: readonly number[]) => isOneOf(sql`a.agent_id`, keys);

/** Those that nobody is named for are no few, and an OR would keep PostgreSQL from going by the agent. */
const originOf = async (db: Database, keys: readonly number[], orUnnamed: boolean) =>
  orUnnamed
    ? sql`a.position = 1 AND (a.agent_id IS NULL OR ${isAgent(keys)})`
    : whereFew(db, sql`a.position = 1 AND ${isAgent(keys)}`);

/** So many statements are sooner looked up than found in the order of a list. */
const FEW = 1000;

/**
 * The condition itself, or the keys where they are few: PostgreSQL expects that who is named often is
 * so in each role as often as others are, and looks for one who never is among all statements.
 */
async function whereFew(db: Database, condition: Sql): Promise<Sql | number[]> {
  const rows = await read<{ key: number }>(
    db,
    sql`SELECT a.statement_id AS key FROM attribution a WHERE ${condition} LIMIT ${FEW + 1}::int`,
  );
  return rows.length > FEW ? condition : rows.map(({ key }) => key);
}

/** The conditions on the chain of a statement. */
export function chainConditions(
  statementId: Sql,
  { links, chainLength }: Awaited<ReturnType<typeof resolveChain>>,
) {
  const has = (link: Sql | number[] | undefined) =>
    Array.isArray(link)
      ? isOneOf(statementId, link)
      : link &&
        sql`EXISTS (SELECT FROM attribution a WHERE a.statement_id = ${statementId} AND ${link})`;
  return {
    agent: has(links.agent),
    origin: has(links.origin),
    relay: has(links.relay),
    verb: has(links.verb),
    chainLength:
      chainLength &&
      sql`EXISTS (SELECT FROM statement said
        WHERE said.id = ${statementId} AND ${isOneOf(sql`said.chain_length`, chainLength)})`,
  };
}
