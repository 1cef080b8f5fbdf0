import { kindOf, RefineryError } from '../domain/errors.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';
/** Connection lost or refused, wrong password, no such database, out of resources, shutting down, I/O trouble; read-only. */
const NOT_ANSWERING = /^(?:08|28|53|57|58|XX)...$|^3D000$|^25006$|^42501$/;
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOENT',
  'EACCES',
]);
/** What `pg` says without any code. */
const CONNECTION_LOST =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|Cannot use a pool after calling end|not queryable|connection error/i;
/** Emscripten has its own numbers: https://github.com/emscripten-core/emscripten/blob/main/system/lib/libc/musl/arch/emscripten/bits/errno.h */
const WASM_NO_SPACE = 51;

/** Runs a piece of work on the database, so that what breaks it is told in our kinds. A mistake in our SQL stays as it is. */
export async function onStore<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}

export function storeError(error: unknown): unknown {
  if (kindOf(error) !== undefined) return error;
  if (isDiskFull(error)) return new RefineryError('disk-full', detailOf(error), { cause: error });
  if (isNotAnswering(error)) return new RefineryError('store-unavailable', detailOf(error), { cause: error });
  return error;
}

export function isDiskFull(error: unknown): boolean {
  const code = systemCode(error);
  if (code === DISK_FULL || code === 'ENOSPC' || code === 'EDQUOT') return true;
  return (
    typeof error === 'object' &&
    error !== null &&
    'errno' in error &&
    'name' in error &&
    error.name === 'ErrnoError' &&
    error.errno === WASM_NO_SPACE
  );
}

/** SQLSTATE or the operating system's name for it. */
export function systemCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function detailOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = systemCode(error);
  return code === undefined ? message : `${message} (${code})`;
}

function isNotAnswering(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isNotAnswering);
  const code = systemCode(error);
  if (code !== undefined) return NOT_ANSWERING.test(code) || NO_CONNECTION.has(code);
  return error instanceof Error && CONNECTION_LOST.test(error.message);
}
