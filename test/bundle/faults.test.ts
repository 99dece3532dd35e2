import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBundle } from '../../src/bundle/check.js';
import { BundleError, type Fault } from '../../src/bundle/faults.js';
import { seedBundle } from '../../src/bundle/seed.js';
import { bundle, changed, sealed, span, TEXT } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { rowsOf } from './rows.js';

/** What is wrong, the changes that make a good bundle so, and all that is then said of it. */
type Case = [name: string, changes: Record<string, unknown>, ...faults: Fault[]];

const fault = (pointer: string, message: string, suggestion?: string): Fault =>
  suggestion === undefined ? { pointer, message } : { pointer, message, suggestion };

const dangling = (pointer: string, found: string, list: string, suggestion?: string) =>
  fault(pointer, `found "${found}", expected an id from "${list}" of this bundle`, suggestion);

const EVENT = '/events/0';
const QUANTITY = '/figures/0/quantity';
const CHAIN = '/statements/0/attribution';
const SPAN = '/events/0/spans/0';
const NO_TEXT = { '/article/text': undefined };
const QUALIFIERS =
  'exact, approximately, more_than, at_least, less_than, at_most, between, indefinite';

test('the bundle that is broken below is good', () => {
  expect(checkBundle(bundle())).toMatchObject({ verified: true });
});

const REFERENCES: Case[] = [
  [
    'the publisher',
    { '/article/publisher': 'the-herold' },
    dangling('/article/publisher', 'the-herold', 'entities', 'the-herald'),
  ],
  [
    'the place of an event',
    { '/events/0/places/0': 'lake-orn' },
    dangling('/events/0/places/0', 'lake-orn', 'entities', 'lake-orm'),
  ],
  [
    'a participant',
    { '/events/0/participants/0/entity': 'strom-brigade' },
    dangling('/events/0/participants/0/entity', 'strom-brigade', 'entities', 'storm-brigade'),
  ],
  [
    'the agent of a link',
    { [`${CHAIN}/0/agent`]: 'kim-minji' },
    dangling(`${CHAIN}/0/agent`, 'kim-minji', 'entities', 'kim-min-ji'),
  ],
  [
    'an entity that a statement is about',
    { '/statements/0/about/entities/0': 'storms-brigade' },
    dangling('/statements/0/about/entities/0', 'storms-brigade', 'entities', 'storm-brigade'),
  ],
  [
    'an event that a statement is about',
    { '/statements/0/about/events/0': 'lake-orm-fight' },
    dangling('/statements/0/about/events/0', 'lake-orm-fight', 'events', 'lake-orm-fighting'),
  ],
  [
    'the statement, population, event and place of a figure',
    {
      '/figures/0/statement': 'loses',
      '/figures/0/population': 'brigade-storm',
      '/figures/0/event': 'lake-orm-figthing',
      '/figures/0/place': 'lake-prm',
    },
    dangling('/figures/0/statement', 'loses', 'statements', 'losses'),
    dangling('/figures/0/population', 'brigade-storm', 'entities'),
    dangling('/figures/0/event', 'lake-orm-figthing', 'events', 'lake-orm-fighting'),
    dangling('/figures/0/place', 'lake-prm', 'entities', 'lake-orm'),
  ],
  [
    'the subject, object and statement of a relation',
    {
      '/relations/0/subject': 'kim-min-jo',
      '/relations/0/object': 'norlandia',
      '/relations/0/statement': 'killed',
    },
    dangling('/relations/0/subject', 'kim-min-jo', 'entities', 'kim-min-ji'),
    dangling('/relations/0/object', 'norlandia', 'entities', 'norland'),
    dangling('/relations/0/statement', 'killed', 'statements'),
  ],
  [
    'both ends of a tie between statements, with and without the id of the article',
    {
      '/links': [
        { from: 'losse', type: 'updates', to: 'losess' },
        { from: 'losses', type: 'denies', to: 'lake-orm.lossses' },
      ],
    },
    dangling('/links/0/from', 'losse', 'statements', 'losses'),
    dangling('/links/0/to', 'losess', 'statements', 'losses'),
    dangling('/links/1/to', 'lake-orm.lossses', 'statements', 'losses'),
  ],
  [
    'everything, but only the list that is no list is at fault',
    { '/entities': null },
    fault('/entities', 'found null, expected a list'),
  ],
];

