import type { App } from '../app.js';

const PATH = '/.well-known/api-catalog';

/** Where a machine that knows only the host finds the API: RFC 9727, as a linkset (RFC 9264). */
export function apiCatalogRoute(app: App): void {
  app.get(PATH, (request, reply) => {
    const origin = `${request.protocol}://${request.host}`;
    const at = (path: string, type: string) => [{ href: `${origin}${path}`, type }];
    const linkset = [
      {
        anchor: `${origin}/v1`,
        'service-desc': [
          ...at('/openapi.json', 'application/json'),
          ...at('/openapi.yaml', 'application/yaml'),
        ],
        'service-doc': at('/docs', 'text/html'),
        'service-meta': at('/context.jsonld', 'application/ld+json'),
        status: at('/health/ready', 'application/json'),
      },
    ];
    return reply
      .type('application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"')
      .send(JSON.stringify({ linkset }));
  });
}

/** The links of the index, by which a machine finds everything else (RFC 8288). */
export const INDEX_LINKS = [
  `<${PATH}>; rel="api-catalog"`,
  '</openapi.json>; rel="service-desc"; type="application/json"',
  '</docs>; rel="service-doc"; type="text/html"',
].join(', ');
