import { Readable } from 'node:stream';
import type { App } from '../app.js';
import { MEDIA_TYPES } from '../formats/formats.js';
import { Problem } from '../http/problem.js';
import { scopeOf } from '../releases/scope.js';
import { exportText } from './queries.js';
import { ExportParams, ExportQuery, ExportSchema } from './schema.js';

/** An export holds a connection for as long as it lasts, so most are left to short requests. */
const SHARE_OF_POOL = 0.3;
const HOURS = 60 * 60 * 1000;

export function exportRoutes(app: App) {
  const { database } = app;
  const exportsMax = Math.max(1, Math.floor((database.pool.options.max ?? 10) * SHARE_OF_POOL));
  let running = 0;

  app.get(
    '/v1/export/:resource.:format',
    {
      // The format is that of the path, whatever the Accept header prefers.
      config: { formats: [] },
      handlerTimeout: 12 * HOURS,
      schema: {
        operationId: 'exportResource',
        tags: ['service'],
        summary: 'Export everything of one kind, or the whole dataset',
        description:
          'Streams from a cursor in one snapshot, at the pace of the reader. An export that fails midway ends without the end of the chunked body, which HTTP clients report.',
        params: ExportParams,
        querystring: ExportQuery,
        response: { 200: ExportSchema },
      },
    },
    async (request, reply) => {
      const { params } = request;
      if (params.resource === 'dataset' && params.format === 'csv') {
        throw new Problem('not-found', 'The whole dataset comes as NDJSON: dataset.ndjson.');
      }
      const scope = await scopeOf(database, request.query);
      // Nothing is waited for between here and where it is counted.
      if (running >= exportsMax) {
        const detail = `${exportsMax} exports are running already. Please ask again later.`;
        throw new Problem('unavailable', detail, [], { 'retry-after': '10' });
      }
      running += 1;
      const stream = Readable.from(exportText(database, params, scope), { highWaterMark: 2 });
      stream.once('close', () => {
        running -= 1;
      });
      return reply
        .type(`${MEDIA_TYPES[params.format]}; charset=utf-8`)
        .header(
          'content-disposition',
          `attachment; filename="hearsay-${params.resource}-r${scope.release}.${params.format}"`,
        )
        .send(stream);
    },
  );
}
