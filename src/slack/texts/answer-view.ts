import type { RichTextBlockElement } from '@slack/types';
import { startOf } from './plain-text.ts';
import { paragraph, quote } from './rich-text.ts';

/** One of the answers that the agent gave, which is what customers see: nothing where there is none. */
export function answerView(title: string, answer: string | null, length: number): readonly RichTextBlockElement[] {
  return answer === null || answer.trim() === '' ? [] : [paragraph(title), quote(startOf(answer, length))];
}
