import closeWithGrace from 'close-with-grace';
import type { FastifyBaseLogger } from 'fastify';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Milliseconds within which a signal that comes again is the same one: npm passes on to the service
 * what a terminal has sent to both of them. After that, whoever sends another will not wait.
 */
export const ECHO = 2_000;

/** Milliseconds that what is in flight has when a process is to end. */
export const GRACE = 15_000;

interface EndingOptions {
  logger: FastifyBaseLogger;
  /** Milliseconds that `end` may take. */
  delay: number;
  /** Signals that mean something else to this process. */
  skip?: 'SIGUSR2'[];
}

/** Calls `end` before the process ends, for a signal or an error. Returns what ends it likewise. */
export function endWith(
  { logger, delay, skip = [] }: EndingOptions,
  end: () => Promise<void>,
): () => void {
  const grace = closeWithGrace({ delay, logger, skip: [...SIGNALS, ...skip] }, async ({ err }) => {
    if (err) logger.fatal({ err }, 'ends after an error nobody handled');
    await end();
  });
  let since: number | undefined;
  const close = () => {
    if (since !== undefined) return;
    since = performance.now();
    grace.close();
  };
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (since !== undefined && performance.now() - since > ECHO) process.exit(1);
      close();
    });
  }
  return close;
}
