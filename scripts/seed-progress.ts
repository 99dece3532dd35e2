import type { Tally } from '../src/bundle/bulk.js';

// How far a load is: one line that is written over on a terminal, otherwise a line now and then.

const EVERY = 5_000;

export interface Progress {
  show(tally: Readonly<Tally>): void;
  /** Makes room for other lines. */
  clear(): void;
  /** Since the beginning. */
  seconds(): number;
}

/** `size` is that of the file in bytes, if it is known. */
export function progressOf(name: string, size: number | null): Progress {
  const began = performance.now();
  const { isTTY } = process.stderr;
  let shown = Number.NEGATIVE_INFINITY;
  const seconds = () => (performance.now() - began) / 1000;
  return {
    seconds,
    show(tally) {
      const now = performance.now();
      if (!isTTY && now - shown < EVERY) return;
      shown = now;
      const line = `${name}: ${describe(tally, size, seconds())}`;
      process.stderr.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    },
    clear() {
      if (isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}

const total = ({ added, changed, unchanged, refused }: Tally) =>
  added + changed + unchanged + refused;

function describe(tally: Tally, size: number | null, seconds: number): string {
  const articles = total(tally);
  const parts = [
    `${count(articles)} articles`,
    `${count(Math.round(articles / seconds))} a second`,
  ];
  if (size !== null && tally.bytes > 0) {
    parts[0] += ` (${Math.floor((100 * tally.bytes) / size)} %)`;
    parts.push(`${duration((seconds * (size - tally.bytes)) / tally.bytes)} left`);
  }
  return parts.join(', ');
}

/** What a load came to, in one line. */
export function summaryOf(tally: Tally, seconds: number): string {
  const { added, changed, unchanged, refused, firstRelease, lastRelease } = tally;
  const releases =
    firstRelease === lastRelease
      ? `release ${firstRelease}`
      : `releases ${firstRelease} to ${lastRelease}`;
  const where = firstRelease === null ? '' : ` in ${releases}`;
  const rate = count(Math.round(total(tally) / seconds));
  return `${added} added, ${changed} changed, ${unchanged} unchanged, ${refused} refused${where} (${duration(seconds)}, ${rate} articles a second)`;
}

const count = (number: number) => number.toLocaleString('en-US');

function duration(seconds: number): string {
  if (seconds < 9.5) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
