import type { Api, Item } from '../support/app.js';
import {
  bundle,
  type EntityJson,
  entity,
  event,
  figure,
  span,
  statement,
  TEXT,
} from '../support/bundles.js';

// What the tests of searches ask, and of whom.

export const place = (id: string, name: string, more: Partial<EntityJson> = {}) =>
  entity({ id, type: 'place', name, mentions: [span(TEXT, 'Lake Orm')], ...more });

/** Who reports everything. */
export const herald = entity({ id: 'the-herald', type: 'organization', name: 'The Herald' });

/** An article about places, and nothing else. */
export const ofPlaces = (id: string, ...places: EntityJson[]) =>
  bundle({
    article: { id, text: TEXT },
    entities: [herald, ...places],
    events: [],
    statements: [],
    figures: [],
    relations: [],
  });

/** Things whose names are, have, nearly have or do not have "Marov". */
export const MAROV = bundle({
  article: { id: 'marov-report', label: 'Report on Marov', text: TEXT },
  entities: [
    herald,
    place('amarovka', 'Amarovka'),
    place('marow', 'Marow'),
    place('valley', 'The Valley', { description: 'Valley below Marov.' }),
    place('marov-hill', 'Marov Hill'),
    place('old-marov', 'Old Marov'),
    place('marov', 'Marov', { aliases: ['Маров', '마로브', 'Märöv 🏔'] }),
    place('gross-strasse', 'Große Straße'),
    place('laka', 'Łąka', { aliases: ['Лонка'] }),
  ],
  events: [
    event({
      id: 'fall-of-marov',
      title: 'Marov falls',
      summary: null,
      places: ['valley'],
      participants: [],
    }),
    event({
      id: 'march',
      title: 'A march',
      summary: 'People march.',
      places: ['marov'],
      participants: [],
    }),
  ],
  statements: [
    statement({
      id: 'said',
      summary: '🛰 Łąka and Große Straße are lost; 김민지 saw Łąka.',
      attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
      about: { entities: ['marov'], events: [] },
    }),
    statement({
      id: 'counted',
      summary: 'Three hundred died when Marov fell.',
      attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
      about: { entities: [], events: [] },
    }),
  ],
  figures: [
    figure({ statement: 'counted', population: null, place: 'old-marov', event: null }),
    figure({ id: 'dead', statement: 'counted', population: null, place: null, event: null }),
  ],
  relations: [],
});

export const rows = ({ data }: Item) =>
  data.map(({ rank, kind, id }: Item) => `${rank} ${kind} ${id.replace('marov-report.', '')}`);
export const counts = ({ facets }: Item) => facets.kind.map(({ count }: Item) => count);
export const ask = (api: Api, q: string, more = '') =>
  api.body(`/v1/search?q=${encodeURIComponent(q)}${more}`);

/** What is highlighted, cut out by code points: `field: words, words`. */
export const shown = ({ highlights }: Item) =>
  highlights.map(
    ({ field, text, matches }: Item) =>
      `${field}: ${matches
        .map(({ start, end }: Item) =>
          Array.from(text as string)
            .slice(start, end)
            .join(''),
        )
        .join(', ')}`,
  );
export const first = async (api: Api, q: string, more = '') => {
  const [item] = (await ask(api, q, more)).data;
  return item && [item.rank, item.kind, item.id, ...shown(item)];
};
