import type pg from 'pg';
import { orGiveUp } from './give-up.js';
import type { Server } from './server.js';
import type { Servers } from './servers.js';
import { isConflict, isGone, isQueue } from './unavailable.js';

/**
 * Runs a read on the least busy of the servers that take them. If that one is gone meanwhile, the
 * read is repeated on another: it changes nothing, so it may run twice.
 */
export async function readSomewhere<Row extends pg.QueryResultRow>(
  servers: Servers,
  query: pg.QueryConfig,
): Promise<Row[]> {
  return somewhere(
    servers,
    (except) => leastBusy(servers.readers(except)),
    async ({ pool }) => rowsOf(await pool.query<Row>({ ...query, ...orGiveUp(pool) })),
  );
}

/**
 * The rows, taken from the result. By its timer, pg keeps each query until the next collection of all
 * garbage; with the rows in it, the memory of the process doubled.
 */
function rowsOf<Row extends pg.QueryResultRow>(result: pg.QueryResult<Row>): Row[] {
  const { rows } = result;
  result.rows = [];
  return rows;
}

/**
 * A connection for a long read, which must be released. It is to the primary, if that is there:
 * what a standby has to replay may cancel a read that takes longer than its
 * `max_standby_streaming_delay`, and half an answer cannot be repeated.
 */
export async function connectForLong(servers: Servers): Promise<pg.PoolClient> {
  return somewhere(
    servers,
    (except) => steadiest(servers, except),
    ({ pool }) => pool.connect(),
  );
}

/** The server to ask about the database itself: the primary, if it is there. */
export function steadiest(servers: Servers, except?: ReadonlySet<Server>): Server | undefined {
  const rank = ({ isSilent, isStandby }: Server) => (isSilent ? 2 : 0) + (isStandby ? 1 : 0);
  return servers.usable(except).sort((a, b) => rank(a) - rank(b))[0];
}

async function somewhere<T>(
  servers: Servers,
  choose: (except: ReadonlySet<Server>) => Server | undefined,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const failed = new Set<Server>();
  let problem: unknown;
  for (;;) {
    let server = choose(failed);
    if (server === undefined && failed.size === 0) {
      await servers.lookForOne();
      server = choose(failed);
      problem = servers.nobody();
    }
    if (server === undefined) throw problem;
    try {
      return await work(server);
    } catch (error) {
      if (isGone(error)) server.lose(error as Error);
      // A statement that is slow would be slow elsewhere too, and a long queue is no fault of one
      // server, unless it has grown because that one fell silent.
      else if (!isConflict(error) && !(isQueue(error) && server.isSilent)) throw error;
      failed.add(server);
      problem = error;
    }
  }
}

let turn = 0;

function leastBusy(servers: Server[]): Server | undefined {
  turn += 1;
  const busy = ({ pool }: Server) => pool.totalCount - pool.idleCount + pool.waitingCount;
  const rotated = servers.map((_, nth) => servers[(nth + turn) % servers.length] as Server);
  return rotated.sort((a, b) => busy(a) - busy(b))[0];
}
