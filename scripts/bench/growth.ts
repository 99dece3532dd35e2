import { type Database, openDatabase } from '../../src/database/database.js';
import { getGraph } from '../../src/graph/queries.js';
import { bindingOf, writeCursor } from '../../src/http/cursor.js';
import type { CorpusDatabase } from './corpus-database.js';
import { median } from './fire.js';
import { floorOf } from './floor.js';
import { startService } from './processes.js';

/** How long an answer took, one request after the other, and how long it is. */
export interface Measured {
  /** Median milliseconds. */
  ms: number;
  bytes: number;
}

/** By what is asked. */
export type Latencies = Record<string, Measured>;

const REPEAT = 60;

/** As the contestants are asked: by itself fetch would have answers compressed, and unpack them. */
const PLAIN = { headers: { 'accept-encoding': 'identity' } };

/** Asks once, and returns how many bytes the answer has. */
type Ask = () => Promise<number>;

/** What is asked of one database, by the question. */
interface Asked {
  asks: Record<string, Ask[]>;
  stop(): Promise<void>;
}

/**
 * How long the service takes for each kind of question on each of the databases, by turns: what else
 * the machine does at the moment slows all of them. Nothing is kept from one answer to the next.
 */
export async function latencies(databases: readonly CorpusDatabase[]): Promise<Latencies[]> {
  const asked: Asked[] = [];
  const results = databases.map((): Latencies => ({}));
  try {
    for (const { url } of databases) asked.push(await askedOf(url));
    for (const question of Object.keys(asked[0]?.asks ?? {})) {
      const all = await measure(asked.map(({ asks }) => asks[question] ?? []));
      for (const [nth, measured] of all.entries()) (results[nth] as Latencies)[question] = measured;
    }
    return results;
  } finally {
    for (const { stop } of asked) await stop();
  }
}

async function askedOf(url: string): Promise<Asked> {
  const paths = await questions(url);
  const database = openDatabase(url);
  const floor = await floorOf(database, await drawnNames(database));
  const service = await startService(url, { CACHE_MB: '0' });
  const asks = Object.entries(paths).map(([question, some]) => [
    question,
    [some].flat().map((path) => () => get(service.origin + path)),
  ]);
  return {
    asks: {
      ...Object.fromEntries(asks),
      'rows of names drawn by lot, by bare statements': floor.map(
        (find) => () => find().then(() => 0),
      ),
    },
    stop: async () => {
      await service.stop();
      await database.close();
    },
  };
}

async function get(url: string): Promise<number> {
  const answer = await fetch(url, PLAIN);
  const { byteLength } = await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  return byteLength;
}

/** Those of each database, by turns. */
async function measure(asks: readonly Ask[][]): Promise<Measured[]> {
  const times = asks.map((): number[] => []);
  const bytes = asks.map(() => 0);
  for (let nth = 0; nth < REPEAT; nth += 1) {
    for (const [which, of] of asks.entries()) {
      const ask = of[nth % of.length] as Ask;
      const began = performance.now();
      bytes[which] = await ask();
      // What is prepared and read for the first time does not count.
      if (nth >= REPEAT / 6) times[which]?.push(performance.now() - began);
    }
  }
  return times.map((of, which) => ({ ms: median(of), bytes: bytes[which] ?? 0 }));
}

/** Things of a corpus that are named about equally often in every corpus. */
async function subjects(database: Database) {
  const one = async (text: string) =>
    Object.values((await database.pool.query(text)).rows[0])[0] as string;
  const named = (column: string, table: string, where = 'TRUE') =>
    one(`SELECT e.slug FROM ${table} t JOIN entity e ON e.id = t.${column} WHERE ${where}
      GROUP BY e.id ORDER BY abs(count(*) - 20), e.id LIMIT 1`);
  const release = Number(await one('SELECT max(number) FROM release'));
  const lastKey = Number(await one('SELECT id FROM figure ORDER BY id DESC OFFSET 25 LIMIT 1'));
  const entity = await named('entity_id', 'mention');
  const tied = await withEdges(database);
  return {
    // Of the first batch of a corpus; the measures are the first release.
    old: Math.min(release, 2),
    last: writeCursor(
      { release, value: String(lastKey), key: lastKey },
      bindingOf('figures', { sort: 'added', match: 'possible' }),
    ),
    population: await named('population_id', 'figure'),
    entity,
    participant: await named('entity_id', 'event_participant'),
    relay: await named('agent_id', 'attribution', "t.role = 'relay'"),
    figure: await one(`SELECT v.slug || '.' || f.local_id FROM figure f
      JOIN article_version v ON v.id = f.article_version_id ORDER BY f.id OFFSET 50 LIMIT 1`),
    linked: await one(`SELECT v.slug || '.' || s.local_id FROM statement_link l
      JOIN statement s ON s.id = l.statement_id
      JOIN article_version v ON v.id = s.article_version_id ORDER BY s.id LIMIT 1`),
    name: encodeURIComponent(
      await one(`SELECT name FROM entity_state WHERE slug = '${entity}' LIMIT 1`),
    ),
    alike: encodeURIComponent(
      await one(`SELECT name FROM entity_state WHERE name LIKE '% Brigade'
        ORDER BY abs(length(name) - 13), md5(slug) LIMIT 1`),
    ),
    drawn: (await drawnNames(database)).map(encodeURIComponent),
    tied,
    twoAway: await twoStepsFrom(database, tied),
  };
}

