import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { RefineryError } from '../domain/errors.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { KeptTrace } from '../ports.ts';
import { digestOfBytes } from '../refine/case/digest.ts';

/** Traces repeat themselves: level 1 already makes them a fifth, in a quarter of the default's time. */
const FAST = { level: constants.Z_BEST_SPEED };
/** No trace comes near this; what claims to is no trace. */
const MOST_BYTES = 1 << 30;

/**
 * The one way to a `KeptTrace`: so only safe ones are kept. Keys stay in the order in which they were written, for
 * that is how people and models are shown them; the text is well-formed and without NUL, for JSON escapes both.
 */
export function pack(trace: SafeTrace): KeptTrace {
  const text = JSON.stringify(trace);
  return { digest: digestOfBytes(text), bytes: gzipSync(text, FAST) };
}

/** The digest vouches that this is the text that `pack` made. @throws RefineryError store-damaged when it was changed */
export function unpack({ digest, bytes }: KeptTrace): SafeTrace {
  const text = textOf(bytes, digest);
  if (digestOfBytes(text) !== digest) throw damaged(digest);
  return JSON.parse(text);
}

function textOf(bytes: Uint8Array, digest: KeptTrace['digest']): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString();
  } catch (cause) {
    throw damaged(digest, cause);
  }
}

function damaged(digest: KeptTrace['digest'], cause?: unknown): RefineryError {
  return new RefineryError('store-damaged', `trace ${digest} was changed`, { cause });
}
