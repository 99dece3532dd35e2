import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import type pg from 'pg';

// Prisma's command line downloads its schema engine from a host of its own. The same engine is on
// npm as WebAssembly, and reaches the database through the driver that Prisma's client uses.
const engineFile = '@prisma/schema-engine-wasm/schema_engine_bg';

// Node has it; only the browser's types declare it.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: ReturnType<typeof load> | undefined;

/** Starts Prisma's schema engine on a connection. It is loaded once, and only if it is needed. */
export async function openSchemaEngine(adapter: SqlDriverAdapter): Promise<SchemaEngine> {
  loading ??= load();
  const { SchemaEngine } = await loading;
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: adapter.adapterName,
    connect: async () => adapter,
    // The engine would create a database beside ours and run every migration in it. Nothing here
    // asks it to, and that nothing ever should by mistake is the point of this line.
    connectToShadowDb: () => Promise.reject(new Error('Hearsay uses no shadow database.')),
  });
  const datamodels = [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']];
  return SchemaEngine.new({ datamodels: datamodels as [string, string][] }, () => {}, factory);
}

/** The engine's connection: what Prisma's client uses, but a script goes to PostgreSQL whole. */
export async function adapterFor(pool: pg.Pool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect();
  // The original cuts a script at every semicolon, also inside of a function's body. Whole, it is
  // one implicit transaction besides: a script that fails leaves nothing of itself behind.
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  return adapter;
}

/** Prisma can be told of tables that others own; Hearsay has none. */
export const everything: SchemaFilter = { externalTables: [], externalEnums: [] };

async function load() {
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const file = createRequire(import.meta.url)
    .resolve(engineFile)
    .replace(/\.js$/, '.wasm');
  // The engine reports its own crashes to this global, and fails without a word if it is missing.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`Prisma's schema engine crashed: ${message}`);
      },
    },
  });
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': withoutWaiting(engine),
  });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return engine;
}

/**
 * The engine sets a timer of ten seconds whenever it takes its lock, and never clears it: a program
 * that is finished would wait for that before it ends.
 */
function withoutWaiting(engine: object): object {
  const setTimer = (work: () => void, ms: number) => setTimeout(work, ms).unref();
  const entries = Object.entries(engine).map(([name, value]) => [
    name,
    name.startsWith('__wbg_setTimeout_') ? setTimer : value,
  ]);
  return Object.fromEntries(entries);
}
