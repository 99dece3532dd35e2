import { rename, rm, writeFile } from 'node:fs/promises';
import { checkBundle } from './check.js';
import type { Fault } from './faults.js';
import { sealOf } from './spans.js';

/** The bundle with a seal, once all of it was checked with its text; otherwise every fault. */
export function sealBundle(json: unknown, text: string): Record<string, unknown> | Fault[] {
  // An old seal is no fault: a new one is about to be made.
  const checked = checkBundle(withoutSeal(json), text);
  if (Array.isArray(checked)) return checked;
  const { $schema, format, article, ...rest } = checked.source;
  const seal = sealOf(checked.source, text);
  return { ...($schema === undefined ? {} : { $schema }), format, article, seal, ...rest };
}

export function withoutSeal(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const { seal, ...unsealed } = json as Record<string, unknown>;
  return unsealed;
}

/** Writes all of a JSON file or nothing: who reads it meanwhile sees the old one or the new one. */
export async function writeJson(file: string, json: unknown): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, `${JSON.stringify(json, null, 2)}\n`);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
