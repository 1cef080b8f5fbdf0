import type { Answer, Call } from '../../domain/call.ts';
import { type PromptsToday, promptsToday } from '../../refine/call/prompts-today.ts';
import type { PromptFile, ReadTemplates } from '../../refine/template/template.ts';
import { type PlayLevel, subjectOf } from '../../refine/trajectory/subject.ts';

/** A failing call as it would be made today, and the prompt files that it may be made from. */
export type Alike = Readonly<{
  today: Pick<PromptsToday, 'call' | 'sites'>;
  level: PlayLevel;
  files: readonly PromptFile[];
}>;

/**
 * The call of another trace that stands where the failing one stood: made from the same prompt files, with the same
 * tools, at the same point of a turn. `undefined` when none is.
 */
export function callLike(
  calls: Parameters<typeof subjectOf>[0],
  { today, level, files }: Alike,
  readTemplates: ReadTemplates,
): Readonly<{ call: Call; answer: Answer }> | undefined {
  const wanted = new Set(today.sites.map(({ path }) => path));
  const fits = ({ call }: Readonly<{ call: Call }>): number => {
    const sites = new Set(promptsToday(call, files, readTemplates).sites.map(({ path }) => path));
    const shared = [...wanted].filter((path) => sites.has(path)).length;
    if (shared === 0) return 0;
    return (
      100 * shared +
      (toolsOf(call) === toolsOf(today.call) ? 10 : 0) +
      (lastRole(call) === lastRole(today.call) ? 1 : 0)
    );
  };
  const ranked = [...calls.values()].map((one) => ({ one, fit: fits(one) })).filter(({ fit }) => fit > 0);
  const best = ranked.toReversed().toSorted((a, b) => b.fit - a.fit)[0]?.one;
  const subject = best && subjectOf(calls, best.call.runId, level);
  return best && subject && { call: best.call, answer: subject.answer };
}

const toolsOf = ({ tools }: Call): string =>
  tools
    .map(({ name }) => name)
    .toSorted()
    .join(' ');
const lastRole = ({ messages }: Call) => messages.at(-1)?.role;
