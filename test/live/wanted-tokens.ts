const WANTED = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_TEST_CHANNEL'];

/** Ends at once, with one line, when there is no workspace to try. */
export function setup(): void {
  const missing = WANTED.filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  console.error(`Set ${missing.join(', ')}; playground/slack/README.md says how to get them.`);
  process.exit(1);
}
