import type { WebClient } from '@slack/web-api';

/**
 * What somebody who opens a conversation with the bot can begin with; a press says the message in their name. Those of
 * `manifest.yml` are the same. Four at most: https://docs.slack.dev/reference/app-manifest
 */
export const SUGGESTED_PROMPTS = [
  { title: 'Diagnose a trace', message: 'diagnose' },
  { title: 'Show failures of my project', message: 'failures 24h' },
  { title: 'My cases', message: 'cases' },
  { title: 'Help', message: 'help' },
] as const;

/** Errors as `WebClient`. https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts */
export async function suggestPrompts(client: Pick<WebClient, 'assistant'>, channel: string): Promise<void> {
  await client.assistant.threads.setSuggestedPrompts({
    channel_id: channel,
    title: 'What shall I look into?',
    prompts: [...SUGGESTED_PROMPTS],
  });
}
