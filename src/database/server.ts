import pg from 'pg';
import { askServer, type ReleaseInfo } from './newest.js';

export interface ServerOptions {
  /** Most connections for reads (and, on the primary, writes). */
  poolSize?: number;
  /** Milliseconds after which PostgreSQL ends a statement; 0 is never. */
  statementTimeout?: number;
  /** Hears of connections that break while nobody uses them; the pool replaces them by itself. */
  onIdleError?: (error: Error) => void;
}

/** Milliseconds after which one that has not answered is passed over if there is another. */
export const PATIENCE = 1_000;
const CONNECT_TIMEOUT = 3_000;
/** Milliseconds after its return for which one that is behind is waited for if there is no other. */
export const REREADING = 3_000;
/** After that, the connection on which it was asked is given up, and it is asked on a new one. */
const ASK_TIMEOUT = 5_000;

const SETTINGS = Object.entries({
  // An index finds by `<%` what has a little of a word: "kwon" has 0.4 of "kweun".
  'pg_trgm.word_similarity_threshold': 0.4,
  DateStyle: 'ISO',
  jit: 'off',
  // What an event was by a day is put together from so many tables that PostgreSQL would not think of
  // beginning with the few that a filter leaves, and read all of them. With more, it would take longer to
  // think of than to answer where several filters are asked for.
  from_collapse_limit: 14,
  join_collapse_limit: 14,
  geqo: 'off',
  // To start other processes takes longer than what they would share, and others ask meanwhile.
  max_parallel_workers_per_gather: 0,
  // Where it expects few rows, it would go through all of them again for each row of another table. Of what
  // was published by a day there may be many times as many.
  enable_material: 'off',
})
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

/** pg would take the options of the URL in place of ours; of two that differ PostgreSQL takes the last. */
function withOptions(address: string, ours: string) {
  const theirs = new URL(address).searchParams.get('options');
  if (theirs === null) return { connectionString: address, options: ours };
  const url = new URL(address);
  url.searchParams.delete('options');
  return { connectionString: url.href, options: `${theirs} ${ours}` };
}

/** What is known of a server, as it said itself. */
interface Known {
  newest: ReleaseInfo | undefined;
  /** When that was loaded, at the earliest: on the clock of performance.now(). */
  since: number;
  dataset: string | null;
  isMigrated: boolean;
}

/**
 * A PostgreSQL server, and what it last said of itself. It is asked on a connection of its own, so
 * that one which is busy is not taken for one which is gone.
 */
export class Server {
  readonly pool: pg.Pool;
  /** Undefined if it cannot be reached or has not been asked yet. Then nothing is read from it. */
  known: Known | undefined;
  /** Why it cannot be reached. */
  error: Error | undefined;
  /** It has been asked and lets us wait: it may be gone, or have too much to do. */
  isSilent = false;

  readonly #asker: pg.Pool;
  #askedAt = Number.NEGATIVE_INFINITY;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #returnedAt = Number.NEGATIVE_INFINITY;
  #lacks: { number: number; since: number } | undefined;
  #asking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(
    readonly name: string,
    readonly url: string,
    /** As it said last; before, as it was configured. */
    public isStandby: boolean,
    options: ServerOptions,
    /** Called when anything of the above has changed. */
    readonly changed: () => void,
  ) {
    const common = { ...withOptions(url, SETTINGS), connectionTimeoutMillis: CONNECT_TIMEOUT };
    this.#asker = new pg.Pool({ ...common, max: 1, application_name: 'hearsay asks' });
    this.pool = new pg.Pool({
      ...common,
      max: options.poolSize ?? 10,
      idle_in_transaction_session_timeout: 60_000,
      statement_timeout: options.statementTimeout ?? 0,
      application_name: 'hearsay',
      keepAlive: true,
    });
    this.#asker.on('error', () => this.#doubt());
    this.pool.on('error', (error) => {
      this.#doubt();
      options.onIdleError?.(error);
    });
  }

  /** The number of its newest release; 0 before the first load. */
  get release(): number {
    return this.known?.newest?.number ?? 0;
  }

  /** Seconds since the first release that it lacks, of those that others were seen to have. */
  get secondsBehind(): number {
    return this.#lacks === undefined ? 0 : (performance.now() - this.#lacks.since) / 1000;
  }

  /** Whether it may be behind only because it has just been started: a standby reads its log again. */
  get hasJustReturned(): boolean {
    return this.known !== undefined && performance.now() - this.#returnedAt < REREADING;
  }

  /** Takes note of what another one has and this one may lack. */
  compare(newest: Server): void {
    // Nobody is ahead of it: what it lacked has gone with a primary that is no more.
    const hasAll = this.release >= newest.release;
    if (hasAll || this.release >= (this.#lacks?.number ?? 0)) this.#lacks = undefined;
    if (hasAll) return;
    this.#lacks ??= { number: newest.release, since: newest.known?.since ?? performance.now() };
  }

  /** Whether it has still to answer a question of that moment or later. */
  isDue(since: number): boolean {
    return this.#askedAt < since || this.#asking !== undefined;
  }

  /** Whether it was asked then or later, though perhaps has yet to answer. */
  wasAsked(since: number): boolean {
    return this.#askedAt >= since;
  }

  /** Whether it has answered a question of that moment or later. */
  hasAnswered(since: number): boolean {
    return this.#answeredAt >= since;
  }

  /** Settles when it has answered a question of that moment or later, or turned out not to. */
  async ask(since: number): Promise<void> {
    if (this.#asking === undefined) return this.#askedAt < since ? this.#start() : undefined;
    if (this.#askedAt >= since) return this.#asking;
    this.#next ??= this.#asking.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  /** Takes note that it cannot be reached; nothing is read from it until it answers again. */
  lose(error: Error): void {
    this.error = error;
    this.#doubt();
    this.changed();
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.#asker.end()]);
  }

  // A server that was started anew may have less than it had. So a broken connection puts all in
  // doubt that was said before.
  #doubt(): void {
    this.known = undefined;
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#doubtedAt = performance.now();
  }

  #start(): Promise<void> {
    const begun = performance.now();
    this.#askedAt = begun;
    const silence = setTimeout(() => {
      this.isSilent = true;
      this.changed();
    }, PATIENCE).unref();
    this.#asking = this.#hear(begun)
      .catch((error: Error) => {
        this.error = error;
        this.known = undefined;
      })
      .finally(() => {
        clearTimeout(silence);
        this.isSilent = false;
        this.#asking = undefined;
        this.changed();
      });
    return this.#asking;
  }

  async #hear(begun: number): Promise<void> {
    const { newest, age, dataset, isStandby, isMigrated } = await askServer(
      this.#asker,
      ASK_TIMEOUT,
    );
    // A connection has broken meanwhile: what it said may be from before.
    if (begun < this.#doubtedAt) return this.#hear(performance.now());
    if (this.known === undefined) this.#returnedAt = performance.now();
    const isSame = this.known !== undefined && this.release === (newest?.number ?? 0);
    // A release bears the time when its load began, by the clock of whoever loaded it, which may be
    // ahead. It is not older than the answer without it.
    const since = isSame
      ? (this.known?.since ?? begun)
      : Math.max(performance.now() - Math.max(age, 0), this.#answeredAt);
    this.known = { newest, since, dataset, isMigrated };
    this.isStandby = isStandby;
    this.error = undefined;
    this.#answeredAt = begun;
  }
}
