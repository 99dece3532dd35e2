import { pino } from 'pino';

/** Logs to the standard output: for reading on a terminal, as JSON elsewhere. */
export function createLogger(level: string) {
  if (!process.stdout.isTTY) return pino({ level, base: null });
  const target = {
    target: 'pino-pretty',
    options: { ignore: 'pid,hostname,method,url,status,ms,reqId,trace_id,span_id' },
  };
  return pino({ level, transport: target });
}
