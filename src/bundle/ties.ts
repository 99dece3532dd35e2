import type { Prisma } from '../database/generated/client.js';
import { at, type Context } from './context.js';
import type { Bundle } from './format.js';
import type { Keys } from './keys.js';

type Tie = Prisma.TieCreateManyInput;
type Proof = Omit<Tie, 'entityId' | 'otherId' | 'articleVersionId'>;

/**
 * What a bundle ties, from both ends of each: relations that are not said not to be so, those who take
 * part in one event that is not said not to have happened, and those who stand next to each other in a
 * chain. In the order of the bundle: of each entity, a graph reads the last first.
 */
export function tieRows(
  bundle: Bundle,
  keys: Keys,
  { entity, event, said, scope }: Context,
): Tie[] {
  const { articleVersionId } = keys;
  const { published } = scope;
  const tie = (one: string | null | undefined, other: string | null | undefined, proof: Proof) =>
    one && other && one !== other
      ? [{ entityId: entity(one), otherId: entity(other), ...proof, articleVersionId, published }]
      : [];
  const relations = bundle.relations.flatMap(({ statement, subject, object, type }, index) => {
    if (said(statement).polarity === 'negative') return [];
    const proof = at(keys.relations, index);
    return [
      ...tie(subject, object, { part: 'subject', outward: true, type, proof }),
      ...tie(object, subject, { part: 'object', outward: false, type, proof }),
    ];
  });
  const events = bundle.events.flatMap(({ id, modality, participants }) => {
    if (modality === 'negated') return [];
    const proof = { part: 'participant', modality, proof: event(id) } as const;
    return participants.flatMap((one) =>
      participants.flatMap((other) =>
        tie(one.entity, other.entity, { ...proof, role: one.role, otherRole: other.role }),
      ),
    );
  });
  const chains = bundle.statements.flatMap(({ attribution: chain }, index) => {
    const proof = { part: 'agent', proof: at(keys.statements, index) } as const;
    return chain.flatMap(({ agent }, nth) => [
      ...tie(agent, chain[nth + 1]?.agent, { ...proof, outward: true }),
      ...tie(agent, chain[nth - 1]?.agent, { ...proof, outward: false }),
    ]);
  });
  return [...relations, ...events, ...chains];
}
