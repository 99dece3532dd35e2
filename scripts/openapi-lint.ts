// npm run openapi:lint — holds the committed document, and the one in OpenAPI 3.0 made from it,
// against the rules of .config/redocly.yaml and .config/spectral.yaml.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openApi30 } from '../src/http/openapi-3.0.js';
import { projectPath } from '../src/project.js';

const snapshot = projectPath('test', 'contract', 'openapi.json');
const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-lint-'));
const older = path.join(folder, 'openapi-3.0.json');
await writeFile(older, JSON.stringify(openApi30(JSON.parse(await readFile(snapshot, 'utf8')))));

const config = (name: string) => projectPath('.config', name);
const tools = [
  ['@redocly/cli/bin/cli.js', 'lint', '--config', config('redocly.yaml')],
  [
    '@stoplight/spectral-cli/dist/index.js',
    ...['lint', '--quiet', '--fail-severity=hint', '--ruleset', config('spectral.yaml')],
  ],
];
const results = await Promise.all(
  tools.map(async ([file = '', ...options]) => {
    const tool = projectPath('node_modules', ...file.split('/'));
    const env = {
      ...process.env,
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    };
    const run = promisify(execFile)(process.execPath, [tool, ...options, snapshot, older], { env });
    return run.then(
      () => '',
      ({ stdout, stderr }) => `${stdout}${stderr}`,
    );
  }),
);
for (const complaint of results.filter((text) => text !== '')) {
  console.error(complaint);
  process.exitCode = 1;
}
await rm(folder, { recursive: true });
