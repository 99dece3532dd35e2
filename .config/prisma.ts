import { defineConfig } from 'prisma/config';

// Prisma's command line downloads a schema engine from a host of its own before it does anything.
// `generate` never runs it, so any executable will do; migrations use its WebAssembly build
// (src/database/migrate.ts). With this, an install reaches no host but the package registry.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: '../prisma/schema.prisma' });
