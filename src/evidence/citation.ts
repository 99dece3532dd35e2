import type { Evidence, EvidenceKind } from './queries.js';

// A line that a person can put under what they quote.

interface Source {
  release: number;
  digest: string;
}

/** What is reported, on whose word, where it stands, and in which version of the dataset. */
export function cite(kind: EvidenceKind, evidence: Evidence, { release, digest }: Source): string {
  const { article } = evidence;
  return [
    CLAIM[kind](evidence),
    `${article.label} (${article.publisher?.name ?? 'publisher unknown'}, ${when(article.published)})`,
    `Hearsay release ${release}, bundle ${article.id}, SHA-256 ${digest.slice(0, 16)}`,
  ]
    .filter((part) => part !== '')
    .join('. ')
    .concat('.');
}

type Item = Evidence['article'];

const CLAIM: Record<EvidenceKind, (evidence: Evidence) => string> = {
  article: () => '',
  statement: ({ statements: [statement] }) =>
    `"${withoutStop(statement.summary)}" (${chain(statement)}; ${where(statement)})`,
  figure: ({ figures: [figure] }) => {
    const population = figure.population ? ` (${figure.population.name})` : '';
    return `${figure.measure}${population}: "${figure.quantity.text}" (${chain(figure)}; ${where(figure)})`;
  },
};

const chain = ({ attribution }: Item) =>
  attribution
    .map(({ agent, agentText }: Item) => agent?.name ?? agentText ?? 'unknown')
    .join(' → ');

const where = ({ spans }: Item) =>
  `characters ${spans.map(({ start, end }: Item) => `${start}–${end}`).join(', ')}${
    spans.every(({ verified }: Item) => verified) ? '' : ', not compared with the text'
  }`;

const when = ({ edtf, basis }: Item) =>
  edtf === null ? 'undated' : basis === 'inferred' ? `${edtf}, inferred` : edtf;

const withoutStop = (text: string) => text.replace(/\.$/, '');
