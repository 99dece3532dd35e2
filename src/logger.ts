import cluster from 'node:cluster';
import { pino } from 'pino';

/** Logs to the standard output: for reading on a terminal, as JSON elsewhere. */
export function createLogger(level: string) {
  // Of several processes, a line says which.
  const base = cluster.isWorker ? { pid: process.pid } : null;
  if (!process.stdout.isTTY) return pino({ level, base });
  const target = {
    target: 'pino-pretty',
    options: { ignore: 'pid,hostname,method,url,status,ms,reqId,trace_id,span_id' },
  };
  return pino({ level, transport: target });
}
