import type { Item } from '../support/app.js';

// Graphs and paths in few words.

export const nodes = ({ nodes }: Item) =>
  nodes.map(({ entity, distance }: Item) => [distance, entity.id]);
/** An edge in one line: what it says, and what it weighs. */
export const line = ({ kind, from, to, type, roles, modality, weight }: Item) => {
  const says = { relation: type, event: `${roles?.from}-${roles?.to} ${modality}` }[kind as string];
  return [kind, says, from, to, weight].filter((part) => part !== undefined).join(' ');
};
export const edges = ({ edges }: Item) => edges.map(line);
export const walked = ({ paths }: Item) =>
  paths.map(({ entities }: Item) => entities.map(({ id }: Item) => id).join(' > '));
