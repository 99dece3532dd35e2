/** The pages beside this one, relative to the API. */
export interface PageLinks {
  self: string;
  first: string;
  next: string | null;
}

/** The links of the page at `url`, of which the next one begins at `cursor`. */
export function pageLinks(url: string, cursor: string | null): PageLinks {
  const [path = '', search = ''] = url.split('?');
  const at = (next: string | null) => {
    const query = new URLSearchParams(search);
    query.delete('cursor');
    if (next !== null) query.set('cursor', next);
    const text = query.toString();
    return text === '' ? path : `${path}?${text}`;
  };
  return { self: url, first: at(null), next: cursor === null ? null : at(cursor) };
}

/** The links of a page as a Link header (RFC 8288). */
export const linkHeader = ({ self, first, next }: PageLinks) =>
  [
    `<${self}>; rel="self"`,
    `<${first}>; rel="first"`,
    ...(next === null ? [] : [`<${next}>; rel="next"`]),
    '</openapi.json>; rel="describedby"; type="application/json"',
  ].join(', ');