/** Paths by what they ask: one, or several that are asked in turn. */
type Questions = Record<string, string | string[]>;

export async function questions(url: string): Promise<Questions> {
  const database = openDatabase(url);
  const of = await subjects(database);
  await database.close();
  return {
    'a page of figures': '/v1/figures',
    'the last page': `/v1/figures?cursor=${of.last}`,
    'figures by value': '/v1/figures?sort=-value',
    'figures by time': '/v1/figures?sort=asOf',
    'figures of one measure': '/v1/figures?measure=killed',
    'the largest of one measure': '/v1/figures?measure=killed&sort=-value',
    'figures that one source relays': `/v1/figures?relay=${of.relay}`,
    'figures of one population': `/v1/figures?population=${of.population}`,
    'figures of 10,000 and more': '/v1/figures?valueMin=10000&match=certain',
    'figures as known by a day': '/v1/figures?publishedBefore=2022-01-01',
    'the newest figures of an old release': `/v1/figures?sort=-added&asOfRelease=${of.old}`,
    'statements of one origin': `/v1/statements?origin=${of.entity}`,
    'statements about one entity': `/v1/statements?about=${of.entity}&sort=time`,
    'statements tied to one': `/v1/statements?linked=${of.linked}`,
    'the last statements of a year': '/v1/statements?from=2019-01-01&to=2019-12-31&sort=-time',
    'the last statements until a day': '/v1/statements?to=2025-06-30&sort=-time',
    'the last statements by a day': '/v1/statements?sort=-time&publishedBefore=2022-01-01',
    'events by time': '/v1/events?sort=-time',
    'events of one participant by a day': `/v1/events?participant=${of.participant}&publishedBefore=2022-01-01`,
    'events as known by a day': '/v1/events?publishedBefore=2022-01-01&sort=title',
    'entities by name': '/v1/entities?sort=name',
    'entities as known by a day': '/v1/entities?publishedBefore=2022-01-01',
    'entities of an old release by a day': `/v1/entities?publishedBefore=2022-01-01&asOfRelease=${of.old}`,
    'one figure': `/v1/figures/${of.figure}`,
    'the evidence for it': `/v1/figures/${of.figure}/evidence`,
    'search for a name': `/v1/search?q=${of.name}`,
    'search for it and a word that is everywhere': `/v1/search?q=synthetic%20${of.name}`,
    'search for names drawn by lot': of.drawn.map((name) => `/v1/search?q=${name}`),
    'search for a name that is like many': `/v1/search?q=${of.alike}`,
    'search for a word that is in many names': '/v1/search?q=brigade',
    'search for a word that is in many texts': '/v1/search?q=killed',
    'figures that mention a slip of it': '/v1/figures?q=bridgade',
    'figures that mention a name': `/v1/figures?q=${of.name}`,
    'figures that mention names drawn by lot': of.drawn.map((name) => `/v1/figures?q=${name}`),
    'figures that mention it and that word': `/v1/figures?q=synthetic%20${of.name}`,
    reconcile: `/v1/figures/reconcile?measure=killed&population=${of.population}`,
    checks: `/v1/figures/checks?population=${of.population}`,
    'a graph of about 50 edges': `/v1/entities/${of.tied}/graph`,
    'paths of two steps': `/v1/paths?from=${of.tied}&to=${of.twoAway}`,
    timeline: '/v1/timeline',
    'the timeline of a name': `/v1/timeline?q=${of.name}`,
    'the end of the timeline of a year': '/v1/timeline?from=2019-01-01&to=2019-12-31&sort=-time',
    'the timeline of one participant': `/v1/timeline?participant=${of.participant}`,
    sources: '/v1/sources',
    'sources that are rarely named': '/v1/sources?sort=-added',
    'sources as known by a day': '/v1/sources?publishedBefore=2022-01-01',
    'two releases': '/v1/releases?sort=-number&limit=2',
  };
}

/** Half as many as are asked, so that each is asked twice. */
async function drawnNames(database: Database): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT name FROM entity_state GROUP BY name ORDER BY md5(name) LIMIT ${REPEAT / 2}`,
  );
  return rows.map(({ name }) => name);
}

/** Of some entities that whose graph has about as many edges as it has in every corpus. */
async function withEdges(database: Database): Promise<string> {
  const { rows } = await database.pool.query<{
    slug: string;
  }>(`SELECT e.slug FROM event_participant p
    JOIN entity e ON e.id = p.entity_id GROUP BY e.id ORDER BY abs(count(*) - 10), e.id LIMIT 40`);
  let best = { slug: '', off: Number.POSITIVE_INFINITY };
  for (const { slug } of rows) {
    const graph = await getGraph(database, slug, { depth: 1, limit: 50 });
    const off = Math.abs(JSON.parse(graph).edges.length - 50);
    if (off < best.off) best = { slug, off };
  }
  return best.slug;
}

async function twoStepsFrom(database: Database, slug: string): Promise<string | undefined> {
  const { nodes } = JSON.parse(await getGraph(database, slug, { depth: 2, limit: 200 })) as {
    nodes: { entity: { id: string }; distance: number }[];
  };
  return nodes.find(({ distance }) => distance === 2)?.entity.id;
}