const SPANS: Case[] = [
  [
    'past the end',
    { [`${SPAN}/end`]: 999 },
    fault(`${SPAN}/end`, 'found 999, but the text ends at 151'),
  ],
  [
    'start after end',
    { [`${SPAN}/start`]: 120 },
    fault(`${SPAN}/end`, 'found 119, expected more than the start, 120'),
  ],
  [
    'of no length',
    { [`${SPAN}/start`]: 119 },
    fault(`${SPAN}/end`, 'found 119, expected more than the start, 119'),
  ],
  [
    'before the beginning',
    { [`${SPAN}/start`]: -1 },
    fault(`${SPAN}/start`, 'found -1, expected at least 0'),
  ],
  [
    'half a character',
    { [`${SPAN}/start`]: 98.5 },
    fault(`${SPAN}/start`, 'found 98.5, expected a whole number'),
  ],
  [
    'other words',
    { [`${SPAN}/exact`]: 'killed near Lake Orn' },
    fault(
      `${SPAN}/exact`,
      'found "killed near Lake Orn", but the text has "killed near Lake Orm" at 99 to 119',
    ),
  ],
  [
    'counted in UTF-16 units, of which 🛰 has two',
    { [SPAN]: { start: 100, end: 120, exact: 'killed near Lake Orm' } },
    fault(
      `${SPAN}/exact`,
      'found "killed near Lake Orm", but the text has "illed near Lake Orm " at 100 to 120',
    ),
  ],
  [
    'of another length than its words, where there is no text',
    { ...NO_TEXT, [`${SPAN}/exact`]: '김민지 🛰' },
    fault(`${SPAN}/exact`, 'found 5 code points, but 99 to 119 is 20'),
  ],
  ['no words', { [`${SPAN}/exact`]: '' }, fault(`${SPAN}/exact`, 'found "", must not be empty')],
  [
    'left out of somebody who does not publish it',
    { '/entities/2/mentions': undefined },
    fault(
      '/entities/2/mentions',
      'found nothing, expected a list; only of the publisher may there be none',
    ),
  ],
  [
    'none at all',
    { '/entities/2/mentions': [] },
    fault('/entities/2/mentions', 'found an empty list, needs at least one span'),
  ],
];

const QUANTITIES: Case[] = [
  [
    'lower above upper',
    { [QUANTITY]: { value: null, qualifier: 'between', lower: 500, upper: 300, text: 'over 300' } },
    fault(`${QUANTITY}/lower`, 'found 500, expected at most the upper bound, 300'),
  ],
  [
    'bounds between which there is nothing',
    { [`${QUANTITY}/upper`]: 300 },
    fault(`${QUANTITY}/lower`, 'found nothing, expected less than the upper bound, 300'),
  ],
  [
    'bounds that contradict the qualifier',
    { [`${QUANTITY}/lower`]: 299, [`${QUANTITY}/lowerInclusive`]: true },
    fault(
      `${QUANTITY}/lower`,
      'found 299, expected 300, which follows from the qualifier more_than',
    ),
    fault(
      `${QUANTITY}/lowerInclusive`,
      'found true, expected false, which follows from the qualifier more_than',
    ),
  ],
  [
    'a bound that is included but not there',
    { [`${QUANTITY}/upperInclusive`]: true },
    fault(`${QUANTITY}/upperInclusive`, 'found true, expected null, since there is no upper bound'),
  ],
  [
    '"approximately" with bounds',
    { [`${QUANTITY}/qualifier`]: 'approximately', [`${QUANTITY}/lower`]: 250 },
    fault(
      `${QUANTITY}/qualifier`,
      'found "approximately", expected "between", since bounds are given',
    ),
  ],
  [
    '"between" with one bound',
    { [`${QUANTITY}/qualifier`]: 'between', [`${QUANTITY}/lower`]: 300 },
    fault(`${QUANTITY}/upper`, 'found nothing, expected a number, since the qualifier is between'),
  ],
  [
    'a value outside the bounds',
    { [QUANTITY]: { value: 300, qualifier: 'between', lower: 100, upper: 200, text: 'over 300' } },
    fault(`${QUANTITY}/value`, 'found 300, expected a number within the bounds'),
  ],
  [
    'no value',
    { [`${QUANTITY}/value`]: undefined },
    fault(
      `${QUANTITY}/value`,
      'found nothing, expected a number, since the qualifier is more_than',
    ),
  ],
  [
    'an unknown qualifier',
    { [`${QUANTITY}/qualifier`]: 'more-than' },
    fault(`${QUANTITY}/qualifier`, `found "more-than", expected one of ${QUALIFIERS}`, 'more_than'),
  ],
  [
    'words that the article does not have',
    { [`${QUANTITY}/text`]: 'more than 300' },
    fault(
      `${QUANTITY}/text`,
      `found "more than 300", expected words that stand in one of the figure's spans`,
    ),
  ],
];

