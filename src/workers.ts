import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.js';
import type { StartedDatabase } from './database/start.js';
import { endWith, GRACE } from './ending.js';
import { createLogger } from './logger.js';
import { answerForWorkers } from './observability/workers.js';
import { startSeeded } from './serving-database.js';
import { FromWorker, type ToWorker } from './worker-messages.js';

/**
 * Several processes at one port. This one only prepares the database, once, and looks after the
 * others: one that dies is replaced, and SIGUSR2 replaces them all. They share nothing but the
 * database. Undefined if a signal came before they were ready; throws with nothing left running.
 */
export async function startWorkers(
  config: Config,
): Promise<{ database: StartedDatabase; url: string } | undefined> {
  const logger = createLogger(config.LOG_LEVEL);
  const workers = new Workers(logger);
  answerForWorkers();
  let database: StartedDatabase | undefined;
  let closing = false;
  const starting = (async () => {
    database = await startSeeded(config);
    // If one cannot, none can, and one says so.
    const url = await workers.add();
    await Promise.all(Array.from({ length: config.WORKERS - 1 }, () => workers.add()));
    return { database, url };
  })();
  const stop = async () => {
    await workers.end();
    await starting.catch(() => {});
    await database?.stop();
  };
  endWith({ delay: GRACE + 5_000, logger, skip: ['SIGUSR2'] }, async () => {
    closing = true;
    await stop();
  });
  process.on('SIGUSR2', () => starting.then(() => workers.restart()).catch(() => {}));
  try {
    return await starting;
  } catch (error) {
    if (closing) return undefined;
    await stop();
    throw error;
  }
}

/** Milliseconds: a worker that dies younger is replaced later and later. */
const YOUNG = 5_000;

class Workers {
  /** Those that listen and are to stay. */
  readonly #serving = new Set<Worker>();
  /** Those that do not listen yet, nor to us, and what each will say when it does. */
  readonly #starting = new Map<Worker, Promise<string>>();
  #restarting = Promise.resolve();
  #ending: Promise<void> | undefined;

  constructor(readonly logger: FastifyBaseLogger) {}

  /** Starts one; returns its URL when it listens. Throws an Error that says why it cannot. */
  async add(): Promise<string> {
    if (this.#ending) throw new Error('the service ends');
    const worker = cluster.fork();
    lookAfterWhatWasNotTaken(worker);
    // What is sent to one that has just ended fails; that it has ended is heard of below.
    worker.on('error', () => {});
    const url = this.#listening(worker).finally(() => this.#starting.delete(worker));
    this.#starting.set(worker, url);
    return url;
  }

  async #listening(worker: Worker): Promise<string> {
    const born = performance.now();
    const url = await new Promise<string>((resolve, reject) => {
      worker.on('message', (message) => {
        const { data } = FromWorker.safeParse(message);
        if (data && 'listening' in data) resolve(data.listening);
        if (data && 'failed' in data) reject(new Error(data.failed));
      });
      worker.once('exit', (code, signal) => {
        reject(new Error(`A worker ended at once (${signal ?? `code ${code}`}).`));
      });
    });
    this.#serving.add(worker);
    worker.once('exit', (code, signal) => {
      // One that was told to go is not among them any more.
      if (!this.#serving.delete(worker) || this.#ending) return;
      this.logger.error({ pid: worker.process.pid, code, signal }, 'a worker died');
      this.#replace(performance.now() - born < YOUNG ? 500 : 0);
    });
    return url;
  }

  async #replace(delay: number): Promise<void> {
    await sleep(delay);
    if (this.#ending) return;
    await this.add().catch((error: Error) => {
      if (this.#ending) return;
      this.logger.error(`a worker cannot start: ${error.message}`);
      this.#replace(Math.min(2 * delay + 500, YOUNG));
    });
  }

  /** Replaces each by a new one, which answers before the old one goes. */
  restart(): Promise<void> {
    this.#restarting = this.#restarting
      .then(async () => {
        // What one that only starts has read of the program and its settings may be old, too.
        await Promise.allSettled(this.#starting.values());
        for (const old of [...this.#serving]) {
          // If it dies before that, the new one is its replacement.
          if (!this.#serving.delete(old)) continue;
          await this.add().catch((error: Error) => {
            if (old.isDead()) this.#replace(0);
            else this.#serving.add(old);
            throw error;
          });
          tell(old, 'retire');
          // One that has an export to finish may take hours; nobody waits for that.
          await Promise.race([exitOf(old), sleep(GRACE)]);
        }
        this.logger.info('all workers were restarted');
      })
      .catch((error: Error) => {
        if (!this.#ending)
          this.logger.error(`a worker cannot start, the others stay: ${error.message}`);
      });
    return this.#restarting;
  }

  /** Has all of them answer what they were asked, and end. */
  end(): Promise<void> {
    this.#ending ??= (async () => {
      const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      for (const worker of all) {
        if (this.#starting.has(worker)) worker.process.kill('SIGTERM');
        else tell(worker, 'end');
      }
      const gone = Promise.all(all.map(exitOf));
      await Promise.race([gone, sleep(GRACE + 2_000, undefined, { ref: false })]);
      for (const worker of all.filter((worker) => worker.process.kill('SIGKILL'))) {
        this.logger.error({ pid: worker.process.pid }, 'a worker did not end and was killed');
      }
      await gone;
    })();
    return this.#ending;
  }
}

/** A connection, as Node hands it on. */
interface Handle {
  /** Below 0 once it is closed. */
  fd: number;
  close(): void;
}

/**
 * Node hands each connection to a worker, and waits to hear that the worker took it. If the worker
 * ends before that, nobody is behind the connection, and the client would wait for ever. Of a worker
 * that lets nobody new in and ends it was only late, so it is taken for declined, and another worker
 * gets it. One that died may have read of it: it is closed.
 */
function lookAfterWhatWasNotTaken({ process: child }: Worker): void {
  const handed = new Map<number, Handle>();
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  child.send = (message: { act?: string; seq?: number }, handle?: unknown, ...rest: unknown[]) => {
    if (message.act === 'newconn') handed.set(message.seq as number, handle as Handle);
    return send(message, handle, ...rest);
  };
  child.on('internalMessage', ({ ack }: { ack: number }) => handed.delete(ack));
  child.once('exit', (code) => {
    for (const [ack, connection] of handed) {
      if (code === 0 && connection.fd >= 0) {
        child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false });
      } else connection.close();
    }
  });
}

const exitOf = (worker: Worker) =>
  new Promise<void>((resolve) => {
    if (worker.isDead()) resolve();
    else worker.once('exit', () => resolve());
  });

/** It may be gone already, which is heard of elsewhere. */
function tell(worker: Worker, order: ToWorker): void {
  if (worker.isConnected()) worker.send(order, () => {});
}
