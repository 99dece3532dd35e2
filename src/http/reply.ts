import type { FastifyReply } from 'fastify';

/** Sends JSON text as it came from the database, or indented if the reader asked for `pretty`. */
export async function sendJson(reply: FastifyReply, text: Promise<string> | string) {
  const json = await text;
  const { pretty } = reply.request.query as { pretty?: boolean };
  return reply
    .type('application/json; charset=utf-8')
    .send(pretty ? `${JSON.stringify(JSON.parse(json), null, 2)}\n` : json);
}
