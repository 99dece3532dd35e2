// What Hearsay is held against: `node rival.js floor|prisma|static`, which tells its parent the
// port. DATABASE_URL is the database; what is more comes in BENCH_PAGES, a file: of each page, the
// key that it begins after and the text that follows its items.
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { openDatabase } from '../../src/database/database.js';

export interface RivalPages {
  release: number;
  /** What of a page follows its items, by the key after which it begins. */
  rests: Record<string, string>;
  /** A whole page. */
  page: string;
}

type Rival = (app: FastifyInstance, url: string, pages: RivalPages) => void;
interface Asked {
  Querystring: { after: string };
}

const JSON_TYPE = 'application/json; charset=utf-8';
const LIMIT = 25;

/**
 * The same page by one statement as somebody would write it for this page alone, over the columns:
 * without the JSON of references, quantities and times that the service stores beside them.
 */
const PAGE = `
  SELECT '{"data":[' || string_agg(item, E',\\n' ORDER BY id) || ']' AS data FROM (
    SELECT f.id, row_to_json(item)::text AS item
    FROM (SELECT * FROM figure WHERE id > $1 ORDER BY id LIMIT ${LIMIT}) f
    JOIN article_version v ON v.id = f.article_version_id
      AND v.released_in <= $2 AND v.superseded_in > $2
    JOIN statement s ON s.id = f.statement_id
    JOIN measure_state m ON m.measure_id = f.measure_id
      AND m.released_in <= $2 AND m.superseded_in > $2
    LEFT JOIN entity_state population ON population.entity_id = f.population_id
      AND population.released_in <= $2 AND population.superseded_in > $2
    LEFT JOIN event_state event ON event.event_id = f.event_id
      AND event.released_in <= $2 AND event.superseded_in > $2
    LEFT JOIN entity_state place ON place.entity_id = f.place_id
      AND place.released_in <= $2 AND place.superseded_in > $2
    CROSS JOIN LATERAL (SELECT array_agg(row_to_json(link) ORDER BY link.position) AS links FROM (
      SELECT a.position, a.role,
        CASE WHEN agent.slug IS NOT NULL THEN (SELECT row_to_json(ref) FROM
          (SELECT agent.slug AS id, agent.name, agent.type) ref) END AS agent,
        a.agent_text AS "agentText", a.verb, a.certainty, a.span
      FROM attribution a LEFT JOIN entity_state agent ON agent.entity_id = a.agent_id
        AND agent.released_in <= $2 AND agent.superseded_in > $2
      WHERE a.statement_id = f.statement_id) link) chain
    CROSS JOIN LATERAL (SELECT v.slug || '.' || f.local_id AS id, v.slug AS article,
      m.slug AS measure, m.unit, f.counting,
      (SELECT row_to_json(q) FROM (SELECT f.value, f.lower, f.upper,
        f.lower_inclusive AS "lowerInclusive", f.upper_inclusive AS "upperInclusive", f.qualifier,
        f.quantity_text AS text) q) AS quantity,
      CASE WHEN population.slug IS NOT NULL THEN (SELECT row_to_json(ref) FROM
        (SELECT population.slug AS id, population.name, population.type) ref) END AS population,
      CASE WHEN event.slug IS NOT NULL THEN (SELECT row_to_json(ref) FROM
        (SELECT event.slug AS id, event.title, event.type) ref) END AS event,
      CASE WHEN place.slug IS NOT NULL THEN (SELECT row_to_json(ref) FROM
        (SELECT place.slug AS id, place.name, place.type) ref) END AS place,
      (SELECT row_to_json(t) FROM (SELECT f.edtf, f.earliest, f.latest, f.precision,
        f.time_text AS text, f.basis) t) AS "asOf",
      v.slug || '.' || s.local_id AS statement, chain.links AS attribution, f.spans) item) items`;

const RIVALS: Record<string, Rival> = {
  /** Fastify and pg, and nothing else. */
  floor(app, url, { release, rests }) {
    const { pool } = openDatabase(url);
    app.get<Asked>('/figures', async ({ query: { after } }, reply) => {
      const values = [Number(after), release];
      const { rows } = await pool.query({ name: 'page', text: PAGE, values });
      return reply.type(JSON_TYPE).send(rows[0].data + rests[after]);
    });
  },
  /** The usual build: Prisma reads rows as objects, with what belongs to them. */
  prisma(app, url) {
    const { prisma } = openDatabase(url);
    const state = { states: { orderBy: { releasedIn: 'desc' }, take: 1 } } as const;
    app.get<Asked>('/figures', async ({ query: { after } }) => {
      const data = await prisma.figure.findMany({
        where: { id: { gt: Number(after) } },
        orderBy: { id: 'asc' },
        take: LIMIT,
        include: {
          articleVersion: { select: { slug: true } },
          measure: { include: state },
          population: { include: state },
          place: { include: state },
          event: { include: state },
          statement: {
            include: {
              attribution: { orderBy: { position: 'asc' }, include: { agent: { include: state } } },
            },
          },
        },
      });
      return { data };
    });
  },
  /** The same bytes from memory: what Fastify and the network take by themselves. */
  static(app, _url, { page }) {
    const bytes = Buffer.from(page);
    app.get('/figures', (_request, reply) => {
      reply.type(JSON_TYPE).send(bytes);
    });
  },
};

const { DATABASE_URL, BENCH_PAGES } = process.env;
const serve = RIVALS[process.argv[2] ?? ''];
if (!DATABASE_URL || !BENCH_PAGES || !serve) throw new Error('npm run bench starts this');
const app = fastify();
serve(app, DATABASE_URL, JSON.parse(await readFile(BENCH_PAGES, 'utf8')));
await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.((app.server.address() as AddressInfo).port);
// Whatever becomes of the benchmark, its rivals do not outlive it.
process.once('disconnect', () => process.exit());
