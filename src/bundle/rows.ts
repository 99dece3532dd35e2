import type { Prisma } from '../database/generated/client.js';
import { groupBy } from '../group-by.js';
import type { CheckedBundle } from './check.js';
import { at, type Context, contextOf, get } from './context.js';
import type { Bundle, BundleTime } from './format.js';
import type { Keys } from './keys.js';
import { targetOf } from './links.js';
import { tieRows } from './ties.js';

/** One bundle as rows, by Prisma model, in the order in which they can be inserted. */
export interface Rows {
  articleVersion: Prisma.ArticleVersionCreateManyInput[];
  entityReport: Prisma.EntityReportCreateManyInput[];
  mention: Prisma.MentionCreateManyInput[];
  eventReport: Prisma.EventReportCreateManyInput[];
  eventParticipant: Prisma.EventParticipantCreateManyInput[];
  eventPlace: Prisma.EventPlaceCreateManyInput[];
  statement: Prisma.StatementCreateManyInput[];
  statementLink: Prisma.StatementLinkCreateManyInput[];
  attribution: Prisma.AttributionCreateManyInput[];
  statementEntity: Prisma.StatementEntityCreateManyInput[];
  statementEvent: Prisma.StatementEventCreateManyInput[];
  figure: Prisma.FigureCreateManyInput[];
  relation: Prisma.RelationCreateManyInput[];
  tie: Prisma.TieCreateManyInput[];
}

/** Projects a checked bundle to the rows that serve it. Touches no database. */
export function projectBundle({ bundle, source, ...text }: CheckedBundle, keys: Keys): Rows {
  const { articleVersionId } = keys;
  const context = contextOf(bundle, keys, text.verified);
  const { entity, spans, scope, search } = context;
  const article = bundle.article;
  return {
    articleVersion: [
      {
        id: articleVersionId,
        articleId: keys.articleId,
        slug: article.id,
        releasedIn: keys.release,
        label: article.label,
        headline: article.headline,
        publisherId: entity(article.publisher),
        byline: article.byline,
        language: article.language,
        url: article.url,
        ...timeColumns(article.published),
        textSha256: text.textSha256,
        textLength: text.textLength,
        statementCount: bundle.statements.length,
        figureCount: bundle.figures.length,
        relationCount: bundle.relations.length,
        digest: keys.digest,
        bundle: source as Prisma.InputJsonObject,
        ...search(
          [article.label, article.headline, article.publisher],
          [article.byline, ...bundle.entities.map(({ id }) => id)],
        ),
      },
    ],
    ...entityRows(bundle, keys, context),
    ...eventRows(bundle, keys, context),
    ...statementRows(bundle, keys, context),
    figure: figureRows(bundle, keys, context),
    relation: bundle.relations.map((tie, index) => ({
      id: at(keys.relations, index),
      articleVersionId,
      localId: tie.id,
      type: tie.type,
      subjectId: entity(tie.subject),
      objectId: entity(tie.object),
      statementId: context.statement(tie.statement),
      spans: spans(tie.spans),
      ...scope,
      ...search([tie.subject, tie.object], [tie.type.replaceAll('_', ' ')]),
    })),
    tie: tieRows(bundle, keys, context),
  };
}

function entityRows({ entities }: Bundle, keys: Keys, { entity, spans, scope }: Context) {
  const { articleId, articleVersionId } = keys;
  return {
    entityReport: entities.map((reported) => ({
      articleVersionId,
      articleId,
      entityId: entity(reported.id),
      type: reported.type,
      name: reported.name,
      aliases: reported.aliases,
      description: reported.description,
      country: reported.country,
      sameAs: reported.sameAs,
      latitude: reported.location?.latitude ?? null,
      longitude: reported.location?.longitude ?? null,
      locationPrecision: reported.location?.precision ?? null,
      mentions: reported.mentions?.length ?? 0,
      ...scope,
    })),
    mention: entities.flatMap((reported) =>
      spans(reported.mentions ?? []).map((span) => ({
        articleVersionId,
        entityId: entity(reported.id),
        span,
        ...scope,
      })),
    ),
  };
}

