// JSON-LD: schema.org for what things are, PROV-O for chains, Web Annotation for spans. Ids are the
// paths of this API, relative to where the document was found. Only what these vocabularies have a
// word for is given; the JSON of the API has everything.

import type { Node } from './nodes.js';

/** The context of all documents; served at CONTEXT_PATH. */
export const CONTEXT_PATH = '/context.jsonld';
export const CONTEXT = {
  '@context': {
    '@version': 1.1,
    id: '@id',
    type: '@type',
    schema: 'https://schema.org/',
    prov: 'http://www.w3.org/ns/prov#',
    oa: 'http://www.w3.org/ns/oa#',
    rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
    edtf: 'http://id.loc.gov/datatypes/edtf/EDTF',
    hearsay: '/docs#',
  },
} as const;

/** A document of one node, or of many. */
export const itemDocument = (node: Node) => ({
  '@context': CONTEXT_PATH,
  ...(known(node) as Node),
});
export const listDocument = (nodes: readonly Node[]) => ({
  '@context': CONTEXT_PATH,
  '@graph': nodes.map(known),
});

/** JSON-LD says nothing where nothing is known. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known).filter((entry) => entry !== undefined);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, known(inner)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}
