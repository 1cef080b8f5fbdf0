import type { Signal } from '../../domain/triage.ts';

/** What signals say, a sentence each; the same sentence once, with how often. `more`: how many are left out. */
export function signalWords(
  signals: readonly Signal[],
  most: number,
): Readonly<{ shown: readonly Readonly<{ detail: string; times: string }>[]; more: number }> {
  const alike = [...Map.groupBy(signals, ({ detail }) => detail)];
  const shown = alike.slice(0, most).map(([detail, same]) => ({
    detail,
    times: same.length === 1 ? '' : ` (${same.length.toLocaleString('en')} times)`,
  }));
  return { shown, more: alike.length - shown.length };
}
