import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectPath } from '../../src/project.js';
import { programs, run, serve } from './guide.js';

// Clients are generated from the document of a running service, compiled under `strict`, and used.

const HOOK = projectPath('test', 'clients', 'typescript-5.mjs');
const OWN = projectPath('test', 'clients', 'node_modules');
const SHARED = projectPath('node_modules');

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve();
  const { url, folder } = service;
  // As in a project that has installed what README.md names.
  await symlink(SHARED, path.join(folder, 'node_modules'), 'junction');
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const document = `${url}/openapi.json`;
  const openapiTypescript = path.join(OWN, 'openapi-typescript', 'bin', 'cli.js');
  const heyApi = path.join(SHARED, '@hey-api', 'openapi-ts', 'dist', 'run.mjs');
  await Promise.all([
    run(process.execPath, [openapiTypescript, document, '--output', 'hearsay.ts'], folder),
    run(process.execPath, ['--import', HOOK, heyApi, '-i', document, '-o', 'hearsay'], folder),
    ...(await programs('ts')).map(({ source }, index) =>
      writeFile(path.join(folder, `program-${index}.ts`), source),
    ),
    writeFile(path.join(folder, 'refused.ts'), REFUSED),
  ]);
  await run(process.execPath, [path.join(OWN, 'typescript', 'bin', 'tsc'), '-p', '.'], folder);
}, 180_000);
afterAll(() => service.close());

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    types: ['node'],
    outDir: 'js',
  },
  include: ['*.ts', 'hearsay'],
};

/** What must not compile: that it does would fail the compilation. */
const REFUSED = `
import createClient from 'openapi-fetch';
import type { paths } from './hearsay.js';
import { getFigure, listFigures } from './hearsay/index.js';

const hearsay = createClient<paths, 'application/json' | 'application/problem+json'>();
// @ts-expect-error: no qualifier of this name
void hearsay.GET('/v1/figures', { params: { query: { qualifier: ['sharp'] } } });
// @ts-expect-error: no parameter of this name
void hearsay.GET('/v1/figures', { params: { query: { metric: ['killed'] } } });
// @ts-expect-error: the id must be given
void hearsay.GET('/v1/figures/{id}', { params: { path: {} } });
// @ts-expect-error: no qualifier of this name
void listFigures({ query: { qualifier: ['sharp'] } });
// @ts-expect-error: no parameter of this name
void listFigures({ query: { metric: ['killed'] } });
const { data } = await getFigure({ path: { id: 'x' }, throwOnError: true });
// @ts-expect-error: may be null
void data.place.name;
// @ts-expect-error: no field of this name
void data.amount;
`;

test.each([
  [0, 'openapi-typescript and openapi-fetch'],
  [1, 'Hey API'],
])('program %i of README.md, on %s, prints what it says', async (index) => {
  const { url, folder } = service;
  const { prints } = (await programs('ts'))[index] ?? {};
  const program = path.join('js', `program-${index}.js`);
  expect(await run(process.execPath, [program], folder, { HEARSAY: url })).toBe(prints);
});
