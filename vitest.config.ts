// How the tests run: real databases are shared between files through test/…; two cores, so few files at once.
import { defineConfig } from 'vitest/config';

export const vitestConfig = defineConfig({
  test: {
    globalSetup: ['test/db/global-setup.ts'],
    setupFiles: ['test/drawn-examples.ts'],
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // A file that starts a database needs a few seconds on a busy machine; a hung one must still end.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
export { vitestConfig as default };
