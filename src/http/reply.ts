import type { FastifyReply } from 'fastify';
import { columnsOf, csvHeader, csvRows } from '../formats/csv.js';
import { pick } from '../formats/fields.js';
import { type Format, MEDIA_TYPES } from '../formats/formats.js';
import { feature, featureCollection } from '../formats/geojson.js';
import { itemDocument, listDocument } from '../formats/json-ld.js';
import { NODES } from '../formats/nodes.js';
import type { Resource } from '../formats/resource.js';
import { tableOf } from '../formats/table.js';
import { linkHeader, pageLinks } from './links.js';
import type { Page } from './list.js';

/** What stands between items, so that lines of JSON can be read by themselves. */
const BETWEEN = ',\n';

type Json = Record<string, unknown>;
interface View {
  pretty?: boolean;
  fields?: string[];
  limit?: number;
}

/** Sends JSON text as it came from the database, or indented if the reader asked for `pretty`. */
export async function sendJson(reply: FastifyReply, text: Promise<string> | string) {
  return send(reply, 'json', indented(reply, await text));
}

/** Sends one item in the format that was negotiated. */
export async function sendItem(reply: FastifyReply, resource: Resource, text: Promise<string>) {
  const json = await text;
  const { fields } = viewOf(reply);
  const { format } = reply.request;
  if (format === 'json' && fields === undefined) return send(reply, format, indented(reply, json));
  const item = parse(json);
  if (format === 'json-ld') {
    return send(reply, format, indented(reply, JSON.stringify(itemDocument(node(resource, item)))));
  }
  const shown = fields === undefined ? item : pick(item, fields);
  const body = format === 'geojson' ? feature(item, fields) : shown;
  return send(reply, format, indented(reply, JSON.stringify(body)));
}

/** Sends a page of a list in the format that was negotiated, with links to the pages beside it. */
export async function sendPage(reply: FastifyReply, resource: Resource, answer: Promise<Page>) {
  const page = await answer;
  const links = pageLinks(reply.request.url, page.next);
  reply.header('link', linkHeader(links));
  const { format } = reply.request;
  return send(reply, format, LISTS[format](page, resource, reply, links));
}

type Render = (
  page: Page,
  resource: Resource,
  reply: FastifyReply,
  links: ReturnType<typeof pageLinks>,
) => string | Buffer;

const LISTS: Record<Format, Render> = {
  json: ({ items, facets, ...page }, _resource, reply, links) => {
    const rest = stringify({ page: { ...page, links }, facets }).slice(1);
    const data = picked(items, reply).flatMap((item, nth) => (nth === 0 ? item : [BETWEEN, item]));
    const parts = ['{"data":[', ...data, `],${rest}`];
    return viewOf(reply).pretty ? indented(reply, parts.join('')) : joined(parts);
  },
  ndjson: ({ items }, _resource, reply) =>
    joined(picked(items, reply).flatMap((item) => [item, '\n'])),
  csv: ({ items }, { fields }, reply) => {
    const columns = columnsOf(fields, viewOf(reply).fields);
    return csvHeader(columns) + csvRows(parsed(items), columns);
  },
  table: ({ items, next }, { tableColumns }, reply) => {
    const table = tableOf(parsed(items), viewOf(reply).fields ?? tableColumns);
    return next === null ? table : `${table}… more: cursor=${next}\n`;
  },
  'json-ld': ({ items }, resource, reply) =>
    indented(reply, stringify(listDocument(parsed(items).map((item) => node(resource, item))))),
  geojson: ({ items }, _resource, reply) =>
    indented(reply, stringify(featureCollection(parsed(items), viewOf(reply).fields))),
};

const parsed = (items: readonly string[]) => items.map(parse);

/** The items with no more than the fields that are asked for. */
function picked(items: readonly string[], reply: FastifyReply): readonly string[] {
  const { fields } = viewOf(reply);
  return fields === undefined ? items : parsed(items).map((item) => stringify(pick(item, fields)));
}

function node({ name }: Resource, item: Json): Json {
  const toNode = NODES[name];
  if (toNode === undefined) throw new Error(`${name} has no form in JSON-LD`);
  return toNode(item);
}

const viewOf = (reply: FastifyReply) => reply.request.query as View;
const parse = (text: string) => JSON.parse(text) as Json;
const stringify = (value: unknown) => JSON.stringify(value);

const indented = (reply: FastifyReply, json: string) =>
  viewOf(reply).pretty ? `${JSON.stringify(JSON.parse(json), null, 2)}\n` : json;

/** Texts as bytes. As one text a page would be copied once more, and be given thrice the memory to be sent. */
function joined(texts: readonly string[]): Buffer {
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const bytes = Buffer.allocUnsafe(length);
  let end = 0;
  for (const text of texts) end += bytes.write(text, end);
  return bytes;
}

const send = (reply: FastifyReply, format: Format, body: string | Buffer) =>
  reply.type(`${MEDIA_TYPES[format]}; charset=utf-8`).send(body);
