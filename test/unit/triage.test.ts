import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { triage } from '../../src/refine/suspects/triage.ts';
import { signals } from '../../src/wiring-of-reading.ts';
import { countSpentMs } from '../spent-ms.ts';
import { someSafeTrace } from './some-trace.ts';

const LLM = (id: string, says: string) => ({
  id,
  kind: 'llm' as const,
  parentId: 'root',
  inputs: { messages: [{ role: 'user', content: 'Hello' }] },
  outputs: { role: 'assistant', content: says },
});

const seen = lookAt(
  someSafeTrace([
    { id: 'root' },
    LLM('plan', 'I will search.'),
    { id: 'search', kind: 'tool', parentId: 'root' },
    LLM('answer', 'Here it is.'),
  ]),
  '',
);

const blames = (name: string, weight: number, ...runIds: string[]) => ({
  name,
  weight,
  look: () => [{ runIds, detail: `${name}.` }],
});

describe('suspects', () => {
  it('are at least three, by role, when nothing was seen', () => {
    const { suspects, signals } = triage(seen, []);
    expect(signals).toEqual([]);
    expect(suspects.map(({ runId }) => runId)).toEqual(['answer', 'plan', 'search']);
    expect(suspects[0]).toEqual({
      runId: 'answer',
      name: 'answer',
      score: 0.012,
      reasons: ['It gave the final answer.'],
    });
  });

  it('come from signals, the first run of each before those that took part', () => {
    const { suspects, signals } = triage(seen, [blames('lost', 0.5, 'search', 'plan')]);
    expect(signals).toEqual([{ kind: 'lost', runIds: ['search', 'plan'], detail: 'lost.' }]);
    expect(suspects.map(({ runId, score }) => [runId, score])).toEqual([
      ['search', 0.5],
      ['plan', 0.304],
      ['answer', 0.012],
    ]);
    expect(suspects[0]?.reasons).toEqual(['lost.', 'It brought what the model worked with.']);
  });

  it('add up, and never reach more than 1', () => {
    const rules = [blames('one', 0.5, 'plan'), blames('two', 0.5, 'plan'), blames('sure', 1, 'root')];
    const { suspects } = triage(seen, rules);
    expect(suspects.slice(0, 2).map(({ runId, score }) => [runId, score])).toEqual([
      ['root', 1],
      ['plan', 0.752],
    ]);
  });

  it('are all the runs of a trace that has fewer than three', () => {
    expect(triage(lookAt(someSafeTrace([{ id: 'only' }]), ''), []).suspects).toHaveLength(1);
    expect(triage(lookAt(someSafeTrace([]), ''), [])).toEqual({ suspects: [], signals: [] });
  });
});

describe('a step that complains', () => {
  const complaining = (outputs: Json) =>
    lookAt(
      someSafeTrace([
        { id: 'root' },
        LLM('plan', 'I will run it.'),
        { id: 'shell', kind: 'tool', parentId: 'root', outputs },
        LLM('answer', 'Done.'),
      ]),
      '',
    );

  it.each([
    'exit code: 1',
    'a\nTraceback (most recent call last):\nb',
    { message: 'Error: no such plan' },
    'KeyError: x',
  ])('is told of at the model before it: %j', (outputs) => {
    const { suspects } = triage(complaining(outputs), []);
    expect(suspects.find(({ runId }) => runId === 'plan')?.reasons[0]).toMatch(
      /^“shell” answered with what reads like/,
    );
  });

  it('is quoted, in one line, and tells of what came next', () => {
    const { suspects } = triage(complaining('first\nValueError: no such plan\nlast'), []);
    expect(suspects.find(({ runId }) => runId === 'plan')?.reasons).toEqual([
      '“shell” answered with what reads like an error: “ValueError: no such plan”.',
      'Something went wrong right after it.',
      'A model decided here.',
    ]);
    expect(suspects.find(({ runId }) => runId === 'answer')?.reasons[0]).toBe(
      'Something had gone wrong before it, and it went on.',
    );
  });

  it.each(['exit code: 0', 'All is well.', 'There is no terror here', null])('but not for %j', (outputs) =>
    expect(triage(complaining(outputs), []).suspects.flatMap(({ reasons }) => reasons)).not.toContainEqual(
      expect.stringMatching(/wrong|error/),
    ),
  );
});

