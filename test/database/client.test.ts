import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectPath } from '../../src/project.js';

// An image is built in layers: there `npm ci` makes Prisma's client before the sources are there.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hearsay-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the client imports what it is compiled to, with no tsconfig.json around', async () => {
  const schema = path.join(folder, 'prisma', 'schema.prisma');
  await mkdir(path.dirname(schema));
  await copyFile(projectPath('prisma', 'schema.prisma'), schema);
  const prisma = projectPath('node_modules', 'prisma', 'build', 'index.js');
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', schema], {
    cwd: projectPath(),
  });
  const made = path.join(folder, 'src', 'database', 'generated', 'client.ts');
  const imported = (await readFile(made, 'utf8')).match(/(?<=from ")\.[^"]*/g) ?? [];
  expect(imported).not.toEqual([]);
  for (const file of imported) expect(file).toMatch(/\.js$/);
});
