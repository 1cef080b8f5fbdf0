import { describe, expect, it } from 'vitest';
import type { TokenBars } from '../../src/domain/picture.ts';
import type { Usage } from '../../src/domain/trace.ts';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { tokenBarsOf, totalOf } from '../../src/refine/picture/token-bars.ts';
import { tokenLines } from '../../src/refine/picture/token-lines.ts';
import { tokenWords } from '../../src/refine/picture/token-words.ts';
import { someSafeTrace } from './some-trace.ts';

const SYSTEM = { role: 'system', content: 'x'.repeat(400) };
const user = (chars: number) => ({ role: 'user', content: 'y'.repeat(chars) });

function someCallRun(
  id: string,
  messages: readonly object[],
  usage: Usage | null,
  model = 'm',
  tools: readonly object[] = [],
) {
  const outputs = { role: 'assistant', content: 'z'.repeat(40) };
  return {
    id,
    kind: 'llm' as const,
    model,
    usage,
    inputs: { messages: [...messages], tools: [...tools] } as never,
    outputs,
  };
}
const barsOf = (...runs: readonly ReturnType<typeof someCallRun>[]) => tokenBarsOf(lookAt(someSafeTrace(runs), ''));
const totalsOf = ({ groups }: TokenBars, group: number) => groups[group]?.rows.map((row) => [row.name, totalOf(row)]);

describe('where tokens went', () => {
  it('takes what the trace says, and parts it as the messages are long', () => {
    const bars = barsOf(someCallRun('answer', [SYSTEM, user(1_200)], { inputTokens: 800, outputTokens: 7 }));
    expect(bars.groups[0]?.rows).toEqual([
      {
        name: 'answer',
        detail: null,
        folded: false,
        parts: [
          { part: 'instructions', tokens: 200 },
          { part: 'conversation', tokens: 600 },
          { part: 'answer', tokens: 7 },
        ],
      },
    ]);
    expect(bars).toMatchObject({
      about: '1 call of a model · 800 in · 7 out · m',
      note: 'How a call divides is estimated; its total is what the trace says.',
    });
  });

  it('estimates where the trace says nothing, and says so', () => {
    const measured = someCallRun('a', [SYSTEM], { inputTokens: 50, outputTokens: 1 });
    const bars = barsOf(measured, someCallRun('b', [SYSTEM], null));
    expect(totalsOf(bars, 0)).toEqual([
      ['a', 51],
      ['b', 110],
    ]);
    expect(bars.note).toBe('The trace does not say what one of the calls took: that is estimated.');
    expect(barsOf(someCallRun('b', [SYSTEM], null)).note).toBe(
      'The trace does not say what its calls took: all is estimated.',
    );
  });

  it('counts a message that is sent again as one, the largest first; what tools are described by is one, too', () => {
    const tool = { type: 'function', function: { name: 'look_up', description: 'd'.repeat(200), parameters: {} } };
    const bars = barsOf(
      someCallRun('a', [SYSTEM, user(40)], null, 'm', [tool]),
      someCallRun('b', [SYSTEM, user(40), { role: 'tool', content: 'r'.repeat(80), tool_call_id: '1' }], null, 'm', [
        tool,
      ]),
    );
    expect(bars.groups[1]?.rows.map(({ detail, parts }) => [detail, parts[0]?.part])).toEqual([
      ['instructions, sent 2 times', 'instructions'],
      ['tool descriptions, sent 2 times', 'tools'],
      ['from a person, sent 2 times', 'conversation'],
      ['from a tool', 'results'],
    ]);
    expect(totalOf(bars.groups[1]?.rows[0] ?? { parts: [] })).toBe(200);
  });

  it('names the model of each call where they differ, and once where they do not', () => {
    const details = (...models: readonly string[]) =>
      barsOf(...models.map((model, index) => someCallRun(`c${index}`, [SYSTEM], null, model))).groups[0]?.rows.map(
        ({ detail }) => detail,
      );
    expect(details('m', 'm')).toEqual([null, null]);
    expect(details('m', 'n')).toEqual(['m', 'n']);
  });

  it('shows the largest of many in their order, and the others as one; nothing is lost', () => {
    const runs = Array.from({ length: 300 }, (_, index) =>
      someCallRun(`c${index}`, [user(4)], { inputTokens: 1_000 + ((index * 7) % 300), outputTokens: 1 }),
    );
    const bars = barsOf(...runs);
    const rows = bars.groups[0]?.rows ?? [];
    expect([rows.length, rows.at(-1)?.name, rows.at(-1)?.folded]).toEqual([13, '… 288 more runs', true]);
    expect(
      rows
        .slice(0, -1)
        .map(totalOf)
        .toSorted((a, b) => b - a)[0],
    ).toBe(1_300);
    const order = rows.slice(0, -1).map(({ name }) => Number(name.slice(1)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(rows.reduce((sum, row) => sum + totalOf(row), 0)).toBe(
      runs.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0) + 1, 0),
    );
    expect(bars.alt.length).toBeLessThanOrEqual(1_000);
  });

  it('of a trace without a call is said', () => {
    const bars = tokenBarsOf(lookAt(someSafeTrace([{ id: 'root' }]), ''));
    expect(bars).toMatchObject({ about: '0 calls of a model', groups: [], note: expect.stringContaining('no call') });
    expect(bars.alt).toBe('Where the tokens went: 0 calls of a model.');
  });

  it('is told in words as well: the same calls and messages, the largest first', () => {
    const small = someCallRun('small', [user(400)], null);
    const bars = barsOf(small, someCallRun('large', [SYSTEM, user(4_000)], null));
    expect(bars.alt).toMatch(
      /^Where the tokens went: 2 calls of a model, 1\.2K in, 20 out, m\. Most took the runs 1\. large: 1\.1K; 2\. small: 110\. The largest messages: 1\. y+…?, from a person: 1K;/,
    );
    expect(tokenLines(bars)[0]?.lines).toEqual([
      { tokens: '110', text: 'small' },
      { tokens: '1.1K', text: 'large' },
    ]);
  });
});

it.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1K'],
  [1_249, '1.2K'],
  [9_960, '10K'],
  [999_499, '999K'],
  [999_500, '1M'],
  [1_250_000, '1.3M'],
  [2_345_678_901, '2,346M'],
])('%d tokens are %s', (tokens, says) => expect(tokenWords(tokens)).toBe(says));
