// npm run openapi:diff -- OLD NEW — what differs between two OpenAPI documents, and which of it
// breaks clients; exits with 1 if anything does.
import { readFile } from 'node:fs/promises';
import { describe, differences } from './openapi-differences.js';

const [before, after] = process.argv.slice(2);
if (!before || !after) {
  console.error('Usage: npm run openapi:diff -- OLD.json NEW.json');
  process.exit(2);
}
const read = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
const found = differences(await read(before), await read(after));
console.log(describe(found));
if (found.some(({ breaks }) => breaks)) process.exitCode = 1;
