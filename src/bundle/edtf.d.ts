// The package `edtf` brings no types; this is the part of it that is used here.
declare module 'edtf' {
  interface Extent {
    readonly type: string;
    /** Milliseconds since 1970; infinite where open. */
    readonly min: number;
    readonly max: number;
    readonly lower?: unknown;
    readonly upper?: unknown;
  }
  export default function edtf(expression: string): Extent;
  export function parse(expression: string): { level: number; type: string; values: unknown[] };
}
