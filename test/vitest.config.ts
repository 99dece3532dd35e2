import { configDefaults, defineConfig } from 'vitest/config';

const common = {
  root: '.',
  pool: 'forks',
  testTimeout: 20_000,
  hookTimeout: 60_000,
} as const;

/** They are about what a process knows that has done nothing else. */
const ALONE = ['test/plans.test.ts', 'test/authoring/schema.test.ts'];

export default defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    // PostgreSQL does much of the work: with one file at a time a core would often stand idle.
    maxWorkers: 2,
    // It begins with the project whose name comes first: after all others a long file would run by itself.
    projects: [
      {
        // One process after the other takes many files: each would load the whole service anew.
        test: {
          ...common,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE],
          isolate: false,
        },
      },
      { test: { ...common, name: 'alone', include: ALONE } },
    ],
  },
});