const edtf = (value: unknown) => ({ [`${EVENT}/time/edtf`]: value });

const TIMES: Case[] = [
  [
    'no EDTF',
    edtf('13.01.2025'),
    fault(
      `${EVENT}/time/edtf`,
      'found "13.01.2025", which is not an EDTF date, such as 2025-01-13 or 2025-01',
    ),
  ],
  [
    'EDTF level 2',
    edtf('{2024,2025}'),
    fault(
      `${EVENT}/time/edtf`,
      'found "{2024,2025}", which is EDTF level 2; levels 0 and 1 are understood',
    ),
  ],
  [
    'an interval that ends before it begins',
    edtf('2025-01-13/2025-01-12'),
    fault(
      `${EVENT}/time/edtf`,
      'found "2025-01-13/2025-01-12", which is an interval that does not end after it begins',
    ),
  ],
  [
    'a day that the year does not have',
    edtf('2025-02-29'),
    fault(`${EVENT}/time/edtf`, 'found "2025-02-29", which is not a date: there is no 2025-02-29'),
  ],
  [
    'a year that no calendar of ours has',
    edtf('-0044'),
    fault(`${EVENT}/time/edtf`, 'found "-0044", which lies outside the years 1 to 9999'),
  ],
  [
    'stated, but not in which words',
    { [`${EVENT}/time/basis`]: 'stated', [`${EVENT}/time/text`]: null },
    fault(
      `${EVENT}/time/text`,
      'found null, expected the words of the article, since the basis is stated',
    ),
  ],
  [
    'inferred, but nothing',
    edtf(null),
    fault(`${EVENT}/time/edtf`, 'found null, expected an EDTF date, since the basis is inferred'),
  ],
  [
    'unknown, and yet given',
    { [`${EVENT}/time/basis`]: 'unknown' },
    fault(
      `${EVENT}/time/basis`,
      'found "unknown", expected stated or inferred, since edtf is given',
    ),
  ],
  [
    'without a basis',
    { [`${EVENT}/time/basis`]: undefined },
    fault(`${EVENT}/time/basis`, 'found nothing, expected one of stated, inferred, unknown'),
  ],
  [
    'written as text',
    { [`${EVENT}/time`]: '2025-01-13' },
    fault(`${EVENT}/time`, 'found "2025-01-13", expected an object'),
  ],
];

