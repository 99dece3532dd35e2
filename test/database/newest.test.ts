import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeArticle } from '../../src/bundle/remove.js';
import { openDatabase } from '../../src/database/database.js';
import { serve } from '../service/serve.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase('reports');
});
afterAll(() => database.close());

test('a load by another process shows in time, and at once to who knows of its release', async () => {
  const maxAge = 1_500;
  const other = openDatabase(database.url, { releaseMaxAge: maxAge });
  const served = await serve(other);
  const release = async (query: string) => {
    const { headers, text } = await served.ask(`/v1/articles?${query}`);
    return [/\d+/.exec(String(headers.etag))?.[0], JSON.parse(text).data.length];
  };
  try {
    expect(await release('')).toEqual(['5', 4]);
    const began = performance.now();
    expect(await removeArticle(database.prisma, 'varn-border-2031-03-a')).toBe(6);
    // Within the time it may still be the release before, whole; the number 6 is no mistake.
    expect(await release('asOfRelease=6')).toEqual(['6', 3]);
    await sleep(maxAge - (performance.now() - began) + 50);
    expect(await release('')).toEqual(['6', 3]);
  } finally {
    await served.close();
    await other.close();
  }
});

test('it is asked for again before anybody has to wait for it', async () => {
  const maxAge = 4_000;
  const other = openDatabase(database.url, { releaseMaxAge: maxAge });
  try {
    const { number = 0 } = (await other.newestRelease()) ?? {};
    await removeArticle(database.prisma, 'varn-border-2031-03-b');
    // Young, it is believed; of an age, believed still, but asked for meanwhile.
    expect(other.servers.believed()?.number).toBe(number);
    await sleep(maxAge / 4 + 50);
    expect(other.servers.believed()?.number).toBe(number);
    await expect.poll(() => other.servers.believed()?.number).toBe(number + 1);
  } finally {
    await other.close();
  }
});
