import { type AskedAt, type ErrorKind, RefineryError } from '../domain/errors.ts';
import { redactText } from '../refine/text/redact.ts';

const SHORTEST_KEY = 4;
const LONGEST_DETAIL = 300;

/** Who is asked, where, and the settings by which people mend that. */
export type Reached = AskedAt & Readonly<{ settings: Readonly<{ key: string; url: string; ending: string }> }>;

/** What went wrong, and what to do about it. */
type Trouble = Readonly<{ kind: ErrorKind; says: string; next: string }>;

/**
 * What went wrong at a provider: its kind, and a sentence that names the model, the address, what was said there, and the
 * next step. Without the cause, which holds what the server said as it said it.
 */
export function typedError(cause: unknown, apiKey: string, reached: Reached): RefineryError {
  if (cause instanceof RefineryError && cause.asked) return cause;
  const { model, address } = reached;
  const { kind, says, next } = troubleOf(cause, apiKey, reached);
  const step = next === '' ? '' : ` ${next}`;
  return new RefineryError(kind, `${model} at ${address}: ${says}${/[.!?]$/.test(says) ? '' : '.'}${step}`, {
    asked: { model, address },
  });
}

function troubleOf(cause: unknown, apiKey: string, { settings }: Reached): Trouble {
  const { key, url, ending } = settings;
  const says = withoutSecrets(wordsOf(cause), apiKey);
  if (cause instanceof RefineryError)
    return { kind: cause.kind, says: withoutSecrets(cause.detail, apiKey), next: `Look whether ${url} is right.` };
  const status = statusOf(cause);
  if (status === undefined) return unanswered(cause, says, settings);
  if (status === 401 || status === 403) return { kind: 'model-denied', says, next: `Check ${key}.` };
  if (isModelUnknown(status, cause))
    return { kind: 'model-unknown', says, next: 'Take a model that is there, by its name there.' };
  if (status === 404)
    return { kind: 'model-unknown', says, next: `What is asked for is not at that address: ${url} ${ending}.` };
  if (status === 429 || status === 402) return { kind: 'model-limited', says, next: 'Wait, or look at your account.' };
  const isRefused = status >= 400 && status < 500 && status !== 408 && status !== 409;
  return isRefused ? { kind: 'model-unsuited', says, next: '' } : { kind: 'model-unavailable', says, next: '' };
}

/** By the codes of Node, of undici beneath it, and of OpenSSL. */
function unanswered(cause: unknown, says: string, { url }: Reached['settings']): Trouble {
  const code = codeIn(cause);
  if (code === undefined) {
    if (!isTimeout(cause)) return { kind: 'model-unavailable', says, next: '' };
    return {
      kind: 'model-unavailable',
      says: 'it took too long to answer',
      next: 'Give it longer by REFINERY_MODEL_TIMEOUT_MS.',
    };
  }
  if (NO_HOST.has(code))
    return {
      kind: 'model-unreachable',
      says: `no host of that name is known (${code})`,
      next: `Correct ${url}, or look whether this machine is online.`,
    };
  if (TLS.test(code))
    return {
      kind: 'model-unreachable',
      says: `its certificate is not accepted, or it speaks no TLS (${code})`,
      next: `Correct ${url}, or name its authority in NODE_EXTRA_CA_CERTS.`,
    };
  if (NOBODY.has(code))
    return {
      kind: 'model-unreachable',
      says: `nothing answers there (${code})`,
      next: `Start that server, or correct ${url}.`,
    };
  return { kind: 'model-unavailable', says: `the line was cut (${code})`, next: '' };
}

const NO_HOST: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const TLS = /CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;
const NOBODY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** `fetch failed` alone says nothing; what it was caused by does. An address may have a key behind its question mark. */
function wordsOf(cause: unknown): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  const deeper =
    cause instanceof TypeError && cause.cause instanceof Error ? `${words}: ${cause.cause.message}` : words;
  return deeper.replace(/(https?:\/\/[^\s?]*)\?\S*/g, '$1');
}

function codeIn(cause: unknown): string | undefined {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  }
  return undefined;
}

/** Ours, and that of OpenAI's SDK. */
const isTimeout = (cause: unknown): boolean =>
  cause instanceof Error && (cause.name === 'TimeoutError' || cause.constructor.name === 'APIConnectionTimeoutError');

function statusOf(cause: unknown): number | undefined {
  const status = cause instanceof Error && 'status' in cause ? cause.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** Told from an address that is not there: whoever knows the API says so in JSON, with a word of the model. Mistral says 400. */
function isModelUnknown(status: number, cause: unknown): boolean {
  const said = cause instanceof Error && 'error' in cause && cause.error ? JSON.stringify(cause.error) : '';
  return status === 404 ? /model|deployment/i.test(said) : status === 400 && /model_not_found|invalid_model/.test(said);
}

/** Of an address, what people may read: not what may be a secret in it. */
export function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** How people mend what is wrong with a provider. */
export const reachedBy = ({ settings }: Pick<Reached, 'settings'>, model: string, url: string): Reached => ({
  model,
  address: addressOf(url),
  settings: { key: settings.key, url: settings.url, ending: settings.ending },
});

/** Some servers say the key back. A shorter one than four characters is no secret, and stands in many a word. */
export function withoutSecrets(message: string, apiKey: string): string {
  const unkeyed = apiKey.length >= SHORTEST_KEY ? message.replaceAll(apiKey, '[key]') : message;
  return redactText(unkeyed.slice(0, 10 * LONGEST_DETAIL)).slice(0, LONGEST_DETAIL);
}
