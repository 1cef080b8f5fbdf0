import { contentOf, sharedContent } from './words.ts';

type Example = Readonly<{ asked: string; answered: string }>;

const ASKED = /^\W*(?:customer|user|human|question|q)\W*:\W*(.+)$/i;
const ANSWERED = /^\W*(?:assistant|agent|answer|reply|a)\W*:\W*(.+)$/i;

/**
 * Rule 3: the answer of an example whose question shares most content words with
 * the message, seen from both sides. The last such example wins.
 */
export function exampleAnswer(prompt: string, message: string): string | undefined {
  return examplesIn(prompt).findLast(({ asked }) => isAlike(asked, message))?.answered;
}

function examplesIn(prompt: string): readonly Example[] {
  const lines = prompt.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.flatMap((line, index) => {
    const asked = ASKED.exec(line)?.[1];
    const answered = ANSWERED.exec(lines[index + 1] ?? '')?.[1];
    return asked && answered ? [{ asked, answered: answered.replace(/^["“]|["”*]+$/g, '').trim() }] : [];
  });
}

function isAlike(one: string, other: string): boolean {
  const longer = Math.max(contentOf(one).length, contentOf(other).length);
  return longer > 0 && sharedContent(one, other) * 2 > longer;
}
