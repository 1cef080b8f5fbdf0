import { askedAt, kindOf, RefineryError } from '../domain/errors.ts';

/**
 * An error as it may be stored: kind and detail; what has no kind is `unexpected`. Causes
 * stay out: that of a failed request holds the request, key and all.
 */
export function storable(error: unknown): Error {
  if (kindOf(error) !== undefined) return restored(error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RefineryError('unexpected', what);
}

/** Ours comes back from the workflow engine as a plain `Error` with our fields, and leaves here as itself. Others stay as they are. */
export function restored(error: unknown): Error {
  const kind = kindOf(error);
  if (kind !== undefined && error instanceof Error)
    return new RefineryError(kind, 'detail' in error ? String(error.detail) : error.message, { asked: askedAt(error) });
  return error instanceof Error ? error : new Error(String(error));
}
