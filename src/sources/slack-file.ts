import { RefineryError } from '../domain/errors.ts';
import type { TraceFormat } from '../formats/format.ts';
import type { TraceSource } from '../ports.ts';
import { traceIn } from './trace-file.ts';

export type SlackFileOptions = Readonly<{
  /** The bot's; without one there is nobody who shared a file. */
  token: string | undefined;
  /** Slack's own, unless the API of another is given. */
  apiUrl: string | undefined;
  maxBytes?: number;
  timeoutMs?: number;
}>;

const NAME = 'slack-file';
const FRESH_MS = 15 * 60_000;
/** More is no file that somebody drops into a channel. */
export const MOST_FILE_BYTES = 50 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** Where Slack has them: https://docs.slack.dev/reference/objects/file-object */
const HOST = 'https://files.slack.com';

/**
 * Trace files that somebody shared in a channel. It recognises no text: the bot may read files that whoever types an
 * address may not, so a file is taken from where it was shared alone (`slack/hearing/shared-file.ts`).
 */
export function slackFile(formats: readonly TraceFormat[], options: SlackFileOptions): TraceSource {
  const { token, apiUrl, maxBytes = MOST_FILE_BYTES, timeoutMs = TIMEOUT_MS } = options;
  const home = apiUrl === undefined ? HOST : new URL(apiUrl).origin;
  return {
    name: NAME,
    isLocal: false,
    freshMs: FRESH_MS,
    recognise: () => undefined,
    async fetch({ locator }, caller) {
      if (URL.parse(locator)?.origin !== home) throw new RefineryError('link-foreign', 'no file of Slack');
      if (!token) throw new RefineryError('source-denied', 'SLACK_BOT_TOKEN is not set');
      const timeUp = AbortSignal.timeout(timeoutMs);
      const signal = caller ? AbortSignal.any([caller, timeUp]) : timeUp;
      const bytes = await download(locator, token, maxBytes, signal).catch((error: unknown) => {
        caller?.throwIfAborted();
        throw error instanceof RefineryError
          ? error
          : new RefineryError('source-unavailable', `Slack: ${error instanceof Error ? error.message : error}`, {
              cause: error,
            });
      });
      return traceIn(bytes, 'the file', formats, maxBytes);
    },
  };
}

/** The token goes nowhere else: whoever may not read a file is led to a page to sign in, and that is not followed. */
async function download(address: string, token: string, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(address, { headers, redirect: 'manual', signal });
  const refused = refusalOf(response);
  if (refused) {
    await response.body?.cancel();
    throw refused;
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > maxBytes) throw new RefineryError('trace-unreadable', `the file is larger than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refusalOf({ status, headers }: Response): RefineryError | undefined {
  if (status === 404 || status === 410) return new RefineryError('file-not-found', 'the file was deleted in Slack');
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
  if ((status >= 300 && status < 400) || status === 401 || status === 403 || isPage)
    return new RefineryError('source-denied', 'Slack gives no file: is the app installed with files:read?');
  return status === 200 ? undefined : new RefineryError('source-unavailable', `Slack answered ${status}`);
}
