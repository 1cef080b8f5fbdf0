import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    // Most of the time is spent waiting for processes and databases.
    maxWorkers: 3,
    globalSetup: './test/global-setup.ts',
    setupFiles: './test/seed.ts',
    // On two busy cores what takes seconds may take a minute: a test that hangs is still told from one that waits.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      // They keep nothing between them, so that a worker reads the house once and not a hundred times.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: ['test/unit/**', 'test/torture/**'] },
      },
    ],
  },
});
