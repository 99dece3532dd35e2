import { setTimeout as sleep } from 'node:timers/promises';
import type { ReleaseInfo } from './newest.js';
import { PATIENCE, REREADING, Server, type ServerOptions } from './server.js';
import { NoServer } from './unavailable.js';

export interface ServersOptions extends ServerOptions {
  /** Addresses of standbys of the primary; they take the reads. */
  replicas?: string[];
  /**
   * Milliseconds for which a server is believed about its newest release; unset: asked each time. It
   * is asked again sooner, so that of many requests none has to wait for it.
   */
  releaseMaxAge?: number;
  /** How far a replica may lag until a release is served without it. */
  maxReleasesBehind?: number;
  maxSecondsBehind?: number;
  /** Hears when a server is left out, and when it returns. */
  onServer?: (server: ServerState) => void;
}

export interface ServerState {
  /** Of the settings: `database` is that of DATABASE_URL, `replica-1` the first of the replicas. */
  name: string;
  /** As PostgreSQL has it: a replica that was promoted is a primary. */
  role: 'primary' | 'replica';
  state: 'healthy' | 'behind' | 'foreign' | 'unreachable';
  takesReads: boolean;
  /** The number of its newest release; null while it is unreachable. */
  release: number | null;
  /** Seconds since the first release that it lacks; null while it is unreachable. */
  secondsBehind: number | null;
  /** What is wrong with it, for the log: it may name hosts. */
  reason?: string;
}

/**
 * The primary and its replicas. One rule: a server takes reads if it has the release that is
 * served, so that whichever is asked can answer for that release in full. The release that is
 * served never goes back. It goes on when every server has the next one, when those that lack it
 * have lagged for too long, or when a reader has seen it elsewhere. Nothing is polled: the servers
 * are asked when somebody asks us.
 */
export class Servers {
  readonly all: Server[];
  #served: ReleaseInfo | undefined;
  /** Whose data are served; null before the first load, undefined until that is known. */
  #dataset: string | null | undefined;
  readonly #told = new Map<Server, string>();
  readonly #options: ServersOptions;

  constructor(url: string, options: ServersOptions) {
    this.#options = options;
    this.all = [url, ...(options.replicas ?? [])].map((address, nth) => {
      const name = nth === 0 ? 'database' : `replica-${nth}`;
      return new Server(name, address, nth > 0, options, () => this.#judge());
    });
  }

  /** The server of DATABASE_URL, which takes writes. */
  get primary(): Server {
    return this.all[0] as Server;
  }

  /** The release that is served, as far as it is known; undefined before the first. */
  get served(): ReleaseInfo | undefined {
    return this.#served;
  }

  /** Those that can answer for the release that is served, other than `except`. */
  usable(except?: ReadonlySet<Server>): Server[] {
    const number = this.#served?.number ?? 0;
    return this.all.filter(
      (server) =>
        server.known?.isMigrated &&
        !this.#isForeign(server) &&
        server.release >= number &&
        except?.has(server) !== true,
    );
  }

  /** Whether it follows some other primary: numbers of releases mean something else there. */
  #isForeign({ known }: Server): boolean {
    return known?.dataset != null && this.#dataset != null && known.dataset !== this.#dataset;
  }

