import { z } from 'zod';
import type { Answerer } from '../domain/diagnosis.ts';
import type { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { Usage } from '../domain/trace.ts';
import type { Model, ModelReply, ModelRequest, PaidAnswer } from '../ports.ts';
import type { Put, Question } from '../questions/question.ts';
import { sumUsage } from '../refine/call/sum-usage.ts';
import { digestOf } from '../refine/case/digest.ts';
import { redactOutgoing } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { mapJson } from '../refine/trace/json-texts.ts';
import type { House } from './house.ts';

export type Asked<Answer> = Readonly<{ answer: Answer; answerer: Answerer }>;

/** Gives the answer that is known under a digest, else the one that is asked for now. */
export type Once = (about: Digest, ask: () => Promise<PaidAnswer>) => Promise<PaidAnswer>;

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
  { analyst, prompts, clock, once = (_about, ask) => ask() }: Asking,
  signal?: AbortSignal,
): Promise<Asked<Answer>> {
  if (!analyst) {
    const begunMs = clock();
    const answer = await byRules();
    const none = { promptVersion: null, inputTokens: 0, outputTokens: 0 };
    return { answer, answerer: { model: 'rules', ...none, tookMs: clock() - begunMs } };
  }
  const { values, material, restore } = safeToSend(question.put(about), own);
  const { version, ...prompt } = await prompts.prompt(question.name, values);
  const schema = z.toJSONSchema(question.answer) as JsonObject;
  const request: ModelRequest = { ...prompt, user: material, schemaName: question.name, schema };
  const read = (text: string) => question.answer.safeParse(restored(parsed(text), restore));
  const { text, answerer } = await once(digestOf({ model: analyst.name, version, request }), async () => {
    const begunMs = clock();
    const { text, ...said } = await usable(request, (text) => read(text).error, analyst, signal);
    return { text, answerer: { ...said, promptVersion: version, tookMs: clock() - begunMs } };
  });
  return { answer: question.answer.parse(restored(parsed(text), restore)), answerer };
}

/** An answer that can be read, with what both tries took. @param complaint what is wrong with it */
async function usable(
  request: ModelRequest,
  complaint: (text: string) => z.ZodError | undefined,
  analyst: Model,
  signal: AbortSignal | undefined,
): Promise<Readonly<{ text: string; model: string }> & Usage> {
  const first = await analyst.answer(request, signal);
  const wrong = complaint(first.text);
  if (!wrong) return { text: first.text, model: first.model, ...tokensOf([first]) };
  const user = `${request.user}\n\nYour last answer was refused: ${inShort(wrong)}`;
  const second = await analyst.answer({ ...request, user }, signal);
  const still = complaint(second.text);
  if (still) throw new RefineryError('answer-unusable', `${request.schemaName}: ${inShort(still)}`);
  return { text: second.text, model: second.model, ...tokensOf([first, second]) };
}

const tokensOf = (replies: readonly ModelReply[]): Usage => sumUsage(replies.map(({ usage }) => usage));

const inShort = (error: z.ZodError): string => z.prettifyError(error).slice(0, 2_000);

/** The trace was redacted when it was read; what people wrote, and the files of the repository, are redacted here. */
function safeToSend(
  { values, material }: Put,
  own: readonly RedactionRule[],
): Put & Readonly<{ restore(text: string): string }> {
  const names = Object.keys(values);
  const { texts, restore } = redactOutgoing([material, ...Object.values(values)], own);
  const [safeMaterial = '', ...safeValues] = texts;
  return {
    material: safeMaterial,
    values: Object.fromEntries(names.map((name, index) => [name, safeValues[index] ?? ''])),
    restore,
  };
}

function restored(answer: Json, restore: (text: string) => string): Json {
  return mapJson(answer, { leaf: (leaf) => (typeof leaf === 'string' ? restore(leaf) : leaf), key: (key) => key });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
