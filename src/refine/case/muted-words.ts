import type { History } from './fold.ts';

/** Beside what a case waits for, in a list: nothing where the thread is not muted. */
export function mutedWords({ muted }: Pick<History, 'muted'>): string {
  return muted ? ` Muted by ${muted.by.name}.` : '';
}