  /** The primary says whose data are served, or if it is away the first that has any. */
  #datasetWithout(): string | null | undefined {
    const { known, error, isSilent } = this.primary;
    if (known) return null;
    if (!error && !isSilent) return undefined;
    return this.all.find((server) => server.known?.dataset != null)?.known?.dataset ?? null;
  }

  /**
   * Asks those that were not asked since a moment. It waits for those that answered before; one
   * that cannot be reached, or is silent, is waited for only if there is no other.
   */
  async look(since: number): Promise<void> {
    if (!this.all.some((server) => server.isDue(since))) return;
    const present = this.all.filter(({ known, isSilent }) => known && !isSilent);
    const silent = present.length === 0 && this.usable().length > 0;
    const awaited = (present.length > 0 || silent ? present : this.all).filter((server) =>
      server.isDue(since),
    );
    const answers = new Map(this.all.map((server) => [server, server.ask(since)]));
    if (awaited.length === 0) return;
    const enough = new AbortController();
    await Promise.race([
      Promise.all(awaited.map((server) => answers.get(server))),
      sleep(PATIENCE, undefined, { signal: enough.signal }).catch(() => {}),
    ]);
    enough.abort();
    if (this.usable().length > 0) return;
    // Nobody waits for one that is silent once another can answer, or will soon.
    const isEnough = async (answer: Promise<void>) => {
      await answer;
      if (this.usable().length === 0 && this.#catchingUp().length === 0) throw new Error('not yet');
    };
    await Promise.any([...answers.values()].map(isEnough)).catch(() => {});
  }

  /**
   * The release that is served; undefined before the first. It may be that of `releaseMaxAge` ago,
   * unless the asker knows that there is one of the number `atLeast`. Throws if no server can
   * answer for it.
   */
  async newestRelease(atLeast = 0): Promise<ReleaseInfo | undefined> {
    const believed = this.believed();
    if (believed && believed.number >= atLeast) return believed;
    const now = performance.now();
    await this.look(now - (this.#options.releaseMaxAge ?? 0));
    if (atLeast > (this.#served?.number ?? 0)) {
      await this.look(now);
      // Whoever has it takes the reads from here on, until the others have caught up.
      this.#serve(this.usable().filter(({ release }) => release >= atLeast));
    }
    if (this.usable().length === 0) await this.lookForOne();
    if (this.usable().length === 0) throw this.nobody();
    return this.#served;
  }

  /** The release that is served, if nobody needs to be waited for. */
  believed(): ReleaseInfo | undefined {
    const { releaseMaxAge } = this.#options;
    if (releaseMaxAge === undefined) return undefined;
    const now = performance.now();
    const since = now - releaseMaxAge / 4;
    for (const server of this.all) if (!server.wasAsked(since)) server.ask(since);
    const usable = this.usable().filter(({ isSilent }) => !isSilent);
    const isFresh = usable.every((server) => server.hasAnswered(now - releaseMaxAge));
    return usable.length > 0 && isFresh ? this.#served : undefined;
  }

  /** Looks whether any can be read from; one that is about to have what is served is waited for. */
  async lookForOne(): Promise<void> {
    const deadline = performance.now() + REREADING;
    await this.look(performance.now());
    while (this.usable().length === 0 && performance.now() < deadline) {
      const coming = this.#catchingUp();
      if (coming.length === 0) return;
      await sleep(REREADING / 30);
      const now = performance.now();
      await Promise.race([...coming.map((server) => server.ask(now)), sleep(PATIENCE)]);
    }
  }

  #catchingUp(): Server[] {
    return this.all.filter(
      (server) =>
        server.hasJustReturned && server.known?.isMigrated === true && !this.#isForeign(server),
    );
  }

  /** Those that take reads: the replicas, or the primary where none of them can. */
  readers(except?: ReadonlySet<Server>): Server[] {
    const rank = ({ isSilent, isStandby }: Server) => (isSilent ? 2 : 0) + (isStandby ? 0 : 1);
    const usable = this.usable(except);
    const best = Math.min(...usable.map(rank));
    return usable.filter((server) => rank(server) === best);
  }

  states(): ServerState[] {
    const readers = this.readers();
    return this.all.map((server) => this.#stateOf(server, readers));
  }

  nobody(): NoServer {
    const reasons = this.states().map(({ name, reason }) => `${name}: ${reason}`);
    return new NoServer(`no server can be read from (${reasons.join('; ')})`);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((server) => server.close()));
  }

  /** Settles what is served and by whom, when a server has spoken, fallen silent or gone. */
  #judge(): void {
    const { maxReleasesBehind = 10, maxSecondsBehind = 1, onServer } = this.#options;
    const before = this.#dataset;
    this.#dataset = this.primary.known?.dataset ?? before ?? this.#datasetWithout();
    // It was replaced by another, whose releases are not those that were served.
    if (before != null && this.#dataset !== before) this.#served = undefined;
    if (this.#dataset === undefined) return;
    const present = this.all.filter(
      (server) => server.known?.isMigrated && !server.isSilent && !this.#isForeign(server),
    );
    const newest = present.reduce<Server | undefined>(
      (most, server) => (most && most.release >= server.release ? most : server),
      undefined,
    );
    for (const server of present) server.compare(newest as Server);
    this.#serve(
      present.filter(
        (server) =>
          (newest?.release ?? 0) - server.release <= maxReleasesBehind &&
          server.secondsBehind <= maxSecondsBehind,
      ),
    );
    for (const [nth, state] of this.states().entries()) {
      const server = this.all[nth] as Server;
      // One whose connection broke, and which was not asked since, is not said to be gone.
      const isUnknown = server.known === undefined && server.error === undefined;
      if (isUnknown || (this.#told.get(server) ?? 'healthy') === state.state) continue;
      this.#told.set(server, state.state);
      onServer?.(state);
    }
  }

  /** Serves what all of these have, if it is newer than what is served. */
  #serve(servers: Server[]): void {
    const [slowest] = servers.sort((a, b) => a.release - b.release);
    if ((slowest?.release ?? 0) > (this.#served?.number ?? 0))
      this.#served = slowest?.known?.newest;
  }

  #stateOf(server: Server, readers: Server[]): ServerState {
    const { name, isStandby, known, isSilent, release, secondsBehind } = server;
    const isHere = known !== undefined && !isSilent;
    const isHealthy = isHere && this.usable().includes(server);
    const wanting = this.#isForeign(server) ? 'foreign' : 'behind';
    return {
      name,
      role: isStandby ? 'replica' : 'primary',
      state: isHealthy ? 'healthy' : isHere ? wanting : 'unreachable',
      takesReads: readers.includes(server),
      release: isHere ? release : null,
      secondsBehind: isHere ? secondsBehind : null,
      ...(!isHealthy && { reason: this.#reasonOf(server) }),
    };
  }

  #reasonOf(server: Server): string {
    const { known, isSilent, error, release } = server;
    if (isSilent) return 'it does not answer';
    if (known === undefined) return error?.message || String(error ?? 'it was not asked yet');
    if (this.#isForeign(server)) return 'it has the data of another database';
    if (!known.isMigrated) return 'it lacks a migration';
    return `it has release ${release}, and ${this.#served?.number} is served`;
  }
}
