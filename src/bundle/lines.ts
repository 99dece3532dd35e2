/** A line of a file, without its end. */
export interface Line {
  /** From 1, as editors count. */
  number: number;
  bytes: Buffer;
  /** How much of the file has been read with it. */
  read: number;
}

/** The chunks that come before a signal: nobody waits for another then. */
export async function* until(
  signal: AbortSignal,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const each = chunks[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      const next = await orAborted(each.next(), signal);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: it may come to that only after the next chunk.
    each.return?.().catch(() => {});
  }
}

/** Not Promise.race(): a signal that never comes would keep all that it was raced with. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(undefined);
    signal.addEventListener('abort', giveUp);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

const NEWLINE = 10;

/**
 * The lines of a file that are not blank. They end with LF alone: `readline` would also split at
 * U+2028, which JSON allows inside of strings.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let [number, read] = [0, 0];
  let open: Buffer[] = [];
  const close = (rest: Buffer): Line => {
    const bytes = Buffer.concat([...open, rest]);
    open = [];
    number += 1;
    return { number, bytes, read };
  };
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      read += end + 1 - begin;
      const line = close(chunk.subarray(begin, end));
      begin = end + 1;
      if (!isBlank(line.bytes)) yield line;
    }
    open.push(chunk.subarray(begin));
    read += chunk.length - begin;
  }
  const last = close(Buffer.alloc(0));
  if (!isBlank(last.bytes)) yield last;
}

const isBlank = (bytes: Buffer) => bytes.every((byte) => byte === 32 || byte === 13 || byte === 9);

/** How many lines make a batch, unless they are long. */
export const LINES = 100;
const BYTES = 8 * 2 ** 20;

/** Lines in batches, so large that a transaction pays and so small that memory does not mind. */
export async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for await (const line of lines) {
    batch.push(line);
    bytes += line.bytes.length;
    if (batch.length < LINES && bytes < BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The same items, each begun while the one before is still in use. */
export async function* ahead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = items.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = items.next();
      // If it fails before it is asked for, it fails when it is.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await items.return(undefined);
  }
}
