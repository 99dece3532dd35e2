// Codes of PostgreSQL (its manual, appendix A). The server is gone, going, or coming up; it takes no
// more connections; its disk fails, or what is on it is broken.
const GONE = /^(08...|57P0[1-5]|53300|58...|XX00[12])$/;
// A statement took longer than it may.
const TOO_SLOW = '57014';
// On a standby, what it had to replay stood against a read.
const CONFLICT = /^(40001|40P01)$/;
const SOCKET_CODES = /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
// Errors of pg and its pool that carry no code.
const GONE_MESSAGES = /^(Connection terminated|Client has encountered a connection error)/;
const QUEUE_MESSAGE = 'timeout exceeded when trying to connect';
const SLOW_MESSAGES = /^(Query read timeout|Cannot use a pool after calling end)/;

/** No server of several can be read from. */
export class NoServer extends Error {}

/** Whether an error means that the server is away, so that another one may be asked. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (GONE.test(code) || SOCKET_CODES.test(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isGone);
  return GONE_MESSAGES.test(error.message) || isGone(error.cause);
}

/** Whether a read was cancelled for what only that server had to do at that moment. */
export const isConflict = (error: unknown) =>
  error instanceof Error && CONFLICT.test(codeOf(error));

/** Whether all connections of a pool were taken for too long. */
export const isQueue = (error: unknown) =>
  error instanceof Error && error.message === QUEUE_MESSAGE;

/** Whether an error means that the database is away or too slow, rather than a fault of ours. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NoServer || [isGone, isConflict, isQueue].some((is) => is(error)))
    return true;
  if (codeOf(error) === TOO_SLOW || SLOW_MESSAGES.test(error.message)) return true;
  return isUnavailable(error.cause);
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