const DUPLICATES: Case[] = [
  ...(['entities', 'events', 'statements', 'figures', 'relations'] as const).map((list): Case => {
    const [first] = bundle()[list];
    return [
      `an id among ${list}`,
      { [`/${list}/-`]: first },
      fault(
        `/${list}/${bundle()[list].length}/id`,
        `found "${first?.id}", which stands at /${list}/0 already`,
      ),
    ];
  }),
  [
    'a mention',
    { '/entities/2/mentions/-': span(TEXT, 'Norland') },
    fault(
      '/entities/2/mentions/1',
      'found start 31, end 38, which stands at /entities/2/mentions/0 already',
    ),
  ],
  [
    'an alias',
    { '/entities/1/aliases/-': '김민지' },
    fault('/entities/1/aliases/1', 'found "김민지", which stands at /entities/1/aliases/0 already'),
  ],
  [
    'a place',
    { '/events/0/places/-': 'lake-orm' },
    fault('/events/0/places/1', 'found "lake-orm", which stands at /events/0/places/0 already'),
  ],
  [
    'a participant in the same role',
    { '/events/0/participants/-': { entity: 'storm-brigade', role: 'victim' } },
    fault(
      '/events/0/participants/1',
      'found entity "storm-brigade", role "victim", which stands at /events/0/participants/0 already',
    ),
  ],
  [
    'a tie',
    { '/links': Array(2).fill({ from: 'losses', type: 'supports', to: 'losses' }) },
    fault(
      '/links/1',
      'found from "losses", type "supports", to "losses", which stands at /links/0 already',
    ),
  ],
  [
    'a tie whose other end has its whole id',
    {
      '/links': ['losses', 'lake-orm.losses'].map((to) => ({
        from: 'losses',
        type: 'supports',
        to,
      })),
    },
    fault(
      '/links/1',
      'found from "losses", type "supports", to "lake-orm.losses", which stands at /links/0 already',
    ),
  ],
];

const country = (found: string) =>
  fault(
    '/entities/2/country',
    `found "${found}", expected a country code of ISO 3166-1 alpha-2, in capitals`,
  );
const language = (found: string) =>
  fault(
    '/article/language',
    `found "${found}", expected a BCP 47 language tag in its usual form, such as en, ko or en-US`,
  );

const WORDS: Case[] = [
  ...['XX', 'kp', 'UK', 'SU', 'EU', 'ZZ', 'KOR', ''].map(
    (code): Case => [`the country "${code}"`, { '/entities/2/country': code }, country(code)],
  ),
  ...['english', 'xx', 'EN', 'eng', 'en_US', ''].map(
    (tag): Case => [`the language "${tag}"`, { '/article/language': tag }, language(tag)],
  ),
  [
    'the mode of another type of event',
    { '/events/0/type': 'protest', '/events/0/mode': 'troops' },
    fault(
      '/events/0/mode',
      'found "troops", expected null or a mode of protest: demo, riot, strike, hunger, boycott, obstruct',
    ),
  ],
  [
    'a mistyped mode',
    { '/events/0/type': 'protest', '/events/0/mode': 'boycot' },
    fault(
      '/events/0/mode',
      'found "boycot", expected null or a mode of protest: demo, riot, strike, hunger, boycott, obstruct',
      'boycott',
    ),
  ],
  [
    'the mode of a type that has none',
    { '/events/0/type': 'aid', '/events/0/mode': 'troops' },
    fault('/events/0/mode', 'found "troops", expected null: aid has no modes'),
  ],
  [
    'not a slug',
    { '/relations/0/id': 'The Minister' },
    fault(
      '/relations/0/id',
      'found "The Minister", must be a slug: small letters, digits, single hyphens',
    ),
  ],
  [
    'a slug without end',
    { '/relations/0/id': 'm'.repeat(101) },
    fault('/relations/0/id', `found "${'m'.repeat(56)}...", expected at most 100 characters`),
  ],
  [
    'a name without end',
    { '/entities/2/name': 'm'.repeat(301) },
    fault('/entities/2/name', `found "${'m'.repeat(56)}...", expected at most 300 characters`),
  ],
  [
    'a type of relation without end',
    { '/relations/0/type': 'm'.repeat(101) },
    fault('/relations/0/type', `found "${'m'.repeat(56)}...", expected at most 100 characters`),
  ],
  [
    'a type of relation that is no word',
    { '/relations/0/type': 'Part of' },
    fault(
      '/relations/0/type',
      'found "Part of", must be words joined by underscores, such as part_of',
    ),
  ],
  [
    'an empty string for null',
    { '/entities/2/description': '' },
    fault('/entities/2/description', 'found "", must not be empty; what is not known is null'),
  ],
  [
    'blanks for null',
    { '/entities/2/name': ' \n' },
    fault('/entities/2/name', 'found " \\n", must not be empty; what is not known is null'),
  ],
  [
    'NUL, which PostgreSQL cannot store',
    { '/statements/0/summary': 'a\0b', '/article/url': 'https://herald.example/\0' },
    fault(
      '/article/url',
      'found "https://herald.example/\\u0000", must not contain NUL or half a surrogate pair',
    ),
    fault(
      '/statements/0/summary',
      'found "a\\u0000b", must not contain NUL or half a surrogate pair',
    ),
  ],
  [
    'half of a 🛰',
    { '/entities/1/aliases/0': '\ud83d', '/$schema': '\udef0' },
    fault('/$schema', 'found "\\udef0", must not contain NUL or half a surrogate pair'),
    fault(
      '/entities/1/aliases/0',
      'found "\\ud83d", must not contain NUL or half a surrogate pair',
    ),
  ],
  [
    'no URL',
    { '/article/url': 'www.herald.example', '/entities/0/sameAs': ['ftp://herald.example'] },
    fault(
      '/article/url',
      'found "www.herald.example", expected a URL that starts with http:// or https://',
    ),
    fault(
      '/entities/0/sameAs/0',
      'found "ftp://herald.example", expected a URL that starts with http:// or https://',
    ),
  ],
  [
    'a point that is not on earth',
    { '/entities/4/location': { latitude: 90.1, longitude: -181, precision: 'nearby' } },
    fault('/entities/4/location/latitude', 'found 90.1, expected at most 90'),
    fault('/entities/4/location/longitude', 'found -181, expected at least -180'),
    fault(
      '/entities/4/location/precision',
      'found "nearby", expected one of exact, near, district, region, country',
      'near',
    ),
  ],
];

