import { z } from 'zod';
import type { Answerer } from '../../domain/diagnosis.ts';
import type { Digest } from '../../domain/digest.ts';
import { RefineryError } from '../../domain/errors.ts';
import type { Usage } from '../../domain/trace.ts';
import type { Clock, Model, ModelReply, ModelRequest, Note, PaidAnswer } from '../../ports.ts';
import type { Question } from '../../questions/question.ts';
import { estimateRequest } from '../../refine/call/estimate-request.ts';
import { sumUsage } from '../../refine/call/sum-usage.ts';
import { digestOf } from '../../refine/case/digest.ts';
import type { RedactionRule } from '../../refine/text/redaction-rules.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { House } from '../house.ts';
import { chainFor } from './analyst.ts';
import { askInTurn } from './ask-in-turn.ts';
import { hideSecrets } from './hide-secrets.ts';
import { noting } from './noting.ts';
import { putQuestion } from './put-question.ts';

export type Asked<Answer> = Readonly<{ answer: Answer; answerer: Answerer }>;

/** Gives the answer that is known under a digest, else the one that is asked for now. */
export type Once = (about: Digest, ask: (note: Note) => Promise<PaidAnswer>) => Promise<PaidAnswer>;

/** Outside of a case nothing is known, and nothing kept. */
const AGAIN: Once = (_about, ask) => ask(async () => {});

/** Who is asked, and how; `once` where what was paid for is known again. */
export type Asking<Answer = never> = Pick<House, 'analyst' | 'prompts' | 'clock'> &
  Readonly<{
    once?: Once | undefined;
    /** Whether an answer is borne out by the trace. A cheaper model is asked only where this can be told. */
    holds?: ((answer: Answer) => Promise<boolean>) | undefined;
    /** Before a model is asked again behind which others stand; not given for the usual half a second. */
    pauseMs?: number | undefined;
  }>;

/**
 * Puts a question to the analyst: the models that are set for it, in turn, and rules where none is or where they are to
 * stand in for all; `answerer` says who answered, and in whose place. A cheaper model comes first about what is small,
 * and its answer counts if it holds. An answer of the wrong shape, or cut off, is asked for once more, with the
 * complaint. The same question on the same input, with the same prompt and model, is paid for once.
 *
 * @param byRules what rules alone answer
 * @param own what the project hides besides
 * @throws RefineryError answer-unusable, model-unsuited where it refuses, and what the models and the store throw
 */
export async function ask<About, Answer>(
  question: Question<About, Answer>,
  about: About,
  byRules: () => Promise<Answer>,
  own: readonly RedactionRule[],
  { analyst, prompts, clock, once = AGAIN, holds, pauseMs }: Asking<Answer>,
  signal?: AbortSignal,
): Promise<Asked<Answer>> {
  const chain = analyst && chainFor(analyst, question.name);
  if (!chain || chain.models.length === 0) return answeredByRules(byRules, clock);
  const { request, promptVersion, read } = await putQuestion(question, about, own, prompts);
  const answerIn = (text: string) => {
    const { data, error } = read(text);
    if (error) throw new RefineryError('answer-unusable', `${question.name}: ${inShort(error)}`);
    return data;
  };
  const isSmall = chain.cheaper && holds && estimateRequest(request) <= chain.cheaper.maxTokens;
  const outcome = await askInTurn(
    { ...chain, cheaper: isSmall ? chain.cheaper?.model : undefined },
    {
      digest: (model) => digestOf({ model: model.name, promptVersion, request }),
      async ask(model, note) {
        const begunMs = clock();
        const noted = noting(model, { question: question.name, promptVersion }, note, clock);
        const { text, ...said } = await usable(question.name, request, (text) => read(text).error, noted, signal);
        return { text, answerer: { ...said, promptVersion, tookMs: clock() - begunMs } };
      },
      once,
      holds: async ({ text }) => holds === undefined || holds(answerIn(text)),
      pauseMs,
      signal,
    },
  );
  if ('text' in outcome) return { answer: hideSecrets(answerIn(outcome.text)), answerer: outcome.answerer };
  const { answer, answerer } = await answeredByRules(byRules, clock);
  return { answer, answerer: { ...answerer, insteadOf: outcome.passedOver } };
}

async function answeredByRules<Answer>(byRules: () => Promise<Answer>, clock: Clock): Promise<Asked<Answer>> {
  const begunMs = clock();
  const answer = await byRules();
  const none = { promptVersion: null, inputTokens: 0, outputTokens: 0 };
  return { answer, answerer: { model: 'rules', ...none, tookMs: clock() - begunMs } };
}

/** An answer that can be read, with what both tries took. Who refused is not asked again. @param complaint what is wrong with it */
async function usable(
  question: string,
  request: ModelRequest,
  complaint: (text: string) => z.ZodError | undefined,
  model: Model,
  signal: AbortSignal | undefined,
): Promise<Readonly<{ text: string; model: string }> & Usage> {
  const wrongWith = (reply: ModelReply): string | undefined => {
    const wrong = complaint(reply.text);
    if (wrong && reply.finish === 'refused') throw new RefineryError('model-unsuited', refusalOf(question, reply));
    return wrong && (reply.finish === 'length' ? cutOff(reply) : inShort(wrong));
  };
  const first = await model.answer(request, signal);
  const wrong = wrongWith(first);
  if (!wrong) return { text: first.text, model: first.model, ...tokensOf([first]) };
  const where = request.shared ? ` Answer under the name "${question}", which must not be null.` : '';
  const user = `${request.user}\n\nYour last answer was refused: ${wrong}${where}`;
  const second = await model.answer({ ...request, user }, signal);
  const still = wrongWith(second);
  if (still) throw new RefineryError('answer-unusable', `${question}: ${still}`);
  return { text: second.text, model: second.model, ...tokensOf([first, second]) };
}

/** What is wrong with its shape comes of that alone. */
const cutOff = ({ usage: { outputTokens } }: ModelReply): string =>
  `it was cut off${outputTokens > 0 ? ` at ${outputTokens} tokens` : ''}. Answer in fewer words.`;

const refusalOf = (question: string, { text }: ModelReply): string =>
  `${question}: the model refused to answer${text ? `: ${shorten(text, REFUSAL_CHARS)}` : ''}`;

const tokensOf = (replies: readonly ModelReply[]): Usage => sumUsage(replies.map(({ usage }) => usage));

const REFUSAL_CHARS = 200;
const inShort = (error: z.ZodError): string => z.prettifyError(error).slice(0, 2_000);
