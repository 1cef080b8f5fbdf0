import { z } from 'zod';
import type { Answerer } from '../domain/diagnosis.ts';
import { RefineryError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { Put, Question } from '../questions/question.ts';
import { redactOutgoing } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { mapJson } from '../refine/trace/json-texts.ts';
import type { House } from './house.ts';

export type Asked<Answer> = Readonly<{ answer: Answer; answerer: Answerer }>;

/**
 * Puts a question to the analyst: a model where one is set, else rules, which is said in `answerer`.
 * An answer of the wrong shape is asked for once more, with the complaint.
 *
 * @param byRules what rules alone answer
 * @param own what the project hides besides
 * @throws RefineryError answer-unusable, and what the model throws
 */
export async function ask<About, Answer>(
  question: Question<About, Answer>,
  about: About,
  byRules: () => Promise<Answer>,
  own: readonly RedactionRule[],
  house: Pick<House, 'analyst' | 'prompts' | 'clock'>,
  signal?: AbortSignal,
): Promise<Asked<Answer>> {
  const begunMs = house.clock();
  if (!house.analyst) {
    const answer = await byRules();
    const none = { promptVersion: null, inputTokens: 0, outputTokens: 0 };
    return { answer, answerer: { model: 'rules', ...none, tookMs: house.clock() - begunMs } };
  }

  const { values, material, restore } = safeToSend(question.put(about), own);
  const prompt = await house.prompts.prompt(question.name, values);
  const schema = z.toJSONSchema(question.answer) as JsonObject;
  const request = { ...prompt, schemaName: question.name, schema };
  const spent = { inputTokens: 0, outputTokens: 0 };
  let complaint = '';
  for (const attempt of ['first', 'second']) {
    const user = attempt === 'first' ? material : `${material}\n\nYour last answer was refused: ${complaint}`;
    const { text, model, usage } = await house.analyst.answer({ ...request, user }, signal);
    spent.inputTokens += usage.inputTokens;
    spent.outputTokens += usage.outputTokens;
    const answer = question.answer.safeParse(restored(parsed(text), restore));
    if (answer.success) {
      const tookMs = house.clock() - begunMs;
      return { answer: answer.data, answerer: { model, promptVersion: prompt.version, ...spent, tookMs } };
    }
    complaint = z.prettifyError(answer.error).slice(0, 2_000);
  }
  throw new RefineryError('answer-unusable', `${question.name}: ${complaint}`);
}

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
