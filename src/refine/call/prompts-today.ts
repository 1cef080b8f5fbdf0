import type { Call } from '../../domain/call.ts';
import type { Drift } from '../../domain/verdict.ts';
import { closestPrompts } from './closest-prompts.ts';
import { type Language, locatePrompts, type PromptFile, type PromptSite, renderAgain } from './locate-prompt.ts';

/**
 * A recorded call beside the prompt files as they are today. `call` is what the
 * program would send now: the recorded one, unless a prompt was reworded since
 * and what it renders to can be told. `drift` says how the two differ, if they do.
 */
export type PromptsToday = Readonly<{ call: Call; sites: readonly PromptSite[]; drift: Drift | undefined }>;

export function promptsToday(
  recorded: Call,
  files: readonly PromptFile[],
  languages: readonly Language[],
): PromptsToday {
  const exact = locatePrompts(recorded, files, languages);
  const close = closestPrompts(recorded, files, languages, exact);
  if (close.length === 0) {
    const isExplained = exact.length > 0;
    return { call: recorded, sites: exact, drift: isExplained ? undefined : { closest: [], replayed: false } };
  }
  let call = recorded;
  const sites = [...exact];
  for (const { path, site } of close) {
    const text = files.find((file) => file.path === path)?.text;
    const rendered = site && text !== undefined ? renderAgain(call, site, text, languages) : undefined;
    if (!site || !rendered) continue;
    call = rendered;
    sites.push(site);
  }
  const closest = close.map(({ path, lines }) => ({ path, lines }));
  return { call, sites, drift: { closest, replayed: call !== recorded } };
}
