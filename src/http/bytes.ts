// Texts are written here first: to count the bytes that one will have takes as long as to write it.
let scratch = Buffer.allocUnsafe(2 ** 18);

/** The bytes of `${head}${listed.join(',')}${tail}`, which would be copied thrice as a string. */
export function bytesOf(head: string, listed: readonly string[], tail: string): Buffer {
  const units = listed.reduce((sum, text) => sum + text.length + 1, head.length + tail.length);
  // A UTF-16 unit is at most three bytes.
  if (scratch.length < 3 * units) scratch = Buffer.allocUnsafe(3 * units);
  let end = scratch.write(head);
  for (const [nth, text] of listed.entries()) {
    if (nth > 0) scratch[end++] = COMMA;
    end += scratch.write(text, end);
  }
  end += scratch.write(tail, end);
  return Buffer.from(scratch.subarray(0, end));
}

const COMMA = ','.charCodeAt(0);