const order = (index: number, found: string, role: string) =>
  fault(
    `${CHAIN}/${index}/role`,
    `found "${found}", expected "${role}" here: the origin comes first, relays follow, the publisher is last`,
  );
const [origin, publisher] = bundle().statements[0]?.attribution ?? [];
const relay = { ...origin, role: 'relay' };

const CHAINS: Case[] = [
  [
    'from the publisher to the origin',
    { [CHAIN]: [publisher, origin] },
    order(0, 'publisher', 'origin'),
    order(1, 'origin', 'publisher'),
  ],
  [
    'a relay before the origin',
    { [CHAIN]: [relay, origin, publisher] },
    order(0, 'relay', 'origin'),
    order(1, 'origin', 'relay'),
  ],
  ['no publisher', { [CHAIN]: [origin, relay] }, order(1, 'relay', 'publisher')],
  ['an origin alone', { [CHAIN]: [origin] }, order(0, 'origin', 'publisher')],
  ['empty', { [CHAIN]: [] }, fault(CHAIN, 'found an empty list, needs at least the publisher')],
];

const SHAPES: Case[] = [
  [
    'an unknown key of the bundle',
    { '/entites': [] },
    fault(
      '/entites',
      'unknown key; known here are $schema, format, article, seal, entities, events, statements, figures, relations, links',
      'entities',
    ),
  ],
  [
    'an unknown key further in, where a pointer needs escapes',
    { '/events/0/time/ba~1sis': 'stated' },
    fault('/events/0/time/ba~01sis', 'unknown key; known here are edtf, text, basis', 'basis'),
  ],
  [
    'a number as text',
    { [`${QUANTITY}/value`]: '300' },
    fault(`${QUANTITY}/value`, 'found "300", expected a number'),
  ],
  [
    'text as a number',
    { '/entities/2/name': 5 },
    fault('/entities/2/name', 'found 5, expected a string'),
  ],
  ['a list as an object', { '/events': {} }, fault('/events', 'found an object, expected a list')],
  [
    'true or false as text',
    { [`${QUANTITY}/lowerInclusive`]: 'no' },
    fault(`${QUANTITY}/lowerInclusive`, 'found "no", expected true or false'),
  ],
  [
    'a word as a number',
    { [`${QUANTITY}/qualifier`]: 1 },
    fault(`${QUANTITY}/qualifier`, `found 1, expected one of ${QUALIFIERS}`),
  ],
  [
    'another version of the format',
    { '/format': 'hearsay-bundle/2' },
    fault('/format', 'found "hearsay-bundle/2", expected "hearsay-bundle/1"'),
  ],
  [
    'no format',
    { '/format': undefined },
    fault('/format', 'found nothing, expected "hearsay-bundle/1"'),
  ],
  ['an empty text', { '/article/text': '' }, fault('/article/text', 'found "", must not be empty')],
];

