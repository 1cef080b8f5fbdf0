import { z } from 'zod';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { ModelRequest, PromptLibrary } from '../../ports.ts';
import type { Put, Question } from '../../questions/question.ts';
import { StageAnswers } from '../../questions/stage-answers.ts';
import { enclose, markOf } from '../../refine/text/enclose.ts';
import { redactOutgoing } from '../../refine/text/redact.ts';
import type { RedactionRule } from '../../refine/text/redaction-rules.ts';
import { mapJson } from '../../refine/trace/json-texts.ts';
import { isObject } from '../../refine/trace/look-into-json.ts';

/** A question as a model is asked it. `read` makes of the model's words what they answer, labels put back into values. */
export type PutQuestion<Answer> = Readonly<{
  request: ModelRequest;
  promptVersion: string;
  read(text: string): z.ZodSafeParseResult<Answer>;
}>;

/** What stands before every question about a trace. */
const ANALYST = 'analyst';
/** All of them have one name, as they have one schema. */
const STAGE = 'stage';

/**
 * Everything that a question tells, as it may leave the house. Questions about one trace begin alike, letter for letter:
 * with the same instructions, the same schema and the trace; what is asked comes last.
 *
 * @param own what the project hides besides
 */
export async function putQuestion<About, Answer>(
  question: Question<About, Answer>,
  about: About,
  own: readonly RedactionRule[],
  prompts: PromptLibrary,
): Promise<PutQuestion<Answer>> {
  const { values, material, trace, restore } = safeToSend(question.put(about), own);
  const { version: promptVersion, system, maxOutputTokens } = await prompts.prompt(question.name, values);
  const read = (text: string) => question.answer.safeParse(restored(answerIn(parsed(text), question.name), restore));
  if (trace === undefined) {
    const schema = jsonSchemaOf(question.answer);
    return {
      request: { system, user: material, schemaName: question.name, schema, maxOutputTokens },
      promptVersion,
      read,
    };
  }
  const user = [system, ...(material === '' ? [] : [enclose('material', material)])].join('\n\n');
  return {
    request: {
      system: (await prompts.prompt(ANALYST, {})).system,
      shared: { text: enclose('trace', trace), key: markOf(trace) },
      user,
      schemaName: STAGE,
      schema: STAGE_SCHEMA,
      maxOutputTokens,
    },
    promptVersion,
    read,
  };
}

const jsonSchemaOf = (answer: z.ZodType): JsonObject => z.toJSONSchema(answer) as JsonObject;
const STAGE_SCHEMA = jsonSchemaOf(StageAnswers);

/** Under the name of its question; a model that keeps to no schema may leave that out. One that answers null there has answered another. */
function answerIn(said: Json, question: string): Json {
  const named = isObject(said) ? said[question] : undefined;
  return isObject(named) || named === null ? named : said;
}

/**
 * The trace was redacted when it was read; what people wrote, and the files of the repository, are redacted here.
 * The trace comes first: what follows does not change how it is sent.
 */
function safeToSend(
  { values, material, trace }: Put,
  own: readonly RedactionRule[],
): Put & Readonly<{ restore(text: string): string }> {
  const names = Object.keys(values);
  const { texts, restore } = redactOutgoing([trace ?? '', material, ...Object.values(values)], own);
  const [safeTrace = '', safeMaterial = '', ...safeValues] = texts;
  return {
    material: safeMaterial,
    ...(trace !== undefined && { trace: safeTrace }),
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
