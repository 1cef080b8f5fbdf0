import { LogLevel, WebClient } from '@slack/web-api';
import { expect } from 'vitest';

/** Where the rules are tried: the emulator, or a real workspace. */
export type Place = Readonly<{
  /** The emulator's; a real Slack needs none. */
  apiUrl?: string;
  botToken: string;
  appToken: string;
  /** The id of a public channel that the bot is in. */
  channel: string;
}>;

export function clientOf({ apiUrl }: Pick<Place, 'apiUrl'>, token?: string): WebClient {
  return new WebClient(token, { logger: SILENT, ...(apiUrl ? { slackApiUrl: apiUrl } : {}) });
}

/** Expects Slack's refusal by its name, and gives what came along. */
export async function refusal(call: Promise<unknown>, error: string): Promise<Record<string, unknown>> {
  const thrown = await call.then(
    () => undefined,
    (reason: { data?: Record<string, unknown> }) => reason,
  );
  expect(thrown?.data).toMatchObject({ ok: false, error });
  return thrown?.data ?? {};
}

const nothing = () => undefined;
/** What is refused on purpose is no news. */
export const SILENT = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
