import type { JsonSchema } from './json-schema.js';

const WIDTH = 100;

/** `value` as JSON, with what its schema says of each key above the first one that it says it of. */
export function commented(value: unknown, root: JsonSchema): string {
  const said = new Set<string>();
  return render(value, root, '');

  function render(part: unknown, schema: JsonSchema, indent: string): string {
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    const inner = `${indent}  `;
    const { properties, items } = resolve(schema);
    if (Array.isArray(part)) {
      const lines = part.map((item) => render(item, (items ?? {}) as JsonSchema, inner));
      return onOneLine('[', lines, ']') ?? block('[', lines, ']', indent);
    }
    let isExplained = false;
    const lines = Object.entries(part).map(([key, item]) => {
      const property = properties?.[key] ?? {};
      const comment = commentOn(key, property, inner);
      isExplained ||= comment !== '';
      return `${comment}${JSON.stringify(key)}: ${render(item, property, inner)}`;
    });
    return (isExplained ? null : onOneLine('{ ', lines, ' }')) ?? block('{', lines, '}', indent);
  }

  /** The comment lines above a key, unless they were said of one of this name already. */
  function commentOn(key: string, schema: JsonSchema, indent: string): string {
    const resolved = resolve(schema);
    const allowed = ((resolved.enum ?? []) as unknown[]).filter((word) => word !== null);
    const description = String(schema.description ?? resolved.description ?? '');
    const isListed = allowed.every((word) => description.includes(String(word)));
    const comment = `${description}${isListed ? '' : ` One of: ${allowed.join(', ')}.`}`.trim();
    if (comment === '' || said.has(key + comment)) return '';
    said.add(key + comment);
    const lines = wrap(comment, WIDTH - indent.length - 3);
    return lines.map((line) => `// ${line}\n${indent}`).join('');
  }

  /** The schema that a reference leads to; null is left aside. */
  function resolve(schema: JsonSchema): JsonSchema {
    const [part] = (schema.anyOf ?? schema.allOf ?? []) as JsonSchema[];
    if (part) return resolve(part);
    if (typeof schema.$ref !== 'string') return schema;
    return root.definitions?.[schema.$ref.split('/').at(-1) ?? ''] ?? {};
  }
}

function onOneLine(open: string, parts: string[], close: string): string | null {
  const line = `${open}${parts.join(', ')}${close}`;
  const isSimple = parts.length <= 1 || !parts.some((part) => /[{[]./.test(part));
  return isSimple && !line.includes('\n') && line.length < WIDTH - 20 ? line : null;
}

const block = (open: string, parts: string[], close: string, indent: string) =>
  `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;

function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > width) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}
