import { expect, it } from 'vitest';
import { z } from 'zod';
import { kindOf } from '../../src/domain/errors.ts';
import type { Exchange } from '../../src/domain/exchange.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { ask, type Once } from '../../src/flow/analyst/ask.ts';
import type { Model, ModelReply, ModelRequest, PaidAnswer } from '../../src/ports.ts';
import type { Question } from '../../src/questions/question.ts';
import { someModel } from './some.ts';

const size: Question<string, { size: number }> = {
  name: 'size',
  answer: z.object({ size: z.number() }),
  put: (about) => ({ values: { expectation: about }, material: `material of ${about}` }),
  byRules: (about) => ({ size: about.length }),
};
const prompts = { prompt: async () => ({ version: 'v3', system: 'How long?', maxOutputTokens: 9 }) };

const saying = (...answers: string[]) => ending(answers.map((text) => ({ text })));

function ending(answers: Pick<ModelReply, 'text' | 'finish'>[]): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  const model = someModel({
    async answer(request) {
      asked.push(request);
      const usage = { inputTokens: 10, outputTokens: 2 };
      return { ...(answers.shift() ?? { text: '' }), model: 'model-2026', usage };
    },
  });
  return { asked, ...model };
}
const asking = (analyst: Model | undefined) =>
  ask(size, 'abcd', async () => ({ size: 4 }), [], {
    analyst: analyst && onlyAnalyst(analyst),
    prompts,
    clock: () => 5,
  });

it('answers by rules without a model, and says so', async () => {
  expect(await asking(undefined)).toEqual({
    answer: { size: 4 },
    answerer: { model: 'rules', promptVersion: null, inputTokens: 0, outputTokens: 0, tookMs: 0 },
  });
});

it('puts the question with its prompt and schema, the material beside it', async () => {
  const model = saying('{"size":7}');
  expect(await asking(model)).toEqual({
    answer: { size: 7 },
    answerer: { model: 'model-2026', promptVersion: 'v3', inputTokens: 10, outputTokens: 2, tookMs: 0 },
  });
  expect(model.asked).toMatchObject([
    { system: 'How long?', user: 'material of abcd', schemaName: 'size', schema: { required: ['size'] } },
  ]);
});

it.each([['no JSON'], ['{"size":"big"}'], ['']])('asks once more, with the complaint, after %j', async (wrong) => {
  const model = saying(wrong, '{"size":7}');
  expect(await asking(model)).toMatchObject({ answer: { size: 7 }, answerer: { inputTokens: 20, outputTokens: 4 } });
  expect(model.asked[1]?.user).toMatch(/^material of abcd\n\nYour last answer was refused: /);
});

it('asks for fewer words after an answer that was cut off', async () => {
  const model = ending([
    { text: '{"size"', finish: 'length' },
    { text: '{"size":7}', finish: 'length' },
  ]);
  expect(await asking(model)).toMatchObject({ answer: { size: 7 } });
  expect(model.asked[1]?.user).toMatch(/refused: it was cut off at 2 tokens\. Answer in fewer words\.$/);
});

it('does not ask again who refused, and says why', async () => {
  const model = ending([{ text: 'I can’t help with that.', finish: 'refused' }, { text: '{"size":7}' }]);
  expect(await asking(model).catch((error: unknown) => error)).toMatchObject({
    kind: 'model-unsuited',
    detail: 'size: the model refused to answer: I can’t help with that.',
  });
  expect(model.asked).toHaveLength(1);
});

it('gives up after the second wrong answer', async () => {
  const model = saying('{}', '{}', '{"size":7}');
  expect(kindOf(await asking(model).catch((error: unknown) => error))).toBe('answer-unusable');
  expect(model.asked).toHaveLength(2);
});

