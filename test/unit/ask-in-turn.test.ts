import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ErrorKind, kindOf, RefineryError } from '../../src/domain/errors.ts';
import { analystOf, chainOf } from '../../src/flow/analyst/analyst.ts';
import { ask, type Once } from '../../src/flow/analyst/ask.ts';
import type { Model, PaidAnswer } from '../../src/ports.ts';
import type { Question } from '../../src/questions/question.ts';
import { insteadWords } from '../../src/refine/case/answerer-words.ts';
import { someModel } from './some.ts';

const size: Question<string, { size: number }> = {
  name: 'size',
  answer: z.object({ size: z.number() }),
  put: (about) => ({ values: {}, material: about }),
  byRules: () => ({ size: 0 }),
};
const prompts = { prompt: async () => ({ version: 'v1', system: 'How long?', maxOutputTokens: 9 }) };

type Said = number | ErrorKind | Error;

/** Says one thing after the other, the last one over and over; an error kind is thrown. */
function model(name: string, ...says: readonly [Said, ...Said[]]): Model & Readonly<{ asked: () => number }> {
  let asked = 0;
  const said = someModel({
    name,
    async answer() {
      const now = says[Math.min(asked, says.length - 1)];
      asked++;
      if (typeof now === 'string') throw new RefineryError(now, `${name} failed`);
      if (now instanceof Error) throw now;
      return {
        text: JSON.stringify({ size: now }),
        model: `${name}-2026`,
        usage: { inputTokens: 10, outputTokens: 1 },
      };
    },
  });
  return { ...said, asked: () => asked };
}

/** Keeps what was paid for, as the store does: an error is not kept. */
function keeping(): Once & Readonly<{ kept: Map<string, PaidAnswer> }> {
  const kept = new Map<string, PaidAnswer>();
  const once: Once = async (about, ask) => {
    const paid = kept.get(about) ?? (await ask(async () => {}));
    kept.set(about, paid);
    return paid;
  };
  return Object.assign(once, { kept });
}

type About = Readonly<{
  rulesLast?: boolean;
  cheaper?: Model;
  maxTokens?: number;
  once?: Once;
  material?: string;
  holds?: (answer: { size: number }) => Promise<boolean>;
  signal?: AbortSignal;
}>;
async function asking(models: readonly Model[], about: About = {}) {
  const { rulesLast = false, cheaper, maxTokens = 100, once, material = 'abcd', holds, signal } = about;
  const analyst = analystOf(chainOf(models, rulesLast, cheaper && { model: cheaper, maxTokens }));
  const asked = { analyst, prompts, clock: () => 5, once, holds, pauseMs: 1 };
  const { answer, answerer } = await ask(size, material, async () => ({ size: 0 }), [], asked, signal);
  return { size: answer.size, by: answerer.model, insteadOf: answerer.insteadOf, answerer };
}
const kindThrown = async (promise: Promise<unknown>) =>
  kindOf(
    await promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );

