import { RefineryError } from '../domain/errors.ts';
import { redactText } from '../refine/text/redact.ts';

const SHORTEST_KEY = 4;
const LONGEST_DETAIL = 300;

/** What went wrong at a provider, by the status where it gave one. Without the cause, which holds what the server said as it said it. */
export function typedError(cause: unknown, apiKey: string): RefineryError {
  if (cause instanceof RefineryError) return cause;
  const detail = withoutSecrets(cause instanceof Error ? cause.message : String(cause), apiKey);
  const status = cause instanceof Error && 'status' in cause ? cause.status : undefined;
  if (status === 401 || status === 403) return new RefineryError('model-denied', detail);
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429)
    return new RefineryError('model-unsuited', detail);
  return new RefineryError('model-unavailable', detail);
}

/** Some servers say the key back. A shorter one than four characters is no secret, and stands in many a word. */
export function withoutSecrets(message: string, apiKey: string): string {
  const unkeyed = apiKey.length >= SHORTEST_KEY ? message.replaceAll(apiKey, '[key]') : message;
  return redactText(unkeyed.slice(0, 10 * LONGEST_DETAIL)).slice(0, LONGEST_DETAIL);
}
