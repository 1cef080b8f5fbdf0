import type { Call } from '../../domain/call.ts';
import type { applyEdits } from '../change/apply-edits.ts';
import { decodeText, withPlainLineEnds } from '../change/text-file.ts';
import { type PromptSite, renderAgain } from './locate-prompt.ts';

/** The failing call as it would be after a change; `untouched` when the change does not reach it. */
export type ChangedCall = Readonly<{ call: Call }> | Readonly<{ untouched: true }> | Readonly<{ impossible: string }>;

export function changedCall(
  call: Call,
  sites: readonly PromptSite[],
  applied: ReturnType<typeof applyEdits>,
  languages: Parameters<typeof renderAgain>[3],
): ChangedCall {
  if ('refused' in applied) return { impossible: applied.refused };
  let changed = call;
  for (const site of sites) {
    const file = applied.changed.find(({ path }) => path === site.path);
    if (!file) continue;
    const decoded = file.after && decodeText(file.after);
    const rendered =
      decoded && !('refused' in decoded)
        ? renderAgain(changed, site, withPlainLineEnds(decoded.text), languages)
        : undefined;
    if (!rendered) return { impossible: `With this change, ${site.path} can no longer be rendered into a prompt.` };
    changed = rendered;
  }
  return changed === call ? { untouched: true } : { call: changed };
}