function eventRows(bundle: Bundle, keys: Keys, { entity, spans, scope, search }: Context) {
  const reports = bundle.events.map((event, index) => ({
    event,
    reportId: at(keys.eventReports, index),
  }));
  return {
    eventReport: reports.map(({ event, reportId }) => ({
      id: reportId,
      articleVersionId: keys.articleVersionId,
      eventId: get(keys.events, event.id),
      type: event.type,
      mode: event.mode,
      modality: event.modality,
      title: event.title,
      summary: event.summary,
      ...timeColumns(event.time),
      ...scope,
      spans: spans(event.spans),
      ...search(
        [
          event.title,
          ...event.participants.map((participant) => participant.entity),
          ...event.places,
        ],
        [event.summary],
      ),
    })),
    eventParticipant: reports.flatMap(({ event, reportId }) =>
      event.participants.map((participant, position) => ({
        reportId,
        position,
        entityId: entity(participant.entity),
        role: participant.role,
      })),
    ),
    eventPlace: reports.flatMap(({ event, reportId }) =>
      event.places.map((place, position) => ({ reportId, position, entityId: entity(place) })),
    ),
  };
}

function statementRows(
  bundle: Bundle,
  keys: Keys,
  { entity, event, spans, scope, search }: Context,
) {
  const figures = groupBy(bundle.figures, (figure) => figure.statement);
  const rows = bundle.statements.map((statement, index) => ({
    statement,
    statementId: at(keys.statements, index),
  }));
  return {
    statement: rows.map(({ statement, statementId }) => ({
      id: statementId,
      articleVersionId: keys.articleVersionId,
      localId: statement.id,
      kind: statement.kind,
      summary: statement.summary,
      certainty: statement.certainty,
      polarity: statement.polarity,
      hedges: spans(statement.hedges),
      ...timeColumns(statement.time),
      ...scope,
      chainLength: statement.attribution.length,
      spans: spans(statement.spans),
      ...search(
        [...agentsOf(statement), ...statement.about.entities],
        [statement.summary, ...statement.about.events],
      ),
    })),
    statementLink: rows.flatMap(({ statement, statementId }) =>
      bundle.links
        .filter(({ from }) => from === statement.id)
        .map(({ type, to }, position) => {
          const target = targetOf(to, bundle.article.id);
          return {
            statementId,
            position,
            type,
            targetArticle: get(keys.articles, target.article),
            targetLocalId: target.statement,
          };
        }),
    ),
    attribution: rows.flatMap(({ statement, statementId }) =>
      statement.attribution.map((link, index, chain) => ({
        statementId,
        position: index + 1,
        role: link.role,
        agentId: entity(link.agent),
        agentText: link.agentText,
        verb: link.verb,
        certainty: link.certainty,
        articleVersionId: keys.articleVersionId,
        figures: figures.get(statement.id)?.length ?? 0,
        beforeId: entity(chain[index - 1]?.agent ?? null),
        afterId: entity(chain[index + 1]?.agent ?? null),
        last: index === chain.length - 1,
        ...scope,
        ...(link.span && { span: at(spans([link.span]), 0) }),
      })),
    ),
    statementEntity: rows.flatMap(({ statement, statementId }) =>
      statement.about.entities.map((id, position) => ({
        statementId,
        position,
        entityId: entity(id),
      })),
    ),
    statementEvent: rows.flatMap(({ statement, statementId }) =>
      statement.about.events.map((id, position) => ({ statementId, position, eventId: event(id) })),
    ),
  };
}

function figureRows(
  bundle: Bundle,
  keys: Keys,
  { entity, event, statement, said, spans, scope, search }: Context,
) {
  return bundle.figures.map((figure) => {
    const stated = said(figure.statement);
    const { text: quantityText, ...quantity } = figure.quantity;
    return {
      articleVersionId: keys.articleVersionId,
      localId: figure.id,
      statementId: statement(figure.statement),
      measureId: get(keys.measures, figure.measure),
      counting: figure.counting,
      ...quantity,
      quantityText,
      populationId: entity(figure.population),
      eventId: event(figure.event),
      placeId: entity(figure.place),
      ...timeColumns(figure.asOf),
      ...scope,
      spans: spans(figure.spans),
      ...search(
        [figure.population, figure.place, ...agentsOf(stated)],
        [figure.measure.replaceAll('-', ' '), quantityText, figure.event, stated.summary],
      ),
    };
  });
}

const agentsOf = (statement: Bundle['statements'][number]) =>
  statement.attribution.map((link) => link.agent ?? link.agentText);

const timeColumns = ({ text, ...time }: BundleTime) => ({ ...time, timeText: text });
