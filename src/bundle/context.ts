import type { Bundle, BundleSpan } from './format.js';
import type { Keys } from './keys.js';

export type Context = ReturnType<typeof contextOf>;

/** What every part of the projection to rows looks up: keys by slug, spans as they are served, the scope, search text. */
export function contextOf(bundle: Bundle, keys: Keys, verified: boolean) {
  const statements = keyed(bundle.statements, keys.statements);
  const said = new Map(bundle.statements.map((statement) => [statement.id, statement]));
  const words = new Map<string, readonly string[]>([
    ...bundle.entities.map(({ id, name, aliases }) => [id, [name, ...aliases]] as const),
    ...bundle.events.map(({ id, title }) => [id, [title]] as const),
  ]);
  const spell = (word: string | null) => (word === null ? [] : (words.get(word) ?? [word]));
  return {
    entity: lookUp(keys.entities),
    event: lookUp(keys.events),
    statement: lookUp(statements),
    said: (id: string) => get(said, id),
    spans: (spans: readonly BundleSpan[]) =>
      spans.map(({ start, end, exact }) => ({
        article: bundle.article.id,
        start,
        end,
        exact,
        verified,
      })),
    /** What decides whether rows are in a scope, but for when their version ends. */
    scope: { releasedIn: keys.release, published: bundle.article.published.latest },
    /**
     * The text that `q` looks into. `names` allows typing errors, `prose` does not. Ids of the
     * bundle stand for the names that this bundle gives them, so what a search finds does not
     * depend on what else is loaded.
     */
    search: (names: (string | null)[], prose: (string | null)[]) => ({
      names: lines(names.flatMap(spell)),
      search: lines([...names, ...prose].flatMap(spell)),
    }),
  };
}

const lines = (words: readonly string[]) => [...new Set(words)].join('\n');

const keyed = (items: readonly { id: string }[], keys: readonly number[]) =>
  new Map(items.map(({ id }, index) => [id, at(keys, index)]));

const lookUp =
  (keys: ReadonlyMap<string, number>) =>
  <Slug extends string | null>(slug: Slug) =>
    (slug === null ? null : get(keys, slug)) as Slug extends string ? number : null;

/** The check has seen every reference, so a missing key is a fault of ours. */
export function get<T>(things: ReadonlyMap<string, T>, slug: string): T {
  const thing = things.get(slug);
  if (thing === undefined) throw new Error(`nothing of the name ${slug}`);
  return thing;
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item at ${index}`);
  return item;
}