describe('the score of the first suspect', () => {
  const ofLength = (steps: number, expectation = '', status: 'ok' | 'error' = 'ok') => {
    const runs = Array.from({ length: steps }, (_, index) => LLM(`step ${index}`, `I did part ${index}.`));
    return triage(lookAt(someSafeTrace([{ id: 'root', status }, ...runs]), expectation), []).suspects[0]?.score ?? 0;
  };

  it('flags a trace that is long for what it does, and no short one', () => {
    expect(ofLength(6)).toBeLessThan(0.1);
    expect(ofLength(30)).toBeLessThan(0.5);
    expect(ofLength(60)).toBeGreaterThan(0.5);
  });

  it('flags what somebody says went wrong, or what failed by its own record', () => {
    expect(ofLength(6, 'say that we cannot remember')).toBe(0.5);
    expect(ofLength(6, '', 'error')).toBe(0.5);
  });

  it('is the highest: steps in the middle of what is suspicious come first', () => {
    const step = (id: string, outputs: string) => ({ id, kind: 'llm' as const, parentId: 'root', outputs });
    const steps = ['a', 'b', 'c', 'd', 'e'].map((id) =>
      step(id, `Nothing of note in the step ${id} of this work, really.`),
    );
    const loud = step(
      'loud',
      'Confirmed: the account 4711 holds 981 units, unfortunately it could not be read in full.',
    );
    const said = lookAt(
      someSafeTrace([{ id: 'root' }, ...steps, loud, step('end', 'The account holds 981 units.')]),
      '',
    );
    expect(triage(said, []).suspects[0]?.runId).toBe('loud');
  });
});

it('100,000 steps are looked through in seconds, not hours', () => {
  const runs = Array.from({ length: 100_000 }, (_, index) => LLM(`s${index}`, `I did part ${index}, at 12.50 each.`));
  const many = lookAt(someSafeTrace([{ id: 'root' }, ...runs]), '');
  const spentMs = countSpentMs();
  expect(triage(many, signals).suspects).toHaveLength(10);
  expect(spentMs()).toBeLessThan(20_000);
}, 120_000);

describe('bounds', () => {
  const many = (name: string, count: number) => ({
    name,
    weight: 0.5,
    look: () => Array.from({ length: count }, (_, index) => ({ runIds: ['plan'], detail: `${name} ${index}` })),
  });

  it('keep 200 signals, of each rule the first', () => {
    const { signals, suspects } = triage(seen, [many('flood', 150_000), many('drop', 3)]);
    expect(signals).toHaveLength(200);
    expect(signals.slice(0, 197).every(({ kind }) => kind === 'flood')).toBe(true);
    expect(signals.slice(197).map(({ detail }) => detail)).toEqual(['drop 0', 'drop 1', 'drop 2']);
    expect(suspects[0]?.reasons).toHaveLength(10);
  });

  it('cut details, names and reasons', () => {
    const long = lookAt(someSafeTrace([{ id: 'root', name: 'n'.repeat(1_000) }]), '');
    const look = () => [{ runIds: Array.from({ length: 500 }, () => 'root'), detail: 'd'.repeat(5_000) }];
    const { signals, suspects } = triage(long, [{ name: 'long', weight: 0.5, look }]);
    expect(signals.map(({ detail, runIds }) => [detail.length, runIds.length])).toEqual([[1_000, 200]]);
    expect(suspects.map(({ name, reasons }) => [name.length, reasons[0]?.length])).toEqual([[200, 1_000]]);
  });
});
