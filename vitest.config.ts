import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/torture/**'],
    globalSetup: './test/global-setup.ts',
    setupFiles: './test/seed.ts',
    reporters: ['default', './test/closing-line.ts'],
    // Most of the time is spent waiting for processes and databases.
    maxWorkers: 3,
    // On two busy cores what takes seconds may take a minute: a test that hangs is still told from one that waits.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
