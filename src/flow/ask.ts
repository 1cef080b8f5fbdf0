import { z } from 'zod';
import type { Answerer } from '../domain/diagnosis.ts';
import type { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Model, ModelReply, ModelRequest, Note, PaidAnswer } from '../ports.ts';
import type { Question } from '../questions/question.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import type { House } from './house.ts';
import { noting } from './noting.ts';
import { putQuestion } from './put-question.ts';

export type Asked<Answer> = Readonly<{ answer: Answer; answerer: Answerer }>;

/** Gives the answer that is known under a digest, else the one that is asked for now. */
export type Once = (about: Digest, ask: (note: Note) => Promise<PaidAnswer>) => Promise<PaidAnswer>;

/** Outside of a case nothing is known, and nothing kept. */
const AGAIN: Once = (_about, ask) => ask(async () => {});

/** Who is asked, and how; `once` where what was paid for is known again. */
export type Asking = Pick<House, 'analyst' | 'prompts' | 'clock'> & Readonly<{ once?: Once | undefined }>;

/**
 * Puts a question to the analyst: a model where one is set, else rules, which is said in `answerer`.
 * An answer of the wrong shape is asked for once more, with the complaint. The same question on the same input, with
 * the same prompt and model, is paid for once.
 *
 * @param byRules what rules alone answer
 * @param own what the project hides besides
 * @throws RefineryError answer-unusable, and what the model and the store throw
 */
export async function ask<About, Answer>(
  question: Question<About, Answer>,
  about: About,
  byRules: () => Promise<Answer>,
  own: readonly RedactionRule[],
  { analyst, prompts, clock, once = AGAIN }: Asking,
  signal?: AbortSignal,
): Promise<Asked<Answer>> {
  if (!analyst) {
    const begunMs = clock();
    const answer = await byRules();
    const none = { promptVersion: null, inputTokens: 0, outputTokens: 0 };
    return { answer, answerer: { model: 'rules', ...none, tookMs: clock() - begunMs } };
  }
  const { request, promptVersion, read } = await putQuestion(question, about, own, prompts);
  const { text, answerer } = await once(digestOf({ model: analyst.name, promptVersion, request }), async (note) => {
    const begunMs = clock();
    const noted = noting(analyst, { question: question.name, promptVersion }, note, clock);
    const { text, ...said } = await usable(question.name, request, (text) => read(text).error, noted, signal);
    return { text, answerer: { ...said, promptVersion, tookMs: clock() - begunMs } };
  });
  const { data, error } = read(text);
  if (error) throw new RefineryError('answer-unusable', `${question.name}: ${inShort(error)}`);
  return { answer: data, answerer };
}

/** An answer that can be read, with what both tries took. @param complaint what is wrong with it */
async function usable(
  question: string,
  request: ModelRequest,
  complaint: (text: string) => z.ZodError | undefined,
  analyst: Model,
  signal: AbortSignal | undefined,
): Promise<Readonly<{ text: string; model: string; inputTokens: number; outputTokens: number }>> {
  const first = await analyst.answer(request, signal);
  const wrong = complaint(first.text);
  if (!wrong) return { text: first.text, model: first.model, ...tokensOf([first]) };
  const user = `${request.user}\n\nYour last answer was refused: ${inShort(wrong)}`;
  const second = await analyst.answer({ ...request, user }, signal);
  const still = complaint(second.text);
  if (still) throw new RefineryError('answer-unusable', `${question}: ${inShort(still)}`);
  return { text: second.text, model: second.model, ...tokensOf([first, second]) };
}

const tokensOf = (replies: readonly ModelReply[]) => ({
  inputTokens: replies.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
  outputTokens: replies.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
});

const inShort = (error: z.ZodError): string => z.prettifyError(error).slice(0, 2_000);
