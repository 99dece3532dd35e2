import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BundleError } from '../src/bundle/faults.js';
import { measureFaults } from '../src/bundle/measure-faults.js';
import { readMeasures } from '../src/bundle/measures.js';

// What the commands for bundles have in common: usage and faults are said without a stack trace.

export function refuse(usage: string): never {
  console.error(usage);
  process.exit(2);
}

/** The arguments of the command, or how it is used. */
export function readArguments<Config extends ParseArgsConfig>(config: Config, usage: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(`${(error as Error).message}\n${usage}`);
  }
}

/** Holds figures against the measures that `npm run seed` loads. Throws a BundleError. */
export async function assertMeasures(file: string, figures: unknown): Promise<void> {
  const known = new Set((await readMeasures()).map(({ id }) => id));
  const faults = measureFaults((figures ?? []) as { measure: string }[], known);
  if (faults.length > 0) throw new BundleError(file, faults);
}

/** Does the work and says what came of it. Faults, and files that cannot be written, end with 1. */
export async function report(work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    const isSystem = typeof (error as NodeJS.ErrnoException).code === 'string';
    if (!(error instanceof BundleError) && !isSystem) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
