import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { CaseId } from '../../src/domain/case.ts';
import { RefineryError } from '../../src/domain/errors.ts';
import { type Reading, USUAL_READING } from '../../src/domain/reading.ts';
import { analyseTrace } from '../../src/flow/analyst/analyse.ts';
import { analystOf, chainOf, modelsIn } from '../../src/flow/analyst/analyst.ts';
import { patient } from '../../src/flow/analyst/in-background.ts';
import { atHand } from '../../src/flow/reader.ts';
import { readingOf } from '../../src/flow/view-trace.ts';
import type { BackgroundAnswers, Model, ModelReply } from '../../src/ports.ts';
import { wireHouse } from '../../src/wiring.ts';
import { someModel } from './some.ts';
import { someSafeTrace } from './some-trace.ts';

/** How the ways of reading a trace get on with several models. */
const wired = wireHouse(readConfig({}), { clock: () => 0 });
const trace = someSafeTrace(
  ['one', 'two', 'three'].map((id) => ({
    id,
    outputs: Array.from({ length: 3_000 }, (_, n) => `${id} ${n}`).join(' '),
  })),
);
const usage = { inputTokens: 1, outputTokens: 1 };
const reply = (said: unknown): ModelReply => ({ text: JSON.stringify(said), model: 'm', usage });
const request = { system: '', user: '', schemaName: 's', schema: {}, maxOutputTokens: 1 };

it('a part that no model could read is named, and rules are not asked about a part', async () => {
  const reading: Reading = { strategy: 'groups', viewTokens: 6_000, partTokens: 8_000, parts: 3 };
  let asked = 0;
  const model = someModel({
    async answer() {
      asked++;
      if (asked === 1) throw new RefineryError('model-denied', 'no');
      return reply({ events: [], decisions: [] });
    },
  });
  const house = { ...wired, analyst: analystOf(chainOf([model], true)) };
  const readable = { trace: atHand(trace, wired), reading };
  const parts = await readable.trace('parts', reading);
  expect(parts.length).toBeGreaterThan(1);
  const said = { triage: { suspects: [], signals: [] }, expectation: 'e', objections: [], discussion: [], own: [] };
  const view = { text: '', coverage: { whole: 0, inPart: 0, left: 0 } };
  const { analysis, asked: by } = await analyseTrace({ ...readable, ...said }, view, house);
  expect(analysis.coverage.unread).toHaveLength(1);
  expect(by.map(({ answerer }) => answerer.model)).toEqual(Array(parts.length - 1).fill('m'));
});

it('is planned by what the model gives that looks through the trace', async () => {
  const giving = (name: string, tokensPerMinute: number) =>
    someModel({ name, tokensPerMinute: async () => tokensPerMinute });
  const small = chainOf([giving('a/small', 20_000), giving('b/large', 1e9)], false);
  const large = chainOf([giving('b/large', 1e9)], false);
  const planned = async (analyst: ReturnType<typeof analystOf>) =>
    (await readingOf(atHand(trace, wired), { analyst, reading: { ...wired.reading, strategy: 'whole' } })).viewTokens;
  expect(await planned(analystOf(small))).toBeLessThan(await planned(analystOf(large)));
  expect(await planned(analystOf(small, new Map([['analyse', large]])))).toBe(await planned(analystOf(large)));
});

it('in the background, every model thinks there that can; a blip while it does is no reason to ask another', async () => {
  let looked = 0;
  const background: BackgroundAnswers = {
    begin: async () => 'job',
    async collect() {
      looked++;
      if (looked === 1) throw new RefineryError('model-unavailable', 'a blip');
      return reply('thought');
    },
    cancel: async () => {},
  };
  const [thinking, plain] = [someModel({ name: 'a/a', background }), someModel({ name: 'b/b' })];
  let begun = 0;
  const answers = {
    once: () => Promise.reject(new Error('not asked for')),
    exchanges: async () => [],
    async begun(_at: unknown, _about: unknown, begin: () => Promise<string>) {
      begun++;
      return begin();
    },
    over: async () => {},
  };
  const now = { workspace: 'w', id: CaseId.parse('RF-1') };
  const read = (reading: Reading, models: readonly Model[]) =>
    modelsIn(
      patient({ ...wired, analyst: analystOf(chainOf(models, false)) }, { ...now, reading }, { answers }).analyst,
    );
  const [first, second] = read({ strategy: 'background', viewTokens: 6_000 }, [thinking, plain]);
  expect(second).toBe(plain);
  expect(await first?.answer(request)).toEqual(reply('thought'));
  expect([looked, begun]).toEqual([2, 1]);
  expect(read(USUAL_READING, [thinking, plain])[0]).toBe(thinking);
});
