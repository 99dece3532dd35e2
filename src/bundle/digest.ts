import { createHash } from 'node:crypto';

/**
 * SHA-256 of what a JSON document says: the order of keys and whether nothing is written as null,
 * [] or not at all make no difference, nor does `$schema`, which only helps editors.
 */
export function digestOf(json: unknown): string {
  return createHash('sha256').update(canonical(json), 'utf8').digest('hex');
}

function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const entries = Object.entries(json)
    .filter(([key, value]) => key !== '$schema' && !isNothing(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`);
  return `{${entries.join(',')}}`;
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);
