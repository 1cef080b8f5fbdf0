import type { Call } from '../../domain/call.ts';
import type { Edit } from '../../domain/change.ts';
import type { applyEdits, ChangedFile } from '../change/apply-edits.ts';
import { decodeText, withPlainLineEnds } from '../change/text-file.ts';
import type { ReadTemplates } from '../template/template.ts';
import { type EditedSite, type PromptSite, renderAgain } from './locate-prompt.ts';
import type { PromptsToday } from './prompts-today.ts';
import { substitute } from './substitute.ts';

/**
 * The failing call as it would be after a change; `untouched` when the change
 * does not reach it. `substituted`: the edit was made in the text of the message,
 * because no file could be found that renders to it.
 */
export type ChangedCall =
  | Readonly<{ call: Call; substituted: boolean }>
  | Readonly<{ untouched: true }>
  | Readonly<{ impossible: string }>;

export function changedCall(
  { call, sites, files }: Pick<PromptsToday, 'call' | 'sites' | 'files'>,
  edits: readonly Edit[],
  applied: ReturnType<typeof applyEdits>,
  readTemplates: ReadTemplates,
): ChangedCall {
  if ('refused' in applied) return { impossible: applied.refused };
  const edited: EditedSite[] = [];
  for (const file of applied.changed) {
    const own = sites.filter(({ path }) => path === file.path);
    if (own.length === 0) continue;
    const text = textAfter(file);
    if (text === undefined) return { impossible: noLonger(file.path) };
    const beside = changedBeside(own, text, readTemplates);
    if (beside !== undefined)
      return {
        impossible: `It changes more of ${file.path} than the prompt (${beside}), and a replay can’t show that.`,
      };
    edited.push(...own.map((site) => ({ site, text })));
  }
  const rendered = renderAgain(call, edited, readTemplates);
  if (!rendered) return { impossible: noLonger([...new Set(edited.map(({ site }) => site.path))].join(', ')) };

  const located = new Set(sites.map(({ path }) => path));
  const unlocated = edits.filter(({ path }) => !located.has(path));
  const substituted = substitute(rendered, unlocated, files, readTemplates);
  const isSame = substituted.messages.every(({ content }, index) => content === call.messages[index]?.content);
  return isSame ? { untouched: true } : { call: substituted, substituted: substituted !== rendered };
}

const noLonger = (path: string): string => `With this change, ${path} can no longer be rendered into a prompt.`;

function textAfter({ after }: ChangedFile): string | undefined {
  const decoded = after && decodeText(after);
  return decoded && !('refused' in decoded) ? withPlainLineEnds(decoded.text) : undefined;
}

/** What an edit changes of a file besides the texts that the call was rendered from. */
function changedBeside(own: readonly PromptSite[], text: string, readTemplates: ReadTemplates): string | undefined {
  const [site] = own;
  if (!site || own.some(({ place }) => place === '')) return undefined;
  const before = readTemplates(site).pieces;
  const after = readTemplates({ path: site.path, text }).pieces;
  const rendered = new Set(own.map(({ place }) => place));
  const names = [...before.keys(), ...after.keys()];
  return names.find((name) => !rendered.has(name) && before.get(name) !== after.get(name));
}
