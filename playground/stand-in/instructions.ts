import { ABOUT_DOCUMENTS, type Instruction } from './parse-instructions.ts';
import { isAbout, sharedContent } from './words.ts';

/** Rule 2: what the last of the instructions that apply to the message wants said. */
export function instructedAnswer(instructions: readonly Instruction[], message: string): string | undefined {
  const applicable = instructions.findLast(
    (instruction) => instruction.statement !== null && applies(instruction, message),
  );
  return applicable?.statement ?? undefined;
}

/** Does one of the prohibitions that hold for this message speak of what the answer says? */
export function isForbidden(instructions: readonly Instruction[], message: string, answer: string): boolean {
  return instructions.some(
    ({ condition, forbidden }) =>
      forbidden !== null && (condition === null || isAbout(condition, message)) && isAbout(forbidden, answer),
  );
}

/** A wish for the newest document holds always, for conditions that speak of documents, or when its condition is met. */
export function wantsNewest(instructions: readonly Instruction[], message: string): boolean {
  return instructions.some(
    ({ condition, prefersNewest }) =>
      prefersNewest && (condition === null || speaksOfDocuments(condition) || isAbout(condition, message)),
  );
}

/** Without a condition, what is to be said must itself be about the message, by two words at least. */
function applies({ condition, statement }: Instruction, message: string): boolean {
  return condition === null ? sharedContent(statement ?? '', message) >= 2 : isAbout(condition, message);
}

const speaksOfDocuments = (text: string): boolean =>
  ABOUT_DOCUMENTS.test(text) || /\b(?:disagree|conflict|contradict|differ)/i.test(text);
