import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { everything, openSchemaEngine } from '../../src/database/schema-engine.js';

const schemaFile = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));

/**
 * The SQL that makes an empty database into what schema.prisma describes. It needs no database;
 * extensions that an index uses (gin_trgm_ops, say) have to be there before it is run.
 */
export async function schemaSql(file = schemaFile): Promise<string> {
  const engine = await openSchemaEngine(noDatabase());
  try {
    const content = await readFile(file, 'utf8');
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: file, content }] },
      script: true,
      exitCode: null,
      filters: everything,
    });
    return stdout ?? '';
  } finally {
    engine.free();
  }
}

/** The engine asks one thing before it starts: is there a schema `public`, and on which version. */
function noDatabase(): SqlDriverAdapter {
  const [int32, boolean, text] = [0, 5, 7] as const;
  const refuse = () => Promise.reject(new Error('schemaSql has no database'));
  return {
    provider: 'postgres',
    adapterName: 'none',
    queryRaw: async () => ({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [boolean, text, int32],
      rows: [[true, 'PostgreSQL 18', 180000]],
    }),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    dispose: async () => {},
  };
}
