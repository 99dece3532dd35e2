// PostgreSQL's own codes: connection exceptions, shutdown, start-up, a statement that took longer
// than it may, and too many connections (PostgreSQL manual, appendix A).
const SQL_STATES = /^(08...|57P0[1-5]|57014|53300)$/;
const SOCKET_CODES = /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
// Errors of pg and its pool that carry no code.
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool after calling end)/;

/** Whether an error means that the database is away or too slow, rather than a fault of ours. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (SQL_STATES.test(code) || SOCKET_CODES.test(code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  return MESSAGES.test(error.message) || isUnavailable(error.cause);
}
