import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import type { CheckedBundle } from './check.js';
import type { Fault } from './faults.js';
import { type LoadedStatements, linkFaults, loadedStatements } from './links.js';
import { measureFaults } from './measure-faults.js';

type Transaction = Prisma.TransactionClient;
type Bundle = CheckedBundle['bundle'];

export interface Candidate {
  checked: CheckedBundle;
  /** That of the bundle, by digestOf. */
  digest: string;
}

/** A bundle that may be loaded, and the version of its article that it supersedes. */
export interface Accepted extends Candidate {
  supersedes: number | null;
}

/** What bundles are held against: what is loaded, and those of the batch that come before. */
export interface Loaded {
  /** The current versions of their articles. */
  versions: Map<string, { id: number; digest: string }>;
  /** Keys by slug. */
  measures: Map<string, number>;
  /** Entities, each with articles that speak of it. */
  types: Map<string, { type: string; articles: string[] }>;
  /** The statements of the articles to which they link. */
  statements: LoadedStatements;
}

export type Verdict = Accepted | 'unchanged' | Fault[];

/**
 * Holds bundles against what is loaded, in their order: each is accepted, unchanged, or refused
 * with its faults, as if those before it had been loaded one by one. Where that cannot be told
 * before they are, the verdicts end; there is always one.
 */
export function sift(candidates: readonly Candidate[], loaded: Loaded): Verdict[] {
  const verdicts: Verdict[] = [];
  const accepted = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { article } = candidate.checked.bundle;
    const before = accepted.get(article.id);
    const current = loaded.versions.get(article.id);
    if ((before ?? current)?.digest === candidate.digest) {
      verdicts.push('unchanged');
      continue;
    }
    const faults = faultsOf(candidate.checked.bundle, loaded);
    // What is at odds with a bundle that this batch supersedes may yet be right, and no article has
    // two versions in one release.
    if (accepted.size > 0 && (before !== undefined || faults.length > 0)) break;
    if (faults.length > 0) {
      verdicts.push(faults);
      continue;
    }
    accepted.set(article.id, candidate);
    verdicts.push({ ...candidate, supersedes: current?.id ?? null });
    remember(candidate.checked.bundle, loaded);
  }
  return verdicts;
}

const faultsOf = (bundle: Bundle, { measures, types, statements }: Loaded): Fault[] => [
  ...measureFaults(bundle.figures, measures),
  ...typeFaults(bundle, types),
  ...linkFaults(bundle, statements),
];

function remember({ article, entities, statements }: Bundle, loaded: Loaded): void {
  for (const { id, type } of entities) {
    const articles = loaded.types.get(id)?.articles ?? [];
    loaded.types.set(id, { type, articles: [...articles.slice(0, 2), article.id] });
  }
  const ids = new Set(statements.map(({ id }) => id));
  const key = loaded.statements.get(article.id)?.article ?? null;
  loaded.statements.set(article.id, { article: key, ids });
}

/** An entity is of one type: two articles that differ mean two entities, or one is mistaken. */
function typeFaults({ article, entities }: Bundle, types: Loaded['types']): Fault[] {
  return entities.flatMap(({ id, type }, index) => {
    const known = types.get(id);
    const elsewhere = known?.articles.find((other) => other !== article.id);
    if (known === undefined || known.type === type || elsewhere === undefined) return [];
    const message = `found "${type}", but "${id}" is a ${known.type} in ${elsewhere}`;
    return [{ pointer: `/entities/${index}/type`, message }];
  });
}

/** Reads all that bundles are held against, with a query for each kind of thing. */
export async function loadedFor(tx: Transaction, bundles: readonly Bundle[]): Promise<Loaded> {
  const versions = await tx.$queryRaw<{ slug: string; id: number; digest: string }[]>`
    SELECT slug, id, digest FROM article_version WHERE superseded_in = ${NEVER}
      AND slug = ANY(${bundles.map(({ article }) => article.id)}::text[])`;
  const measures = await tx.measureState.findMany({ where: { supersededIn: NEVER } });
  return {
    versions: new Map(versions.map((version) => [version.slug, version])),
    measures: new Map(measures.map(({ slug, measureId }) => [slug, measureId])),
    types: await loadedTypes(tx, bundles),
    statements: await loadedStatements(tx, bundles),
  };
}

/** Types of entities that some bundle gives another; the others are in order in any case. */
async function loadedTypes(tx: Transaction, bundles: readonly Bundle[]): Promise<Loaded['types']> {
  const given = bundles.flatMap(({ entities }) => entities);
  const rows = await tx.$queryRaw<{ slug: string; type: string; articles: string[] }[]>`
    WITH given AS (SELECT DISTINCT * FROM unnest(${given.map(({ id }) => id)}::text[],
      ${given.map(({ type }) => type)}::text[]) AS g(slug, type))
    SELECT DISTINCT s.slug, s.type::text AS type, ARRAY(
      SELECT v.slug FROM entity_report r JOIN article_version v ON v.id = r.article_version_id
      WHERE r.entity_id = s.entity_id AND v.superseded_in = ${NEVER} ORDER BY v.id LIMIT 2
    ) AS articles
    FROM given g JOIN entity_state s ON s.slug = g.slug
    WHERE s.superseded_in = ${NEVER} AND s.type::text <> g.type`;
  return new Map(rows.map(({ slug, ...known }) => [slug, known]));
}
