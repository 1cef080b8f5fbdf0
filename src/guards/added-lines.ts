import type { InspectedFile } from '../ports.ts';
import { lineChanges } from '../refine/change/line-changes.ts';

/**
 * The lines that a change brings into a file; at most 64 KB, since the workshop
 * gives up on more, and what it gave up on the guard of secrets blocks.
 */
export function addedLines({ before, after }: InspectedFile): readonly string[] {
  return !after || after.gaveUp ? [] : lineChanges(before?.text ?? null, after.text).added;
}
