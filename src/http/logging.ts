import type { App } from '../app.js';

/** One line a request: what was asked, how it ended, how long it took; nothing about the asker. */
export function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    const { statusCode: status, elapsedTime } = reply;
    const ms = Math.round(elapsedTime * 10) / 10;
    request.log.info({ method, url, status, ms }, `${method} ${url} ${status} in ${ms} ms`);
  });
}
