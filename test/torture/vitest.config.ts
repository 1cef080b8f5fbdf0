import { defineConfig } from 'vitest/config';

/** The long series: `npm run torture`, or one of them: `npm run torture -- disk`. */
export default defineConfig({
  test: {
    include: ['test/torture/**/*.torture.ts'],
    globalSetup: './test/global-setup.ts',
    reporters: ['verbose', './test/closing-line.ts'],
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
});
