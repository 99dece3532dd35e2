import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isUnavailable } from '../database/unavailable.js';
import { nearest } from '../nearest.js';

export const ProblemErrorSchema = z
  .object({
    parameter: z.string().optional().describe('The query or path parameter at fault.'),
    pointer: z.string().optional().describe('JSON pointer to the part of a document at fault.'),
    message: z.string().describe('What is wrong with it.'),
    allowed: z.array(z.string()).optional().describe('What would be right.'),
    suggestion: z.string().optional().describe('The right word nearest to what was given.'),
  })
  .meta({ id: 'ProblemError', description: 'One fault of a request, and where it is.' });

export const ProblemSchema = z
  .object({
    type: z.string().describe('URI of a page that explains this kind of problem.'),
    title: z.string().describe('The kind of problem, in words.'),
    status: z.int().min(400).max(599).describe('The HTTP status.'),
    detail: z.string().describe('What went wrong this time, and what to do.'),
    instance: z.string().describe('The path and query of the request.'),
    requestId: z.string().describe('The id under which the request is logged.'),
    errors: z.array(ProblemErrorSchema).describe('Each fault of the request; may be empty.'),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457).' });

const MEDIA_TYPE = 'application/problem+json; charset=utf-8';

export type ProblemError = z.output<typeof ProblemErrorSchema>;

/** The kinds of problem: each has a page at /problems/{kind} with this explanation. */
export const PROBLEMS = {
  'invalid-parameter': {
    status: 400,
    title: 'Invalid parameter',
    explanation:
      'A query parameter is unknown, has a value that is not allowed, or names an id that does not exist. Nothing is ignored silently: a filter that was misspelt would otherwise look like an answer. `errors` names each parameter at fault, what is allowed and the nearest right word.',
  },
  'bad-request': {
    status: 400,
    title: 'Bad request',
    explanation: 'The request could not be read: a malformed URL, header or body.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    explanation: 'No path, or no item of this id, is known. The index at / lists what there is.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    explanation: 'The path exists, but not with this method; the Allow header lists those it has.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    explanation:
      'The answer does not come in what the Accept header asks for; the detail lists what there is. `format` asks for one by name.',
  },
  'too-large': {
    status: 413,
    title: 'Too large',
    explanation: 'The URL, the headers or the body are larger than the service reads.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    explanation:
      'This client has used up its share of the current window. RateLimit-Policy says how large it is, RateLimit what is left of it and when it is whole again; ask again after the seconds in Retry-After.',
  },
  unavailable: {
    status: 503,
    title: 'Unavailable',
    explanation:
      'The database cannot be reached or did not answer in time, or there is more to do than can be done in time. The service recovers by itself; ask again after the seconds in Retry-After.',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    explanation: 'A fault of the service. The request id leads to the log entry with the cause.',
  },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** Thrown by a handler; becomes the response. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly errors: ProblemError[] = [],
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

/** 400: one or more parameters are wrong. */
export function invalidParameters(errors: ProblemError[]): Problem {
  const detail = errors.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  return new Problem('invalid-parameter', `${detail}.`, errors);
}

/** Adds the allowed value that is nearest to what was given. */
export function suggesting(error: ProblemError, given: string): ProblemError {
  const suggestion = nearest(given, error.allowed ?? []);
  return suggestion === undefined ? error : { ...error, suggestion };
}

/** 404: nothing has this id. */
export function notFound(what: string, id: string, suggestion?: string, parameter = 'id'): Problem {
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  const error = { parameter, message: `no ${what} has this ${parameter}` };
  return new Problem('not-found', `There is no ${what} "${id}".${hint}`, [
    suggestion === undefined ? error : { ...error, suggestion },
  ]);
}

/** Any error as a problem. What is not the client's doing keeps its cause to the log. */
function problemOf(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) {
    const detail = 'The database did not answer. Please ask again in a few seconds.';
    return new Problem('unavailable', detail, [], { 'retry-after': '2' });
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status === 503) {
    const detail = 'The answer took too long. Please ask again, or for less at once.';
    return new Problem('unavailable', detail, [], { 'retry-after': '2' });
  }
  if (status === 413 || status === 414 || status === 431) {
    return new Problem('too-large', `${error.message}.`);
  }
  if (status >= 400 && status < 500) return new Problem('bad-request', `${error.message}.`);
  return new Problem('internal-error', 'Something went wrong here; the cause was logged.');
}

/** Fastify's error handler: every error of every route leaves through it. */
export function sendProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const problem = problemOf(error);
  const { status } = PROBLEMS[problem.kind];
  // A problem was thrown on purpose, such as when there is too much to do: no cause to look for.
  if (status >= 500 && !(error instanceof Problem)) {
    request.log.error({ err: error }, `answered ${STATUS_CODES[status]}`);
  }
  forgetCaching(reply);
  return reply
    .code(status)
    .headers(problem.headers)
    .type(MEDIA_TYPE)
    .send(bodyOf(problem, status, { instance: request.url, requestId: request.id }));
}

/** Removes what says how an answer may be kept, from one that turned out to be a problem. */
function forgetCaching(reply: FastifyReply): void {
  for (const name of ['etag', 'last-modified', 'link']) reply.removeHeader(name);
  reply.header('cache-control', 'no-store');
}

/** What the router refuses (a malformed URL, say) reaches no hook; it still gets its log line. */
export function refuse(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(error, request, reply);
  const { method, url } = request;
  const status = reply.statusCode;
  request.log.info({ method, url, status, ms: 0 }, `${method} ${url} ${status}, refused`);
}

/** What cannot be parsed as HTTP never reaches a route; it still gets a problem and a log line. */
export function writeRawProblem(
  this: Pick<FastifyInstance, 'log'>,
  error: Error & { code?: string },
  socket: Socket,
): void {
  // The other side has hung up: nobody is there to read an answer.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [kind, status, detail] = UNREADABLE[error.code ?? ''] ?? NO_HTTP;
  const requestId = randomUUID();
  const body = bodyOf(new Problem(kind, detail), status, { instance: '', requestId });
  this.log.info({ reqId: requestId, status, code: error.code }, `unreadable request ${status}`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${MEDIA_TYPE}\r\n` +
      `x-request-id: ${requestId}\r\n` +
      `cache-control: no-store\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

type Unreadable = [kind: ProblemKind, status: number, detail: string];

const NO_HTTP: Unreadable = ['bad-request', 400, 'This is not a request in HTTP/1.1.'];
/** By the code of Node's error. */
const UNREADABLE: Record<string, Unreadable> = {
  HPE_HEADER_OVERFLOW: ['too-large', 431, 'The URL and headers are too long.'],
  HPE_INVALID_URL: [
    'bad-request',
    400,
    'The URL has characters that no URL can have: encode what is not ASCII, and blanks, as curl does with -G --data-urlencode "q=...".',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['bad-request', 408, 'The request did not arrive in time.'],
};

function bodyOf(
  { kind, detail, errors }: Problem,
  status: number,
  about: { instance: string; requestId: string },
): string {
  const problem = {
    type: `/problems/${kind}`,
    title: PROBLEMS[kind].title,
    status,
    detail,
    ...about,
    errors,
  } satisfies z.input<typeof ProblemSchema>;
  // Always for reading: problems are small, and people meet them in terminals.
  return `${JSON.stringify(problem, null, 2)}\n`;
}