it('pays once for the same question, but for another model, prompt or input; an answer that can’t be read is no answer', async () => {
  const known = new Map<string, PaidAnswer>();
  const once: Once = async (about, ask) => {
    const answer = known.get(about) ?? (await ask(async () => {}));
    known.set(about, answer);
    return answer;
  };
  const model = saying('{}', '{}', '{"size":1}', '{"size":2}', '{"size":3}', '{"size":4}');
  const answered = async (about: string, analyst: Model = model, version = 'v3') => {
    const prompt = { prompt: async () => ({ version, system: 'How long?', maxOutputTokens: 9 }) };
    const byRules = async () => ({ size: 0 });
    const asking = { analyst: onlyAnalyst(analyst), prompts: prompt, clock: () => 5, once };
    return (await ask(size, about, byRules, [], asking)).answer.size;
  };
  await expect(answered('a')).rejects.toThrow();
  expect(await answered('a')).toBe(1);
  expect(await answered('a')).toBe(1);
  expect(await answered('b')).toBe(2);
  expect(await answered('a', model, 'v4')).toBe(3);
  expect(await answered('a', { ...model, name: 'other/model' })).toBe(4);
  expect(await answered('b')).toBe(2);
});

it('notes every call as it went: both tries, and one that brought nothing', async () => {
  const noted: Exchange[] = [];
  const once: Once = (_about, ask) => ask(async (exchange) => void noted.push(exchange));
  const again = async (analyst: Model) =>
    ask(size, 'abcd', async () => ({ size: 4 }), [], { analyst: onlyAnalyst(analyst), prompts, clock: () => 5, once });
  await again(saying('no JSON', '{"size":7}'));
  expect(noted).toMatchObject([
    {
      atMs: 5,
      asked: 'some/model',
      promptVersion: 'v3',
      request: { user: 'material of abcd' },
      reply: { text: 'no JSON' },
    },
    { request: { user: expect.stringContaining('was refused') }, reply: { text: '{"size":7}', model: 'model-2026' } },
  ]);
  expect(noted[0]?.request).toMatchObject({ system: 'How long?', schemaName: 'size', schema: { required: ['size'] } });
  await expect(again(someModel({ answer: () => Promise.reject(new Error('down')) }))).rejects.toThrow('down');
  expect(noted[2]).toMatchObject({ request: { user: 'material of abcd' }, reply: null });
});

const unasked = () => Promise.reject(new Error('a model was set'));
const letter: Question<string, { text: string }> = {
  name: 'letter',
  answer: z.object({ text: z.string() }),
  put: (about) => ({ values: { expectation: about }, material: `The trace names [email-1]. Help: help@shop.example` }),
  byRules: () => ({ text: '' }),
};

it('sends no personal data that people or files hold, keeps the labels of the trace, and puts the values back', async () => {
  const model = saying('{"text":"From [email-1] to [email-2] and \\"[email-3]\\", not [email-9]."}');
  const seen: unknown[] = [];
  const watched = {
    async prompt(_name: string, values: Readonly<Record<string, string>>) {
      seen.push(values);
      return { version: 'v3', system: 'Write.', maxOutputTokens: 9 };
    },
  };
  const about = 'answer ada@home.example from help@shop.example';
  const { answer } = await ask(letter, about, unasked, [], {
    analyst: onlyAnalyst(model),
    prompts: watched,
    clock: () => 5,
  });
  expect(seen).toEqual([{ expectation: 'answer [email-3] from [email-2]' }]);
  expect(model.asked[0]?.user).toBe('The trace names [email-1]. Help: [email-2]');
  expect(answer.text).toBe('From [email-1] to help@shop.example and "ada@home.example", not [email-9].');
});

it('what the project hides besides does not leave, either', async () => {
  const model = saying('{"text": "Dear [word-1]"}');
  const own = [{ kind: 'word', pattern: /Acme/g }];
  const { answer } = await ask(letter, 'write to Acme', unasked, own, {
    analyst: onlyAnalyst(model),
    prompts,
    clock: () => 5,
  });
  expect(JSON.stringify(model.asked)).not.toContain('Acme');
  expect(answer.text).toBe('Dear Acme');
});
