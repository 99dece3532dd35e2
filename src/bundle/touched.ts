/** What a load touched: `gained` got reports, `replaced` lost some or got some that are not last. */
export interface Touched {
  gained: readonly number[];
  replaced: readonly number[];
}

/** Everything once: what was replaced is made anew, so nothing need be added to it. */
export function distinct(touched: Touched) {
  const replaced = new Set(touched.replaced);
  const all = new Set([...touched.gained, ...replaced]);
  return {
    gained: [...all].filter((id) => !replaced.has(id)),
    replaced: [...replaced],
    all: [...all],
  };
}
