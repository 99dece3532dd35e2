// What items are in JSON-LD: nodes of the vocabularies that its context names.

// biome-ignore lint/suspicious/noExplicitAny: items as the API serves them.
type Item = any;
export type Node = Record<string, unknown>;

/** Which node an item of a resource becomes. */
export const NODES: Record<string, (item: Item) => Node> = {
  articles: (article) => ({
    id: `/v1/articles/${article.id}`,
    type: ['schema:NewsArticle', 'prov:Entity'],
    'schema:name': article.label,
    'schema:headline': article.headline,
    'schema:publisher': ref('entities', article.publisher),
    'schema:inLanguage': article.language,
    'schema:datePublished': time(article.published),
    'schema:url': article.url,
    'schema:sha256': article.textSha256,
  }),
  entities: (entity) => ({
    id: `/v1/entities/${entity.id}`,
    type: ENTITY_TYPES[entity.type] ?? 'schema:Thing',
    'schema:name': entity.name,
    'schema:alternateName': entity.aliases,
    'schema:description': entity.description,
    'schema:sameAs': entity.sameAs?.map((id: string) => ({ id })),
    'schema:geo': entity.location && {
      type: 'schema:GeoCoordinates',
      'schema:latitude': entity.location.latitude,
      'schema:longitude': entity.location.longitude,
    },
  }),
  events,
  statements,
  figures: (figure) => ({
    id: `/v1/figures/${figure.id}`,
    type: ['schema:Claim', 'schema:QuantitativeValue', 'prov:Entity'],
    'schema:name': `${figure.measure}: ${figure.quantity.text}`,
    'schema:measurementTechnique': figure.measure,
    'schema:unitText': figure.unit,
    'schema:value': figure.quantity.value,
    'schema:minValue': figure.quantity.lower,
    'schema:maxValue': figure.quantity.upper,
    'schema:about': [ref('entities', figure.population), ref('events', figure.event)],
    'schema:temporalCoverage': time(figure.asOf),
    'prov:wasDerivedFrom': { id: `/v1/statements/${figure.statement}` },
    ...said(figure),
  }),
  relations: (relation) => ({
    id: `/v1/relations#${relation.id}`,
    type: 'rdf:Statement',
    'rdf:subject': ref('entities', relation.subject),
    'rdf:predicate': { id: `hearsay:${relation.type}` },
    'rdf:object': ref('entities', relation.object),
    'prov:wasDerivedFrom': { id: `/v1/statements/${relation.statement}` },
    'oa:hasTarget': relation.spans?.map(span),
  }),
  mentions: ({ entity, span: where }) => ({
    type: 'oa:Annotation',
    'oa:motivatedBy': { id: 'oa:identifying' },
    'oa:hasBody': ref('entities', entity),
    'oa:hasTarget': span(where),
  }),
  sources: (source) => ({
    id: `/v1/entities/${source.id}`,
    type: 'prov:Agent',
    'schema:name': source.name,
  }),
  releases: (release) => ({
    id: `/v1/releases/${release.number}`,
    type: ['schema:Dataset', 'prov:Entity'],
    'schema:version': release.number,
    'schema:dateModified': release.loadedAt,
    'schema:sha256': release.digest,
  }),
  timeline: ({ kind, title, entities, ...item }) =>
    kind === 'event'
      ? events({ ...item, title, participants: entities?.map((entity: Item) => ({ entity })) })
      : {
          ...statements({ ...item, summary: title, article: item.id.split('.')[0] }),
          // Whoever passed it on without a name is missing, so the first need not be the origin.
          'prov:wasInfluencedBy': entities?.map((entity: Item) => ref('entities', entity)),
        },
  search: ({ kind, id, title, rank, score }) => ({
    type: 'schema:ListItem',
    'schema:item': {
      id: `/v1/${FOUND[kind]?.list}/${id}`,
      type: FOUND[kind]?.type,
      'schema:name': title,
    },
    'hearsay:rank': rank,
    'hearsay:score': score,
  }),
  measures: (measure) => ({
    id: `/v1/measures#${measure.id}`,
    type: 'schema:DefinedTerm',
    'schema:name': measure.label,
    'schema:description': measure.definition,
    'schema:unitText': measure.unit,
  }),
};

function events(event: Item): Node {
  return {
    id: `/v1/events/${event.id}`,
    type: ['schema:Event', `hearsay:${event.type}`],
    'schema:name': event.title,
    'schema:description': event.summary,
    'schema:temporalCoverage': time(event.time),
    'schema:location': event.places?.map((place: Item) => ref('entities', place)),
    'schema:participant': event.participants?.map(({ entity, role }: Item) => ({
      type: 'schema:Role',
      'schema:roleName': role,
      'schema:participant': ref('entities', entity),
    })),
    'oa:hasTarget': event.spans?.map(span),
  };
}

function statements(statement: Item): Node {
  return {
    id: `/v1/statements/${statement.id}`,
    type: ['schema:Claim', 'prov:Entity'],
    'schema:text': statement.summary,
    'schema:dateCreated': time(statement.time),
    'schema:about': statement.about && [
      ...statement.about.entities.map((entity: Item) => ref('entities', entity)),
      ...statement.about.events.map((event: Item) => ref('events', event)),
    ],
    ...said(statement),
  };
}

/** What a search finds, by its kind. */
const FOUND: Record<string, { list: string; type: string | string[] }> = {
  entity: { list: 'entities', type: 'schema:Thing' },
  event: { list: 'events', type: 'schema:Event' },
  statement: { list: 'statements', type: 'schema:Claim' },
  figure: { list: 'figures', type: ['schema:Claim', 'schema:QuantitativeValue'] },
  article: { list: 'articles', type: 'schema:NewsArticle' },
};

const ENTITY_TYPES: Record<string, string | string[]> = {
  person: ['schema:Person', 'prov:Agent'],
  organization: ['schema:Organization', 'prov:Agent'],
  public_body: ['schema:GovernmentOrganization', 'prov:Agent'],
  military_unit: ['schema:Organization', 'hearsay:military_unit', 'prov:Agent'],
  group: ['schema:Organization', 'prov:Agent'],
  country: ['schema:Country', 'prov:Agent'],
  place: 'schema:Place',
};

/** The chain and the place of a claim. */
const said = ({ article, attribution, spans }: Item): Node => ({
  'schema:appearance': { id: `/v1/articles/${article}` },
  'prov:wasAttributedTo': ref('entities', attribution?.[0]?.agent),
  'prov:qualifiedAttribution': attribution?.map((link: Item) => ({
    type: 'prov:Attribution',
    'schema:position': link.position,
    'prov:agent': ref('entities', link.agent) ?? link.agentText,
    'prov:hadRole': { id: `hearsay:${link.role}` },
    'hearsay:verb': link.verb,
    'hearsay:certainty': link.certainty,
    'oa:hasTarget': link.span && span(link.span),
  })),
  'oa:hasTarget': spans?.map(span),
});

const ref = (resource: string, item: Item) =>
  item ? { id: `/v1/${resource}/${item.id}`, 'schema:name': item.name ?? item.title } : undefined;

const time = (value: Item) => (value?.edtf ? { '@value': value.edtf, '@type': 'edtf' } : undefined);

const span = ({ article, start, end, exact }: Item): Node => ({
  type: 'oa:SpecificResource',
  'oa:hasSource': { id: `/v1/articles/${article}` },
  'oa:hasSelector': [
    { type: 'oa:TextPositionSelector', 'oa:start': start, 'oa:end': end },
    { type: 'oa:TextQuoteSelector', 'oa:exact': exact },
  ],
});
