// npm run openapi:write — asks a service over the seed for the examples of the OpenAPI document,
// and writes them and the document down. What breaks clients needs `-- --break`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildApp } from '../src/app.js';
import { seedBundle, seedBundles, seedMeasures } from '../src/bundle/seed.js';
import { openDatabase } from '../src/database/database.js';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { type Examples, withExamples } from '../src/http/openapi-examples.js';
import { projectPath } from '../src/project.js';
import { describe, differences } from './openapi-differences.js';
import { examplesOf } from './openapi-examples.js';

const SNAPSHOT = projectPath('test', 'contract', 'openapi.json');
const EXAMPLES = projectPath('src', 'http', 'examples.json');

const { document, examples } = await askService();
const after = withExamples(document, examples);
const before = JSON.parse(await readFile(SNAPSHOT, 'utf8').catch(() => 'null'));
const found = before === null ? [] : differences(before, after);
if (found.length > 0) console.log(describe(found));
if (found.some(({ breaks }) => breaks) && !process.argv.includes('--break')) {
  console.error('Nothing was written. If clients are to break: npm run openapi:write -- --break');
  process.exitCode = 1;
} else {
  const text = (json: unknown) => `${JSON.stringify(json, null, 2)}\n`;
  await writeFile(EXAMPLES, text(examples));
  await writeFile(SNAPSHOT, text(after));
}

async function askService(): Promise<{ document: object; examples: Examples }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-openapi-'));
  const postgres = await startEmbeddedPostgres(folder, { durable: false });
  try {
    await migrate(postgres.url);
    const database = openDatabase(postgres.url, { statementTimeout: 10_000 });
    await seedMeasures(database.prisma);
    for (const file of await seedBundles()) await seedBundle(database.prisma, file);
    const app = await buildApp({ database, requestTimeout: 10_000 });
    const get = async (url: string) => {
      const { statusCode, body } = await app.inject({ url, headers: { host: 'localhost:3000' } });
      return { status: statusCode, text: body };
    };
    const { text } = await get('/openapi.json');
    const described = JSON.parse(text);
    const answers = await examplesOf(described, get);
    await app.close();
    await database.close();
    return { document: described, examples: answers };
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
