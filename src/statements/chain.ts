import type { Database } from '../database/database.js';
import { isOneOf, type Sql, sql } from '../database/sql.js';
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

/** The chain filters of a query with keys for ids. Throws a Problem (400) for unknown ones. */
export async function resolveChain(db: Database, query: ChainQuery) {
  const { agent, relay } = query;
  const origin = query.origin?.filter((id) => id !== UNNAMED);
  const named = { agent, origin, relay };
  const [ids] = await Promise.all([
    resolveIds(db, named, { agent: 'entity', origin: 'entity', relay: 'entity' }),
    checkWords(db, 'verb', query.verb, sql`attribution`, sql`verb`),
  ]);
  return {
    ...ids,
    unnamed: query.origin?.includes(UNNAMED) ?? false,
    verb: query.verb,
    chainLength: query.chainLength,
  };
}

/** The conditions on the chain of a statement. */
export function chainConditions(
  statementId: Sql,
  { agent, origin, unnamed, relay, verb, chainLength }: Awaited<ReturnType<typeof resolveChain>>,
) {
  const link = (condition: Sql) =>
    sql`EXISTS (SELECT FROM attribution a WHERE a.statement_id = ${statementId} AND ${condition})`;
  return {
    agent: agent && link(isOneOf(sql`a.agent_id`, agent)),
    // An OR that is not needed would keep PostgreSQL from going by the agent.
    origin:
      origin &&
      link(
        sql`a.position = 1 AND ${
          unnamed
            ? sql`(a.agent_id IS NULL OR ${isOneOf(sql`a.agent_id`, origin)})`
            : isOneOf(sql`a.agent_id`, origin)
        }`,
      ),
    relay: relay && link(sql`${isOneOf(sql`a.agent_id`, relay)} AND a.role = 'relay'`),
    verb: verb && link(sql`a.verb = ANY(${verb}::text[])`),
    chainLength:
      chainLength &&
      sql`EXISTS (SELECT FROM statement said
        WHERE said.id = ${statementId} AND ${isOneOf(sql`said.chain_length`, chainLength)})`,
  };
}
