import { constants } from 'node:os';
import { ECHO } from '../src/ending.js';

/** What a command exits with that a signal has ended. */
export const exitCodeOf = (signal: NodeJS.Signals) => 128 + constants.signals[signal];

/**
 * Aborted, with its name, by the first signal that asks a command to end: so it can leave the embedded
 * PostgreSQL, which nobody else would stop. Who sends another one later will not wait. Nor does a
 * command end in the middle because nobody reads any more what it says.
 */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  let since: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (since !== undefined && performance.now() - since > ECHO) process.exit(exitCodeOf(signal));
      since ??= performance.now();
      interrupted.abort(signal);
    });
  }
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
  return interrupted.signal;
}
