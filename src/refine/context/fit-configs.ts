import type { PromptFile } from '../template/template.ts';

/** `shown`: less than the whole where there was no room; a file that is only named has no text. */
export type ShownConfig = Readonly<{ path: string; shown: 'whole' | 'beginning' | 'name'; text: string }>;

/** A line or two of settings tell nothing. */
const LEAST_CHARS = 200;
/** A rule of thumb for English and JSON. */
const CHARS_A_TOKEN = 4;

/**
 * Settings as the analyst is shown them: small files first, whole, as many as there is room for; of the next one its
 * beginning, up to the end of a line; of the others their names. In the order that they were given in.
 *
 * @param budgetTokens estimated; never exceeded by texts
 */
export function fitConfigs(files: readonly PromptFile[], budgetTokens: number): readonly ShownConfig[] {
  const shown = new Map<string, ShownConfig>();
  let left = budgetTokens * CHARS_A_TOKEN;
  for (const { path, text } of files.toSorted((one, other) => one.text.length - other.text.length)) {
    const part = text.length <= left ? text : beginning(text.slice(0, left));
    shown.set(path, { path, shown: part === text ? 'whole' : part === '' ? 'name' : 'beginning', text: part });
    left = part === text || part === '' ? left - part.length : 0;
  }
  return files.flatMap(({ path }) => shown.get(path) ?? []);
}

function beginning(most: string): string {
  const end = most.lastIndexOf('\n') + 1;
  return end < LEAST_CHARS ? '' : most.slice(0, end);
}
