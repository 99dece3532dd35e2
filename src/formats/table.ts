import stringWidth from 'string-width';
import { valueAt } from './fields.js';

// A table for a terminal. It never is wider than a terminal of 100 columns, whatever the script.

const WIDTH = 100;
const GAP = 2;
const segmenter = new Intl.Segmenter();

type Json = Record<string, unknown>;

/** Items as a table of plain text with these columns; the widest columns give way. */
export function tableOf(items: readonly Json[], columns: readonly string[]): string {
  const rows = items.map((item) => columns.map((column) => words(valueAt(item, column))));
  const shown = columns.slice(0, Math.floor((WIDTH + GAP) / (GAP + 1)));
  const widths = fit(
    shown.map((column, index) =>
      Math.max(
        ...[column, ...rows.map((row) => row[index] ?? '')].map((text) => stringWidth(text)),
      ),
    ),
    shown.indexOf('id'),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, index) => pad(cut(cells[index] ?? '', width), width))
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(' '.repeat(GAP));
  return `${[line(shown), rule, ...rows.map(line)].join('\n')}\n`;
}

/** What is left of the others before an id is cut, by which a row is told from the next. */
const LEAST = 6;

/** Takes from the widest column until the line fits; from that of the ids, `id`, last. */
function fit(widths: number[], id: number): number[] {
  const fitted = [...widths];
  const room = WIDTH - GAP * (fitted.length - 1);
  while (fitted.reduce((sum, width) => sum + width, 0) > room) {
    const others = fitted.map((width, index) => (index === id ? 0 : width));
    const from = Math.max(...others) > LEAST ? others : fitted;
    const widest = from.indexOf(Math.max(...from));
    fitted[widest] = (fitted[widest] ?? 1) - 1;
  }
  return fitted;
}

const pad = (text: string, width: number) => text + ' '.repeat(width - stringWidth(text));

function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** A value in few words: of references the id, of a chain who said it to whom. */
function words(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(words).join(value.some(isLink) ? ' → ' : ', ');
  if (isLink(value)) return words(value.agent ?? value.agentText ?? '?');
  if (typeof value === 'object') {
    const { id, exact, edtf, text, entity } = value as Json;
    return words(id ?? exact ?? edtf ?? text ?? entity ?? null);
  }
  return String(value).replace(/\s+/g, ' ');
}

const isLink = (value: unknown): value is { agent: unknown; agentText: unknown } =>
  typeof value === 'object' && value !== null && 'agentText' in value;
