/** The path of a URL, and what follows its first question mark: a query may have more of them. */
export function partsOf(url: string): { path: string; query: string | undefined } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: undefined }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}
