import { afterEach, describe, expect, test } from 'vitest';
import { edtfFault, readEdtf } from '../../src/bundle/time.js';

// What an EDTF expression may mean, in days: a filter by time rests on nothing else.

test.each([
  // Level 0: what is written is what is meant.
  ['2025-01-13', '2025-01-13', '2025-01-13', 'day'],
  ['2024-02-29', '2024-02-29', '2024-02-29', 'day'],
  ['2024-02', '2024-02-01', '2024-02-29', 'month'],
  ['2025-02', '2025-02-01', '2025-02-28', 'month'],
  ['2025', '2025-01-01', '2025-12-31', 'year'],
  ['1850', '1850-01-01', '1850-12-31', 'year'],
  ['0001-01-01', '0001-01-01', '0001-01-01', 'day'],
  ['9999-12-31', '9999-12-31', '9999-12-31', 'day'],
  ['2025-01-11/2025-01-12', '2025-01-11', '2025-01-12', 'interval'],
  ['2024-12/2025-02-03', '2024-12-01', '2025-02-03', 'interval'],
  ['1945/2025', '1945-01-01', '2025-12-31', 'interval'],
  // Level 1: uncertain, approximate, both. The days are the same; the mark stays in the edtf.
  ['2025?', '2025-01-01', '2025-12-31', 'year'],
  ['2025-01~', '2025-01-01', '2025-01-31', 'month'],
  ['2025-01-13%', '2025-01-13', '2025-01-13', 'day'],
  ['2025-01-13/2025-01-19?', '2025-01-13', '2025-01-19', 'interval'],
  // Open and unknown sides have no day.
  ['2022/..', '2022-01-01', null, 'interval'],
  ['2022-02-24/', '2022-02-24', null, 'interval'],
  ['../2025-01', null, '2025-01-31', 'interval'],
  ['/2025-01', null, '2025-01-31', 'interval'],
  ['../..', null, null, 'interval'],
  // Masked digits, by what is left to know.
  ['19XX', '1900-01-01', '1999-12-31', 'century'],
  ['202X', '2020-01-01', '2029-12-31', 'decade'],
  ['2025-XX', '2025-01-01', '2025-12-31', 'year'],
  ['2025-XX-XX', '2025-01-01', '2025-12-31', 'year'],
  ['2024-02-XX', '2024-02-01', '2024-02-29', 'month'],
  // Seasons of the north; a winter belongs to the year in which it begins.
  ['2025-21', '2025-03-01', '2025-05-31', 'season'],
  ['2025-22', '2025-06-01', '2025-08-31', 'season'],
  ['2025-23', '2025-09-01', '2025-11-30', 'season'],
  ['2023-24', '2023-12-01', '2024-02-29', 'season'],
])('%s is %s to %s, precise to the %s', (edtf, earliest, latest, precision) => {
  expect(readEdtf(edtf)).toEqual({ earliest, latest, precision });
  expect(edtfFault(edtf)).toBeNull();
});

const NOT_EDTF = 'is not an EDTF date, such as 2025-01-13 or 2025-01';
const BACKWARDS = 'is an interval that does not end after it begins';
const BEYOND = 'lies outside the years 1 to 9999';
const LEVEL_2 = 'is EDTF level 2; levels 0 and 1 are understood';

test.each([
  ['', NOT_EDTF],
  ['Monday', NOT_EDTF],
  ['13.01.2025', NOT_EDTF],
  ['20250113', NOT_EDTF],
  ['2025-1', NOT_EDTF],
  ['2025-13', NOT_EDTF],
  ['2025-04-31', NOT_EDTF],
  [' 2025', NOT_EDTF],
  // Not the 26th century, but somebody who meant 2025.
  ['25', NOT_EDTF],
  ['2025-02-29', 'is not a date: there is no 2025-02-29'],
  ['2024-02-29/2025-02-29', 'is not a date: there is no 2025-02-29'],
  ['2100-02-29T12:00:00Z', 'is not a date: there is no 2100-02-29'],
  ['2025-02/2025-01', BACKWARDS],
  ['2025-01-13/2025-01-13', BACKWARDS],
  ['-0044', BEYOND],
  ['0000', BEYOND],
  ['Y12025', BEYOND],
  ['0000/2025', BEYOND],
  ['2025-1X', LEVEL_2],
  ['2025-XX-15', LEVEL_2],
  ['1XXX', LEVEL_2],
  ['?2025', LEVEL_2],
  ['[2024,2025]', LEVEL_2],
  ['{2024..2025}', LEVEL_2],
  ['2025-33', LEVEL_2],
  ['Y-17E7', LEVEL_2],
])('%j %s', (edtf, fault) => {
  expect(() => readEdtf(edtf)).toThrow(new Error(fault));
  expect(edtfFault(edtf)).toBe(fault);
});

describe.each(['UTC', 'Asia/Seoul', 'America/New_York'])('on a machine in %s', (zone) => {
  const home = process.env.TZ;
  afterEach(() => {
    if (home === undefined) delete process.env.TZ;
    else process.env.TZ = home;
  });

  test.each([
    ['2025-01-13', '2025-01-13', '2025-01-13', 'day'],
    ['2025-01-13T00:30:00', '2025-01-13', '2025-01-13', 'time'],
    ['2025-01-13T23:30:00', '2025-01-13', '2025-01-13', 'time'],
    ['2025-01-13T23:30:00Z', '2025-01-13', '2025-01-13', 'time'],
    ['2025-01-13T00:30:00+09:00', '2025-01-13', '2025-01-13', 'time'],
    ['2025-01-13T23:30:00-05:00', '2025-01-13', '2025-01-13', 'time'],
    ['2025-01-13T00:30:00+09:00/2025-01-14', '2025-01-13', '2025-01-14', 'interval'],
    ['2025-01-14T01:00:00+09:00/2025-01-13T23:00:00-05:00', '2025-01-13', '2025-01-14', 'interval'],
  ])('%s is the day that is written', (edtf, earliest, latest, precision) => {
    process.env.TZ = zone;
    expect(readEdtf(edtf)).toEqual({ earliest, latest, precision });
  });
});