const SEALS: Case[] = [
  [
    'to another text',
    { '/article/text': `${TEXT} ` },
    fault('/seal/textSha256', 'the bundle was sealed with another text'),
  ],
  [
    'to another length',
    { '/article/text': TEXT, '/seal/textLength': 152 },
    fault('/seal/textLength', 'found 152, but the text has 151 code points'),
  ],
  ...(
    [
      ['to the spans, of which one was moved', { [SPAN]: span(TEXT, 'Lake Orm') }],
      ['to the spans, of which one was added', { '/entities/0/mentions/-': span(TEXT, 'Herald') }],
      ['to the spans, of which one is gone', { '/statements/0/hedges': [] }],
      ['to itself: the length was changed', { '/seal/textLength': 152 }],
      ['to itself: the text was changed', { '/seal/textSha256': 'a'.repeat(64) }],
    ] as const
  ).map(
    ([name, changes]): Case => [
      name,
      changes,
      fault(
        '/seal/spansSha256',
        'spans or seal were changed since the bundle was sealed; check it against its text again',
      ),
    ],
  ),
  [
    'because it is none',
    { '/seal': { textSha256: 'abc', textLength: 151, spansSha256: null } },
    fault('/seal/textSha256', 'found "abc", must be a SHA-256 in hexadecimal'),
    fault('/seal/spansSha256', 'found null, expected a string'),
  ],
];

describe.each([
  ['a reference to nothing', REFERENCES],
  ['a span', SPANS],
  ['a quantity', QUANTITIES],
  ['a time', TIMES],
  ['twice the same', DUPLICATES],
  ['a word', WORDS],
  ['a chain', CHAINS],
  ['the shape', SHAPES],
])('refused, with place, reason and suggestion: %s', (_, cases) => {
  test.each(cases)('%s', (_name, changes, ...faults) => {
    expect(checkBundle(changed(bundle(), changes))).toEqual(faults);
  });
});

describe('refused: a seal that does not fit', () => {
  test.each(SEALS)('%s', (_name, changes, ...faults) => {
    expect(checkBundle(changed(sealed(), changes))).toEqual(faults);
  });

  test('to the text that is given beside the bundle', () => {
    expect(checkBundle(sealed(), `${TEXT} `)).toEqual([
      fault('/seal/textSha256', 'the bundle was sealed with another text'),
    ]);
  });

  test('and where it fits, nothing is said', () => {
    expect(checkBundle(sealed())).toMatchObject({ verified: true, textLength: 151 });
  });
});

test('the text inside and the text beside a bundle must be the same', () => {
  expect(checkBundle(bundle(), TEXT.replace('🛰', '🚀'))).toEqual([
    fault('/article/text', 'differs from the text that was given beside it'),
  ]);
  expect(checkBundle(bundle(), TEXT)).toMatchObject({ verified: true });
});

test('spans are compared with the text that is given beside a bundle', () => {
  const without = changed(bundle(), NO_TEXT);
  const words = 'Minister Kim Min-ji (김민지) of';
  expect(checkBundle(without, TEXT.replace('Norland', 'Sorland'))).toEqual([
    fault(
      '/entities/2/mentions/0/exact',
      'found "Norland", but the text has "Sorland" at 31 to 38',
    ),
    fault(
      `${CHAIN}/0/span/exact`,
      `found "${words} Norland said", but the text has "${words} Sorland said" at 2 to 43`,
    ),
    fault(
      '/relations/0/spans/0/exact',
      `found "${words} Norland", but the text has "${words} Sorland" at 2 to 38`,
    ),
  ]);
});

const TEN = changed(bundle(), {
  '/article/publisher': 'the-herold',
  '/article/language': 'english',
  '/entities/2/country': 'UK',
  '/entities/2/nam': 'Norland',
  '/entities/4/mentions/0/end': 999,
  '/events/0/time/edtf': 'Monday',
  '/events/0/places/-': 'lake-orm',
  [`${CHAIN}/0/role`]: 'relay',
  [`${QUANTITY}/lower`]: 299,
  '/relations/0/id': 'The Minister',
});

