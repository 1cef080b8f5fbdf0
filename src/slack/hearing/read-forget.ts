import { CaseId } from '../../domain/case.ts';

/** At most one word: a sentence that begins so is no command. */
const FORGET = /^[-/]*forget(?:\s+(\S{1,20}))?$/iu;

/** Which case `forget RF-12` means, `nameless` when that is not said; `undefined` for anything else. */
export function readForget(text: string): CaseId | 'nameless' | undefined {
  const match = FORGET.exec(text.trim());
  return match ? (CaseId.safeParse(match[1]?.toUpperCase()).data ?? 'nameless') : undefined;
}
