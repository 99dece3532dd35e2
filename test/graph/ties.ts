import type { Api } from '../support/app.js';
import { bundle, entity, type Full, relation, span, statement, TEXT } from '../support/bundles.js';

// Bundles that hold nothing but who is tied to whom.

export const WORDS = [span(TEXT, 'over 300 soldiers')];
export const named = (id: string) =>
  entity({ id, type: 'organization', name: id.toUpperCase(), mentions: WORDS });
export const tie = (subject: string, object: string, said = 'ties') =>
  relation({
    id: `${subject}-${object}-${said}`,
    type: 'part_of',
    subject,
    object,
    statement: said,
    spans: WORDS,
  });
export const said = (id: string, overrides: Parameters<typeof statement>[0] = {}) =>
  statement({
    id,
    hedges: [],
    attribution: [{ role: 'publisher', agent: null, verb: 'reported' }],
    about: { entities: [], events: [] },
    spans: WORDS,
    ...overrides,
  });

/** Loads an article that has these lists and no others. */
export const load = (api: Api, id: string, lists: Partial<Full>) =>
  api.load({
    ...bundle({ events: [], figures: [], statements: [], relations: [], ...lists }),
    article: { ...bundle().article, id, publisher: null },
  });
