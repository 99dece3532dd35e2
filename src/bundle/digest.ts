import { hash } from 'node:crypto';

/**
 * SHA-256 of what a JSON document says: the order of keys and whether nothing is written as null,
 * [] or not at all make no difference, nor does `$schema`, which only helps editors.
 */
export function digestOf(json: unknown): string {
  return hash('sha256', canonical(json));
}

function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const entries: string[] = [];
  for (const key of Object.keys(json).sort()) {
    const value = (json as Record<string, unknown>)[key];
    if (key === '$schema' || isNothing(value)) continue;
    entries.push(`${JSON.stringify(key)}:${canonical(value)}`);
  }
  return `{${entries.join(',')}}`;
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);
