import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/domain/trace.ts';
import { summaryOf } from '../../src/refine/picture/trace-summary.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { unfurlView } from '../../src/slack/views/unfurl-view.ts';
import { someTrace } from './some-trace.ts';

type Given = Partial<Run> & Pick<Run, 'id'>;
const summary = (runs: readonly Given[]) => summaryOf(someTrace(runs), []);

describe('a trace in a few lines', () => {
  it('tells the time, the tokens of its calls alone, and what was asked and answered', () => {
    const root: Given = {
      id: 'agent',
      parentId: null,
      startMs: 1_000,
      endMs: 4_500,
      inputs: { question: 'Where is my order?' },
      outputs: { answer: 'On its way.' },
      usage: { inputTokens: 30, outputTokens: 7 },
    };
    const call: Given = { id: 'model', parentId: 'agent', kind: 'llm', usage: { inputTokens: 30, outputTokens: 7 } };
    expect(summary([root, call])).toEqual({
      name: 'trace',
      failed: false,
      startMs: 1_000,
      tookMs: 3_500,
      runs: 2,
      tokens: 37,
      firstError: null,
      asked: 'Where is my order?',
      answered: 'On its way.',
    });
  });

  it('names the failure that ended first, and of those that ended together the innermost', () => {
    const failed = (id: string, parentId: string | null, endMs: number | null): Given => ({
      id,
      parentId,
      endMs,
      status: 'error',
      error: `${id} broke`,
    });
    const nested = [failed('agent', null, 9), failed('step', 'agent', 9), failed('tool', 'step', 9)];
    expect(summary(nested)).toMatchObject({ failed: true, firstError: { run: 'tool', text: 'tool broke' } });
    expect(summary([...nested, failed('later', 'agent', 12)]).firstError?.run).toBe('tool');
    expect(summary([...nested, failed('sooner', 'agent', 3), failed('whenever', 'agent', null)]).firstError?.run).toBe(
      'sooner',
    );
  });

  it('says nothing of what nobody recorded', () => {
    const none = { startMs: null, tookMs: null, tokens: null, firstError: null, asked: null, answered: null };
    expect(summary([])).toEqual({ ...none, name: 'trace', failed: false, runs: 0 });
  });

  it.each(['x'.repeat(100_000), '<!channel> <https://evil.example|a> `', '\u202e‮\n'.repeat(5_000)])(
    'fits into Slack, whatever stands in it, and is no markup there: %#',
    (text) => {
      const monster: Given = {
        id: text,
        parentId: null,
        inputs: { question: text },
        outputs: { a: text },
        error: text,
      };
      const drawn = unfurlView({
        link: `https://a.example/${'y'.repeat(3_000)}`,
        thread: '1.0',
        summary: summary([monster]),
      });
      expect(fits({ text: 'a', blocks: drawn })).toEqual([]);
      expect(JSON.stringify(drawn)).not.toMatch(/"mrkdwn","text":"(?!<!date)/);
    },
  );
});
