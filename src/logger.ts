import cluster from 'node:cluster';
import { pino } from 'pino';

/** Logs to the standard output: for reading on a terminal, as JSON elsewhere. */
export function createLogger(level: string) {
  // Of several processes, a line says which.
  const base = cluster.isWorker ? { pid: process.pid } : null;
  if (!process.stdout.isTTY) return pino({ level, base }, standardOutput());
  const target = {
    target: 'pino-pretty',
    options: { ignore: 'pid,hostname,method,url,status,ms,reqId,trace_id,span_id' },
  };
  return pino({ level, transport: target });
}

/** Bytes that wait for a disk that is full; what is logged beyond is lost. */
const WAITING = 2 ** 16;

/** What cannot be written is no reason to end, nor to wait for at the end. */
function standardOutput() {
  const output = pino.destination({ dest: 1, sync: true, maxLength: WAITING });
  output.on('error', () => {
    output.flushSync = () => {};
  });
  return output;
}
