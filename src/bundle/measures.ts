import { NEVER } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import { projectPath } from '../project.js';
import { digestOf } from './digest.js';
import { BundleError, type Fault, faultsOf, withSuggestion } from './faults.js';
import { type MeasureDefinition, MeasuresSchema } from './format.js';
import { release } from './load.js';
import { readJson } from './read.js';

/** The vocabulary of measures that comes with Hearsay. Throws a BundleError with every fault. */
export async function readMeasures(): Promise<MeasureDefinition[]> {
  const file = projectPath('seeds', 'measures.json');
  const checked = checkMeasures(await readJson(file));
  if (Array.isArray(checked)) throw new BundleError(file, checked);
  return checked.measures;
}

/** Checks a measures file; returns its definitions, or every fault of it. */
export function checkMeasures(json: unknown): { measures: MeasureDefinition[] } | Fault[] {
  const parsed = MeasuresSchema.safeParse(json);
  if (!parsed.success) return faultsOf(parsed.error, json, MeasuresSchema);
  const { measures } = parsed.data;
  const known = measures.map(({ id }) => id);
  const faults = measures.flatMap(({ id, sumOf, atMost }, index) => {
    const at = (key: string) => `/measures/${index}/${key}`;
    const references: [string, string | null][] = [
      ...sumOf.map((part, nth): [string, string] => [at(`sumOf/${nth}`), part]),
      [at('atMost'), atMost],
    ];
    const dangling = references.flatMap(([pointer, word]): Fault[] => {
      if (word === null || (word !== id && known.includes(word))) return [];
      const message = `found "${word}", expected the id of another measure of this file`;
      return [withSuggestion({ pointer, message }, word, known)];
    });
    const twice = known.indexOf(id) < index;
    return twice
      ? [...dangling, { pointer: at('id'), message: `"${id}" stands here already` }]
      : dangling;
  });
  return faults.length > 0 ? faults : { measures };
}

export interface LoadedMeasures {
  release: number | null;
  added: number;
  changed: number;
  unchanged: number;
}

/** Loads the vocabulary of measures as a release, or nothing if it is loaded already. */
export async function loadMeasures(
  prisma: PrismaClient,
  definitions: readonly MeasureDefinition[],
): Promise<LoadedMeasures> {
  const counts = { added: 0, changed: 0, unchanged: 0 };
  const number = await release(prisma, async (tx, releasedIn) => {
    const states = await tx.measureState.findMany({ where: { supersededIn: NEVER } });
    const current = new Map(states.map((state) => [state.slug, state]));
    const digests: string[] = [];
    for (const { id: slug, ...fields } of definitions) {
      const state = current.get(slug);
      if (state && digestOf(wordsOf(state)) === digestOf(fields)) {
        counts.unchanged += 1;
        continue;
      }
      counts[state ? 'changed' : 'added'] += 1;
      const { id: measureId } = await tx.measure.upsert({
        where: { slug },
        create: { slug },
        update: {},
      });
      await tx.measureState.updateMany({
        where: { measureId, supersededIn: NEVER },
        data: { supersededIn: releasedIn },
      });
      await tx.measureState.create({ data: { measureId, releasedIn, slug, ...fields } });
      digests.push(digestOf({ slug, ...fields }));
    }
    return digests;
  });
  return { release: number, ...counts };
}

const wordsOf = ({ label, unit, definition, sumOf, atMost }: Omit<MeasureDefinition, 'id'>) => ({
  label,
  unit,
  definition,
  sumOf,
  atMost,
});
