import autocannon, { type Result } from 'autocannon';

/** What came back, latencies in milliseconds. */
export interface Shots {
  perSecond: number;
  p50: number;
  p99: number;
  /** Answers that were not as they should be, and requests without any. */
  failed: number;
}

/** Keeps so many connections busy for so many seconds; `next` gives the path of each request. */
export async function fire(
  origin: string,
  next: () => string,
  options: { seconds: number; connections?: number; headers?: Record<string, string> },
): Promise<Shots> {
  const { seconds, connections = 16, headers = {} } = options;
  const times: number[] = [];
  let failed = 0;
  const { errors, timeouts } = await new Promise<Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url: origin,
        connections,
        duration: seconds,
        headers,
        requests: [{ setupRequest: (request) => ({ ...request, path: next() }) }],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    instance.on('response', (_client, status, _bytes, time) => {
      times.push(time);
      if (status !== 200 && status !== 304) failed += 1;
    });
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    failed: failed + errors + timeouts,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return (low + high) / 2;
}
