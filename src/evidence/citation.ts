import type { Polarity } from '../database/generated/enums.js';
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
  figure: ({ statements: [statement], figures: [figure] }) => {
    const population = figure.population ? ` (${figure.population.name})` : '';
    const counted = `${figure.measure}${population}: "${figure.quantity.text}"`;
    return `${SAID[statement.polarity as Polarity]}${counted} (${chain(figure)}; ${where(figure)})`;
  },
};

/** What a figure does not say by itself; the summary of a statement does. */
const SAID: Record<Polarity, string> = {
  positive: '',
  negative: 'said not to be so: ',
  unknown: 'not said whether it is so: ',
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