describe('the next model is asked', () => {
  it.each([['model-unavailable'], ['model-denied'], ['model-unsuited']] as const)('after %s', async (kind) => {
    const [first, second] = [model('a/a', kind), model('b/b', 2)];
    const failed = { model: 'a/a', because: kind, instead: 'b/b', inputTokens: 0, outputTokens: 0 };
    expect(await asking([first, second])).toMatchObject({ size: 2, by: 'b/b-2026', insteadOf: [failed] });
  });

  it('after two answers in a form that nobody can use', async () => {
    const first = someModel({
      name: 'a/a',
      answer: async () => ({ text: 'no', model: 'a', usage: { inputTokens: 1, outputTokens: 1 } }),
    });
    const { size, insteadOf } = await asking([first, model('b/b', 2)]);
    expect([size, insteadOf?.[0]?.because]).toEqual([2, 'answer-unusable']);
  });

  it.each([
    ['store-unavailable', new RefineryError('store-unavailable', 'gone')],
    ['disk-full', new RefineryError('disk-full', 'full')],
    ['trace-too-large', new RefineryError('trace-too-large', 'large')],
    ['nobody’s kind', new Error('what?')],
  ])('not after %s', async (_kind, error) => {
    const second = model('b/b', 2);
    await expect(asking([model('a/a', error), second], { rulesLast: true })).rejects.toBe(error);
    expect(second.asked()).toBe(0);
  });

  it('not after a Stop, whatever became of the call', async () => {
    const stop = new AbortController();
    const second = model('b/b', 2);
    const first = someModel({
      name: 'a/a',
      answer() {
        stop.abort();
        return Promise.reject(new RefineryError('model-unavailable', 'cut'));
      },
    });
    const asked = asking([first, second], { rulesLast: true, signal: stop.signal });
    expect([await kindThrown(asked), second.asked()]).toEqual(['model-unavailable', 0]);
  });

  it('not while the first one answers', async () => {
    const second = model('b/b', 2);
    const { size, answerer } = await asking([model('a/a', 1), second]);
    expect([size, second.asked(), 'insteadOf' in answerer]).toEqual([1, 0, false]);
  });
});

describe('where every model failed', () => {
  const failing = [model('a/a', 'model-unavailable'), model('b/b', 'model-denied')] as const;

  it('rules answer if they stand last, and say why', async () => {
    const { size, by, answerer } = await asking(failing, { rulesLast: true });
    expect([size, by, answerer.promptVersion]).toEqual([0, 'rules', null]);
    expect(insteadWords(answerer)).toEqual([
      'Answered by rules, because a/a is not answering properly and b/b does not accept my key.',
    ]);
  });

  it('else it fails with what may pass, so that it is tried again, and what all of them said', async () => {
    const asked = asking(failing);
    await expect(asked).rejects.toThrow('a/a: a/a failed; b/b: b/b failed');
    expect(await kindThrown(asked)).toBe('model-unavailable');
  });

  it('one model alone fails as ever', async () => {
    const asked = asking([model('a/a', 'model-unsuited')]);
    await expect(asked).rejects.toThrow(/^model-unsuited: a\/a failed$/);
  });
});

describe('a cheaper model', () => {
  const holds = async (answer: { size: number }) => answer.size !== 9;
  /** `How long?` and four letters are 13 characters. */
  it.each([
    ['is asked first about what is small', 100, holds, 7, { size: 7, asked: [1, 0] }],
    ['is not asked about what is larger', 20, holds, 7, { size: 1, asked: [0, 1] }],
    ['is not asked where nobody can check it', 100, undefined, 7, { size: 1, asked: [0, 1] }],
    ['gives way where its quotes do not stand', 100, holds, 9, { size: 1, asked: [1, 1] }],
  ] as const)('%s', async (_, maxTokens, check, says, expected) => {
    const [cheaper, usual] = [model('c/c', says), model('a/a', 1)];
    const about = check ? { cheaper, maxTokens, holds: check } : { cheaper, maxTokens };
    const { size } = await asking([usual], about);
    expect({ size, asked: [cheaper.asked(), usual.asked()] }).toEqual(expected);
  });

  it('is paid for all the same, and named', async () => {
    const { answerer } = await asking([model('a/a', 1)], { cheaper: model('c/c', 9), holds });
    expect(answerer).toMatchObject({ model: 'a/a-2026', inputTokens: 10, outputTokens: 1 });
    expect(answerer.insteadOf).toEqual([
      { model: 'c/c', because: 'quotes-missing', instead: 'a/a', inputTokens: 10, outputTokens: 1 },
    ]);
    expect(insteadWords(answerer)).toEqual(['Answered by a/a, because c/c quoted too much that is not in the trace.']);
  });

  it('never answers unchecked, even where nobody else does', async () => {
    const asked = asking([model('a/a', 'model-unavailable')], { cheaper: model('c/c', 9), holds });
    expect(await kindThrown(asked)).toBe('model-unavailable');
  });

  it('the usual model’s answer counts whatever it quotes', async () => {
    expect(await asking([model('a/a', 9)], { cheaper: model('c/c', 9), holds })).toMatchObject({ size: 9 });
  });

  it('is none beside nobody, or beside itself', () => {
    const cheaper = { model: model('c/c', 1), maxTokens: 1 };
    expect(chainOf([], true, cheaper).cheaper).toBeUndefined();
    expect(chainOf([model('c/c', 1)], true, cheaper).cheaper).toBeUndefined();
  });
});

