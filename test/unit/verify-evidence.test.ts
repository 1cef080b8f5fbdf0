import { describe, expect, it } from 'vitest';
import { excerptFrom, verifyEvidence } from '../../src/refine/text/verify-evidence.ts';
import { contentWords } from '../../src/refine/text/words.ts';
import { someRun, someTrace } from './some-trace.ts';

const trace = someTrace([
  {
    id: 'llm',
    inputs: { messages: [{ role: 'system', content: 'You remember every chat.\nBe   kind.' }] },
    outputs: {
      choices: [
        { message: { content: 'Sure, I remember!', arguments: '{"order_id": "A-0042", "note": "say \\"hi\\""}' } },
      ],
    },
  },
  { id: 'tool', error: 'TimeoutError: no answer after 30 s' },
]);

const keeps = (runId: string, quote: string): boolean => verifyEvidence([{ runId, quote }], trace).kept.length === 1;

describe('a quote is kept when it stands in the run it cites', () => {
  it.each([
    ['llm', 'You remember every chat.'],
    ['llm', 'every chat. Be kind.'],
    ['llm', 'every chat.\\nBe kind.'],
    ['llm', 'Sure, I remember!'],
    ['llm', 'order_id: A-0042'],
    ['llm', '"order_id": "A-0042"'],
    ['llm', 'say "hi"'],
    ['tool', 'no answer after 30 s'],
  ])('%s: %j', (runId, quote) => expect(keeps(runId, quote)).toBe(true));

  it.each([
    ['tool', 'You remember every chat.'],
    ['llm', 'You recall every chat.'],
    ['llm', 'you remember every chat.'],
    ['llm', 'Sure, I'],
    ['llm', '        '],
    ['nobody', 'You remember every chat.'],
  ])('and dropped else: %s: %j', (runId, quote) => expect(keeps(runId, quote)).toBe(false));

  it('counts what it drops', () => {
    const evidence = [
      { runId: 'tool', quote: 'no answer after' },
      { runId: 'tool', quote: 'made up by a model' },
    ];
    expect(verifyEvidence(evidence, trace)).toEqual({ kept: [evidence[0]], dropped: 1 });
  });
});

describe('an excerpt', () => {
  it('is the line that holds most of the words, from what came out if that says as much', () => {
    const [llm, tool] = trace.runs;
    if (!llm || !tool) throw new Error('two runs stand there');
    expect(excerptFrom(llm, contentWords('we cannot remember'))).toBe('Sure, I remember!');
    expect(excerptFrom(llm, contentWords('remember past chats'))).toBe('You remember every chat.');
    expect(excerptFrom(tool, contentWords('remember past chats'))).toBeUndefined();
  });

  it('always verifies, however long the line', () => {
    const run = someRun({ id: 'long', outputs: `price 👍 ${'of "the" plan '.repeat(500)}` });
    const quote = excerptFrom(run, contentWords('price')) ?? '';
    expect(quote.length).toBeLessThanOrEqual(400);
    expect(verifyEvidence([{ runId: 'long', quote }], { ...trace, runs: [run] }).dropped).toBe(0);
  });
});
