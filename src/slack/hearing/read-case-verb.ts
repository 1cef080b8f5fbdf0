import { CaseId } from '../../domain/case.ts';

/** What can be wanted of one case that is named. */
export const CASE_VERBS = ['case', 'export', 'rollback', 'forget', 'mute', 'unmute', 'redraw'] as const;
export type CaseVerb = (typeof CASE_VERBS)[number];

/** At most one word behind it: a sentence that begins so is no command. */
const WORDS = /^[-/]*(?:please\s+)?(case|export|roll[\s-]?back|forget|mute|unmute|redraw)(?:\s+(\S{1,40}))?$/iu;

/** `rollback RF-12`: what is wanted of which case, `null` when that is not said; `undefined` for anything else. */
export function readCaseVerb(text: string): Readonly<{ verb: CaseVerb; id: CaseId | null }> | undefined {
  const [, word = '', name] = WORDS.exec(text.trim()) ?? [];
  const verb = CASE_VERBS.find((known) => known === word.toLowerCase().replace(/[\s-]/g, ''));
  const id = CaseId.safeParse(name?.toUpperCase().replace(/[.,!?]$/, ''));
  return verb && { verb, id: id.success ? id.data : null };
}
