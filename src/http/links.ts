import { partsOf } from './url.js';

/** The pages beside this one, relative to the API. */
export interface PageLinks {
  self: string;
  first: string;
  next: string | null;
}

/** The links of the page at `url`, of which the next one begins at `cursor`. */
export function pageLinks(url: string, cursor: string | null): PageLinks {
  const { path, query: given } = partsOf(url);
  const query = new URLSearchParams(given);
  query.delete('cursor');
  const here = () => (query.size === 0 ? path : `${path}?${query}`);
  const first = here();
  if (cursor === null) return { self: url, first, next: null };
  query.set('cursor', cursor);
  return { self: url, first, next: here() };
}

/** The links of a page as a Link header (RFC 8288). */
export const linkHeader = ({ self, first, next }: PageLinks) =>
  [
    `<${self}>; rel="self"`,
    `<${first}>; rel="first"`,
    ...(next === null ? [] : [`<${next}>; rel="next"`]),
    '</openapi.json>; rel="describedby"; type="application/json"',
  ].join(', ');
