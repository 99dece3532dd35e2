import { type Fault, withSuggestion } from './faults.js';

/** Faults of figures whose measure is none of those that are known. */
export const measureFaults = (
  figures: readonly { measure: string }[],
  known: Pick<ReadonlySet<string>, 'has' | 'keys'>,
): Fault[] =>
  figures.flatMap(({ measure }, index) => {
    if (known.has(measure)) return [];
    const message = `found "${measure}", expected a measure that is loaded`;
    return [
      withSuggestion({ pointer: `/figures/${index}/measure`, message }, measure, known.keys()),
    ];
  });
