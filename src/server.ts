import cluster from 'node:cluster';
import { type Config, readConfig } from './config.js';
import type { StartedDatabase } from './database/start.js';

/** Reads of the code what this process needs: one that looks after others answers nothing itself. */
async function start(config: Config): Promise<void> {
  if (cluster.isWorker) {
    const { serveAsWorker } = await import('./worker.js');
    return serveAsWorker(config, explain);
  }
  if (config.WORKERS > 1) {
    const { startWorkers } = await import('./workers.js');
    const started = await startWorkers(config);
    if (started) greet(started.database, started.url, `, by ${config.WORKERS} processes`);
    return;
  }
  const { serve } = await import('./serve.js');
  const serving = await serve(config);
  if (serving) greet(serving.database, serving.app.listeningOrigin);
}

function greet({ description, migrated }: StartedDatabase, url: string, workers = ''): void {
  const [first, ...others] = migrated;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const lines = [
    description + (first === undefined ? '' : `, migrated (${first}${more})`),
    `Hearsay at ${url}${workers}, for reading in a browser at ${url}/docs. Try:`,
    `  curl -s '${url}/?pretty'`,
    `  curl -s '${url}/v1/figures?measure=killed&pretty'`,
    `  curl -s '${url}/v1/statements?origin=nis&relay=lee-seong-kweun&pretty'`,
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

// Nobody may read any more what it says; that is no reason to end.
process.stderr.on('error', () => {});

function explain(error: NodeJS.ErrnoException & { address?: string; port?: number }): string {
  const where = error.port ? `${error.address}:${error.port}` : error.address;
  if (error.code === 'EADDRINUSE') return `${where} is in use; set PORT to another.`;
  if (error.code === 'EACCES' && error.port) return `This user may not listen on ${where}.`;
  if (error.code === 'EADDRNOTAVAIL') return `${where} is not an address of this machine.`;
  return error.message;
}

try {
  await start(readConfig());
} catch (error) {
  process.stderr.write(`Hearsay cannot start. ${explain(error as NodeJS.ErrnoException)}\n`);
  process.exit(1);
}
