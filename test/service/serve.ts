import { type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { pino } from 'pino';
import { buildApp } from '../../src/app.js';
import type { Database } from '../../src/database/database.js';

// The service inside of the test's process, but on a real port, with what it logs at hand.

export interface Served {
  url: string;
  port: number;
  /** What was logged, one object a line. */
  logged: LogLine[];
  ask: (path: string, options?: Asked) => Promise<Answer>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails otherwise.
export type LogLine = Record<string, any>;

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export async function serve(database: Database, requestTimeout = 10_000): Promise<Served> {
  const logged: LogLine[] = [];
  const write = (line: string) => logged.push(JSON.parse(line));
  const logger = pino({ level: 'info', base: null }, { write });
  const app = await buildApp({ database, requestTimeout, logger });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const ask: Served['ask'] = (path, options) => askAt(port, path, options);
  return { url, port, logged, ask, close: () => app.close() };
}

/** One request on a connection of its own; the path is sent as it stands. */
export function askAt(port: number, path: string, options: Asked = {}): Promise<Answer> {
  const { method = 'GET', body } = options;
  // Node leaves this out for methods that seldom have a body.
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const headers = { ...length, ...options.headers };
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** A path with a query that works, of everything that the index lists, and the index itself. */
export async function examplesOf({ ask }: Served): Promise<Record<string, string>> {
  const { resources } = JSON.parse((await ask('/')).text);
  const examples = resources.map(({ path, example }: { path: string; example: string }) => {
    const { pathname, search } = new URL(example);
    return [path, pathname + search];
  });
  return { '/': '/', ...Object.fromEntries(examples) };
}

/** Adds a parameter to a path that may have a query. */
export const withParameter = (path: string, parameter: string) =>
  `${path}${path.includes('?') ? '&' : '?'}${parameter}`;

/** Whether nobody listens at a port. */
export function isClosed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });
}

/** Writes bytes that need not be HTTP; returns all that comes back until the other side closes. */
export function sendRaw(port: number, bytes: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end after: ${received}`)));
    socket.on('data', (chunk) => (received += chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      socket.end();
      resolve(parse(received));
    });
  });
}

function parse(received: string): Answer {
  const [head = '', ...rest] = received.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, text: rest.join('\r\n\r\n') };
}