test('every fault of a bundle is reported at once', () => {
  expect(checkBundle(TEN)).toEqual([
    language('english'),
    country('UK'),
    fault(
      '/entities/2/nam',
      'unknown key; known here are id, type, name, aliases, description, country, sameAs, location, mentions',
      'name',
    ),
    fault(
      '/events/0/time/edtf',
      'found "Monday", which is not an EDTF date, such as 2025-01-13 or 2025-01',
    ),
    order(0, 'relay', 'origin'),
    fault(
      `${QUANTITY}/lower`,
      'found 299, expected 300, which follows from the qualifier more_than',
    ),
    fault(
      '/relations/0/id',
      'found "The Minister", must be a slug: small letters, digits, single hyphens',
    ),
    fault('/events/0/places/1', 'found "lake-orm", which stands at /events/0/places/0 already'),
    dangling('/article/publisher', 'the-herold', 'entities', 'the-herald'),
    fault('/entities/4/mentions/0/end', 'found 999, but the text ends at 151'),
  ]);
});

test('a value of a wrong type hides no other fault of what it is part of', () => {
  const broken = changed(bundle(), {
    '/events/0/title': 5,
    '/events/0/mode': 'troops',
    '/events/0/time': { basis: 'state', edtf: 'Monday' },
    [`${CHAIN}/0/role`]: 'relay',
    [`${CHAIN}/0/verb`]: null,
    [`${CHAIN}/1`]: 'the-herald',
    [`${QUANTITY}/text`]: null,
    [`${QUANTITY}/lower`]: 299,
  });
  const faults = checkBundle(broken) as Fault[];
  expect(faults.map(({ pointer }) => pointer)).toEqual([
    '/events/0/title',
    '/events/0/time/basis',
    '/events/0/time/edtf',
    '/events/0/mode',
    `${CHAIN}/0/verb`,
    `${CHAIN}/1`,
    `${CHAIN}/0/role`,
    `${QUANTITY}/text`,
    `${QUANTITY}/lower`,
  ]);
});

describe('of a file', () => {
  let folder: string;
  let database: TestDatabase;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hearsay-faults-'));
    database = await createDatabase('seeded');
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  /** Writes a file and loads it; the error that comes of it. */
  async function load(content: string | Uint8Array): Promise<unknown> {
    const file = path.join(folder, 'bundle.json');
    await writeFile(file, content);
    return seedBundle(database.prisma, file).catch((error: unknown) => error);
  }

  test.each<[string, string | Uint8Array, string]>([
    ['that is empty', ' \n', 'is empty, expected JSON'],
    ['that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'is not UTF-8'],
    ['that is null', 'null', 'found null, expected an object'],
    ['that is a list', '[]', 'found an empty list, expected an object'],
    ['that is a string', '"x"', 'found "x", expected an object'],
    ['that is a number', '3', 'found 3, expected an object'],
  ])('%s, the whole is at fault', async (_, content, message) => {
    const file = path.join(folder, 'bundle.json');
    expect(await load(content)).toEqual(new BundleError(file, [fault('', message)]));
  });

  test('that is not JSON, the reason of the parser is passed on', async () => {
    const error = await load('{"format": hearsay}');
    expect(error).toBeInstanceOf(BundleError);
    expect((error as BundleError).faults).toEqual([
      fault('', expect.stringMatching(/^is not JSON: Unexpected token .*h/)),
    ]);
  });

  test('that is not there, or is a folder, this is said', async () => {
    const missing = path.join(folder, 'missing.json');
    await expect(seedBundle(database.prisma, missing)).rejects.toEqual(
      new BundleError(missing, [fault('', 'there is no such file')]),
    );
    await expect(seedBundle(database.prisma, folder)).rejects.toEqual(
      new BundleError(folder, [fault('', 'is a directory, expected a file')]),
    );
  });

  test('with a fault, nothing is loaded, not even a release', async () => {
    const before = await rowsOf(database);
    const error = await load(JSON.stringify(TEN));
    expect((error as BundleError).faults).toEqual(checkBundle(TEN));
    expect(await rowsOf(database)).toEqual(before);
  });
});
