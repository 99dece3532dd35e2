import { PROBLEMS, type ProblemKind } from './problem.js';

interface Operation {
  get: {
    operationId: string;
    summary: string;
    parameters: { in: string; name: string; required: boolean; example?: unknown }[];
  };
}

export interface Index {
  name: string;
  version: string;
  description: string;
  resources: { path: string; summary: string; example: string }[];
}

/** The index of what an OpenAPI document describes; `origin` makes its examples whole URLs. */
export function indexOf(document: Record<string, unknown>, origin: string): Index {
  const { info, paths } = document as {
    info: { title: string; version: string; summary: string };
    paths: Record<string, Operation>;
  };
  const described = Object.entries(paths)
    .filter(([path]) => path !== '/')
    .map(([path, { get }]) => ({
      path,
      summary: get.summary,
      example: origin + examplePath(path, get),
    }));
  return {
    name: info.title,
    version: info.version,
    description: info.summary,
    resources: [
      ...described,
      {
        path: '/openapi.json',
        summary: 'This API in OpenAPI 3.1',
        example: `${origin}/openapi.json`,
      },
      {
        path: '/docs',
        summary: 'The same to read and try in a browser',
        example: `${origin}/docs`,
      },
    ],
  };
}

/** A path with its parameters filled in, and those of the query that must be given. */
function examplePath(path: string, { parameters }: Operation['get']): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parameters.find((parameter) => parameter.name === name)?.example)),
  );
  const required = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);
  return required.length > 0 ? `${filled}?${required.join('&')}` : filled;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

/** Somebody's words, and in them a stretch that is marked. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path fill="#0b5cad" d="M4 3h24a2 2 0 0 1 2 2v17a2 2 0 0 1-2 2H15l-8 6v-6H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/>
<path fill="#ffd34d" d="M7 12h11v4H7z"/>
<path fill="#fff" d="M7 7h18v2H7zm13 6h5v2h-5zM7 19h14v2H7z"/>
</svg>
`;
export const ICON_PATH = '/favicon.svg';

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; color: #1c2430; }
table { border-collapse: collapse; } td { padding: .35rem 1.5rem .35rem 0; vertical-align: top; }
code, a { font-family: ui-monospace, monospace; font-size: .9em; } a { color: #0b5cad; }
@media (prefers-color-scheme: dark) { body { background: #14181f; color: #dde3ec; } a { color: #7fb4f0; } }
</style>
${body}
</html>
`;

export const indexHtml = ({ name, version, description, resources }: Index) =>
  page(
    name,
    `<h1>${escapeHtml(name)} <small>${escapeHtml(version)}</small></h1>
<p>${escapeHtml(description)}</p>
<table>
${resources
  .map(
    ({ summary, example, path }) =>
      `<tr><td><a href="${escapeHtml(example)}">${escapeHtml(path)}</a></td><td>${escapeHtml(summary)}</td></tr>`,
  )
  .join('\n')}
</table>
<p>The same as JSON: <code>curl -s ${escapeHtml(resources[0]?.example.split('/v1')[0] ?? '')}/?pretty</code></p>`,
  );

export const problemHtml = (kind: ProblemKind) => {
  const { status, title, explanation } = PROBLEMS[kind];
  return page(
    title,
    `<h1>${escapeHtml(title)} <small>${status}</small></h1><p>${escapeHtml(explanation)}</p><p><a href="/">Index</a></p>`,
  );
};
