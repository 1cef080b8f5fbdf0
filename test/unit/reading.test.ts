import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { ReadingSettings } from '../../src/domain/reading.ts';
import type { Run } from '../../src/domain/trace.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { atHand } from '../../src/flow/reader.ts';
import { readingOf, sentOf, viewOf } from '../../src/flow/view-trace.ts';
import { coverageWords } from '../../src/refine/case/coverage-words.ts';
import { viewWithin } from '../../src/refine/view/compact.ts';
import { partsOf } from '../../src/refine/view/parts.ts';
import { planReading } from '../../src/refine/view/plan-reading.ts';
import { readerKit, readingSettings } from '../../src/wiring-of-reading.ts';
import { someModel } from './some.ts';
import { someSafeTrace } from './some-trace.ts';

const auto: ReadingSettings = { strategy: 'auto', viewTokens: 250_000, waitMs: 4 * 60_000 };
const kit = readerKit(readingSettings(readConfig({})));
const sizeOf = ({ outputs }: Pick<Run, 'outputs'>) => words(JSON.stringify(outputs));
const words = (text: string) => Math.ceil(text.length / 4);

it.each([
  ['a small trace whole, however little is given', 5_000, 30_000, { strategy: 'whole', viewTokens: 6_000 }],
  ['a large one compacted, where little is given', 316_000, 30_000, { strategy: 'whole', viewTokens: 25_500 }],
  ['a large one itself, where there is time for it', 180_000, 500_000, { strategy: 'whole', viewTokens: 180_001 }],
  [
    'one that no request holds in parts',
    316_000,
    500_000,
    { strategy: 'groups', viewTokens: 120_000, partTokens: 30_000 },
  ],
])('auto reads %s', (_what, tokens, perMinute, reading) => {
  expect(planReading(auto, tokens, perMinute)).toEqual(reading);
});

it.each(['whole', 'background', 'groups'] as const)('%s is done where it is asked for', (strategy) => {
  expect(planReading({ ...auto, strategy }, 316_000, 30_000).strategy).toBe(strategy);
});

it('never asks for more in one request than a minute gives or is set, nor in all than people wait for, but for the least of a view', () => {
  const limits = { strategies: fc.constantFrom<ReadingSettings['strategy']>('auto', 'whole', 'groups', 'background') };
  fc.assert(
    fc.property(
      limits.strategies,
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.integer({ min: 1_000, max: 10_000_000 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 6_000, max: 300_000 }),
      (strategy, tokens, perMinute, minutes, viewTokens) => {
        const planned = planReading({ strategy, viewTokens, waitMs: minutes * 60_000 }, tokens, perMinute);
        const largest = Math.max(planned.viewTokens, planned.strategy === 'groups' ? planned.partTokens : 0);
        expect(largest).toBeGreaterThanOrEqual(6_000);
        expect(largest).toBeLessThanOrEqual(viewTokens);
        if (largest > 6_000) expect(largest).toBeLessThan(perMinute);
        if (strategy === 'auto' && planned.strategy === 'groups' && planned.viewTokens > 6_000)
          expect(tokens + 3 * planned.viewTokens).toBeLessThan(perMinute * minutes);
      },
    ),
  );
});

/** A tree of any shape, some of it large. */
const someTree = fc
  .array(fc.record({ parent: fc.nat(), size: fc.oneof(fc.nat(200), fc.nat(30_000)) }), { minLength: 1, maxLength: 40 })
  .map((nodes) =>
    someSafeTrace(
      nodes.map(({ parent, size }, index) => ({
        id: `r${index}`,
        parentId: index === 0 || parent % 5 === 0 ? null : `r${parent % index}`,
        outputs: { text: 'word '.repeat(size / 5) },
      })),
    ),
  );

it('parts hold every run once, in order, and none but a run of its own is larger than asked for', () => {
  fc.assert(
    fc.property(someTree, fc.integer({ min: 100, max: 20_000 }), (trace, most) => {
      const parts = partsOf(trace, most, sizeOf);
      const ids = parts.flatMap((runs) => runs.map(({ id }) => id));
      expect(ids.toSorted()).toEqual(trace.runs.map(({ id }) => id).toSorted());
      for (const runs of parts) {
        const sizes = runs.map(({ outputs }) => words(JSON.stringify(outputs)));
        if (runs.length > 1)
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(most + 10 * runs.length);
      }
    }),
    { numRuns: 60 },
  );
});

