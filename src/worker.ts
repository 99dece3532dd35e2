import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.js';
import { drain } from './http/draining.js';
import { serve } from './serve.js';
import { startServing } from './serving-database.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/**
 * Milliseconds in which PostgreSQL notices that the first process was killed. Who leaves an embedded
 * one before that would not find itself the last, and leave it running.
 */
const MOMENT = 500;

/** One of several processes at the same port. It ends with the one that started it, however that ends. */
export async function serveAsWorker(
  config: Config,
  explain: (error: Error) => string,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  // Node would end a worker at once that has lost the other process; it has answers to finish, and
  // an embedded PostgreSQL to stop if it is the last.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  process.on('disconnect', () => sleep(MOMENT).then(end));
  process.on('message', (order) => order === ('end' satisfies ToWorker) && end());
  const serving = await serve(config, { start: startServing, ending: ending.signal }).catch(
    async (error: Error) => {
      await tell({ failed: explain(error) });
      process.exit(1);
    },
  );
  if (serving === undefined) return;
  process.on('message', (order) => {
    if (order === ('retire' satisfies ToWorker)) drain(serving.app.server).then(end);
  });
  await tell({ listening: serving.app.listeningOrigin });
}

const tell = (message: FromWorker) =>
  new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