describe('what was paid for is known again', () => {
  it('whoever answered: those who failed are not asked once more', async () => {
    const once = keeping();
    const [first, second] = [model('a/a', 'model-denied', 1), model('b/b', 2)];
    const before = await asking([first, second], { once });
    expect(await asking([first, second], { once })).toEqual(before);
    expect([first.asked(), second.asked(), before.size]).toEqual([1, 1, 2]);
  });

  it('a cheaper answer that did not hold, too, where the process died before the next', async () => {
    const once = keeping();
    const cheaper = model('c/c', 9);
    const holds = async (answer: { size: number }) => answer.size !== 9;
    const died = new Error('killed');
    await expect(asking([model('a/a', died)], { cheaper, holds, once })).rejects.toBe(died);
    expect(once.kept.size).toBe(1);
    expect(await asking([model('a/a', 1)], { cheaper, holds, once })).toMatchObject({ size: 1 });
    expect(cheaper.asked()).toBe(1);
  });

  it('an answer that was given in nobody’s place does not keep a better model from being asked', async () => {
    const once = keeping();
    const [first, second] = [model('a/a', 1), model('b/b', 2)];
    await asking([second], { once });
    expect(await asking([first, second], { once })).toMatchObject({ size: 1 });
    expect([first.asked(), second.asked()]).toEqual([1, 1]);
  });

  it('and is not paid for again where that one fails; who was passed over is said anew', async () => {
    const once = keeping();
    const second = model('b/b', 2);
    await asking([second], { once });
    const { size, insteadOf } = await asking([model('a/a', 'model-denied'), second], { once });
    expect([size, second.asked(), insteadOf?.map(({ model }) => model)]).toEqual([2, 1, ['a/a']]);
    expect(await asking([second], { once })).not.toHaveProperty('insteadOf', expect.anything());
  });

  it('rules are not: a model that is back is asked', async () => {
    const once = keeping();
    const first = model('a/a', 'model-denied', 1);
    expect(await asking([first], { once, rulesLast: true })).toMatchObject({ by: 'rules' });
    expect(await asking([first], { once, rulesLast: true })).toMatchObject({ size: 1 });
  });
});

it.each([
  ['a question by its own list', 'size', 'b/b-2026'],
  ['any other by the usual one', 'letter', 'a/a-2026'],
])('%s', async (_, name, by) => {
  const chain = (one: Model) => chainOf([one], false);
  const analyst = analystOf(chain(model('a/a', 1)), new Map([['size', chain(model('b/b', 2))]]));
  const { answerer } = await ask({ ...size, name }, 'abcd', async () => ({ size: 0 }), [], {
    analyst,
    prompts,
    clock: () => 5,
  });
  expect(answerer.model).toBe(by);
});

it('a part that rules answered is said to be', () => {
  const failed = { model: 'a/a', because: 'model-unavailable', inputTokens: 0, outputTokens: 0 } as const;
  const none = { promptVersion: 'v1', inputTokens: 1, outputTokens: 1, tookMs: 1 };
  const by = (instead: string) => ({ model: `${instead}-2026`, ...none, insteadOf: [{ ...failed, instead }] });
  const asked = ['rules', 'rules', 'b/b'].map((instead) => ({ question: 'gap', answerer: by(instead) }));
  expect(insteadWords(by('b/b'), { asked })).toEqual([
    'Answered by b/b, because a/a is not answering properly.',
    'Answered in part by rules, because a/a is not answering properly.',
  ]);
  expect(insteadWords({ model: 'a-2026', ...none })).toEqual([]);
});