it('a subtree that fits stays together', () => {
  const text = (size: number) => ({ outputs: { text: 'w'.repeat(size * 4) } });
  const trace = someSafeTrace([
    { id: 'root', ...text(10) },
    { id: 'a', parentId: 'root', ...text(500) },
    { id: 'a1', parentId: 'a', ...text(300) },
    { id: 'b', parentId: 'root', ...text(500) },
    { id: 'b1', parentId: 'b', ...text(300) },
  ]);
  expect(partsOf(trace, 1_000, sizeOf).map((runs) => runs.map(({ id }) => id))).toEqual([
    ['root', 'a', 'a1'],
    ['b', 'b1'],
  ]);
});

it('parts of a conversation that every call repeats do not tell it again and again', async () => {
  const message = (index: number) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: Array.from({ length: 60 }, (_, line) => `message ${index} line ${line}`).join('\n'),
  });
  const runs = Array.from({ length: 20 }, (_, index) => ({
    id: `r${index}`,
    kind: 'llm' as const,
    inputs: { messages: Array.from({ length: 2 * index + 1 }, (_, turn) => message(turn)) },
    outputs: { choices: [{ message: message(2 * index + 1) }] },
  }));
  const parts = await atHand(someSafeTrace(runs), kit)('parts', { partTokens: 4_000 });
  const told = parts.map(({ text }) => text).join('\n');
  // Told again in each part, there would be some forty.
  expect(parts.length).toBeLessThan(12);
  for (const index of [1, 7, 20, 39]) {
    const times = told.split(`message ${index} line 59`).length - 1;
    expect([1, 2]).toContain(times);
  }
});

it('says of each view how much of the runs is in it', () => {
  const trace = someSafeTrace([
    { id: 'r1', outputs: { text: 'A short answer.' } },
    { id: 'r2', outputs: { text: Array.from({ length: 3_000 }, (_, index) => `line ${index}`).join('\n') } },
  ]);
  expect(viewWithin(trace, 100_000, words).coverage).toEqual({ whole: 2, inPart: 0, left: 0 });
  expect(viewWithin(trace, 1_000, words).coverage).toEqual({ whole: 1, inPart: 1, left: 0 });
  expect(coverageWords({ whole: 2, inPart: 0, left: 0, unread: [] })).toBeUndefined();
  expect(coverageWords({ whole: 1, inPart: 1, left: 0, unread: [] })).toBe(
    'Of the 2 steps of the trace I read 1 in full, 1 in part.',
  );
  expect(coverageWords({ whole: 5, inPart: 2, left: 3, unread: ['3 runs from “search” on'] })).toBe(
    'Of the 10 steps of the trace I read 5 in full, 2 in part and 3 not at all. I could not read 3 runs from “search” on.',
  );
});

it('plans by what the model’s provider is known to give, and shows all that would be sent', async () => {
  const runs = Array.from({ length: 30 }, (_, index) => ({
    id: `r${index}`,
    outputs: { text: Array.from({ length: 2_000 }, (_, line) => `fact ${index} ${line}`).join('\n') },
  }));
  const trace = atHand(someSafeTrace(runs), kit);
  const analyst = (perMinute: number) => onlyAnalyst(someModel({ tokensPerMinute: async () => perMinute }));
  expect(await readingOf(trace, { analyst: analyst(30_000), reading: auto })).toMatchObject({ strategy: 'whole' });
  const reading = await readingOf(trace, { analyst: analyst(500_000), reading: auto });
  if (reading.strategy !== 'groups') throw new Error(`read ${reading.strategy}`);
  expect(reading.parts).toBeGreaterThan(3);
  const sent = await sentOf({ trace, reading });
  for (let run = 0; run < runs.length; run++) expect(sent).toContain(`fact ${run} 1999`);
  expect(sent).toContain((await viewOf({ trace, reading })).text);
});
