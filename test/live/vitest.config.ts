import { defineConfig } from 'vitest/config';

/** The contract of Slack against a real workspace: `npm run test:slack-live`. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.live.ts'],
    globalSetup: './test/live/wanted-tokens.ts',
    // Slack takes about one message a second.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
