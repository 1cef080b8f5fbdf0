import type { Call } from '../../domain/call.ts';
import type { Drift } from '../../domain/verdict.ts';
import type { PromptFile, ReadTemplates } from '../template/template.ts';
import { closestPrompts } from './closest-prompts.ts';
import { explains, locatePrompts, type PromptSite, renderAgain } from './locate-prompt.ts';

/**
 * A recorded call beside the prompt files as they are today. `call` is what the
 * program would send now: the recorded one, unless a prompt was reworded since
 * and what it renders to can be told. `drift` says how the two differ, if they do.
 */
export type PromptsToday = Readonly<{
  call: Call;
  sites: readonly PromptSite[];
  drift: Drift | undefined;
  /** What was looked through. */
  files: readonly PromptFile[];
}>;

export function promptsToday(recorded: Call, files: readonly PromptFile[], readTemplates: ReadTemplates): PromptsToday {
  const exact = locatePrompts(recorded, files, readTemplates);
  const close = closestPrompts(recorded, files, readTemplates, exact);
  if (close.length === 0) {
    const isExplained = exact.some((site) => explains(site, recorded));
    return { call: recorded, sites: exact, drift: isExplained ? undefined : { closest: [], replayed: false }, files };
  }
  let call = recorded;
  let sites = exact;
  for (const { path, site } of close) {
    const text = files.find((file) => file.path === path)?.text;
    const rendered = site && text !== undefined ? renderAgain(call, [{ site, text }], readTemplates) : undefined;
    if (!site || !rendered) continue;
    const grown = lengthOf(rendered, site.messageIndex) - lengthOf(call, site.messageIndex);
    call = rendered;
    const others = sites.filter(({ messageIndex }) => messageIndex !== site.messageIndex);
    sites = [...others, { ...site, end: site.end + grown }];
  }
  const closest = close.map(({ path, lines }) => ({ path, lines }));
  return { call, sites, drift: { closest, replayed: call !== recorded }, files };
}

const lengthOf = ({ messages }: Call, index: number): number => messages[index]?.content.length ?? 0;
