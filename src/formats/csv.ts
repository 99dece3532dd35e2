import { stringify } from 'csv-stringify/sync';
import { type Field, valueAt } from './fields.js';

// RFC 4180. Columns are the fields of the schema, so they are the same whatever the rows hold; an
// object is flattened to columns with a dot, a list of words is joined by "; ", and any other list
// stands in its cell as JSON. What a spreadsheet would take for a formula begins with an apostrophe.

type Json = Record<string, unknown>;

/** The columns that flat formats have for the fields of a schema, or for those asked for. */
export function columnsOf(fields: readonly Field[], wanted?: readonly string[]): string[] {
  return fields
    .filter(({ isObject }) => !isObject)
    .map(({ path }) => path)
    .filter(
      (path) => wanted?.some((field) => path === field || path.startsWith(`${field}.`)) ?? true,
    );
}

export const csvHeader = (columns: readonly string[]) => line([columns]);

export const csvRows = (items: readonly Json[], columns: readonly string[]) =>
  line(items.map((item) => columns.map((column) => cell(valueAt(item, column)))));

/** A value as one cell. */
export function cell(value: unknown): string | number | boolean | null {
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry === 'string')
      ? value.join('; ')
      : JSON.stringify(value);
  }
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value as string | number | boolean | null;
}

const line = (rows: readonly (readonly (string | number | boolean | null)[])[]) =>
  stringify(rows as (string | number | boolean | null)[][], {
    record_delimiter: '\r\n',
    escape_formulas: true,
    cast: { boolean: String },
  });
