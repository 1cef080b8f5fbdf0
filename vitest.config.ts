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
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
