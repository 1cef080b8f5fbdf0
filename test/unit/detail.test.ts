import { describe, expect, it } from 'vitest';
import { loadTokenCounter } from '../../src/library/token-counter.ts';
import { compact } from '../../src/refine/view/compact.ts';
import { detail } from '../../src/refine/view/detail.ts';
import { someSafeTrace } from './some-trace.ts';

const page = Array.from({ length: 300 }, (_, at) => `Line ${at} of a long page.`).join('\n');
const trace = someSafeTrace([
  { id: 'a', inputs: { question: 'What is on the page?' } },
  { id: 'b', kind: 'tool', parentId: 'a', inputs: { url: 'https://example.com' }, outputs: page },
  { id: 'c', kind: 'llm', parentId: 'a', inputs: { messages: [page] }, error: 'Timeout: no answer' },
]);

describe('what a compact text leaves out', () => {
  it('is had, whole, by the words that stand in the text', async () => {
    const text = compact(trace, 300, await loadTokenCounter());
    expect(text).toMatch(/run 2 tool b b(?: \[… [\d,]+ \w+\])*$|\[… [\d,]+ tokens\]$/m);
    expect(detail(trace, 'run 2 output')).toEqual({ text: `run 2 output:\n${page}` });
  });

  it('is nothing but what was asked for, with nothing cited', () => {
    expect(detail(trace, ' Run #2 INPUT ')).toEqual({ text: 'run 2 input:\nurl: https://example.com' });
    expect(detail(trace, 'run 3')).toEqual({
      text: `run 3 input:\nmessages: [\n${page}\n]\nrun 3 error:\nTimeout: no answer`,
    });
  });

  it.each([
    ['run 4 output', 'There is no run 4: the trace has runs 1 to 3.'],
    ['run 0', 'There is no run 0: the trace has runs 1 to 3.'],
    ['run 99999999999999999999', 'Ask for a run by its number: "run 7", or "run 7 output".'],
    ['run 2 error', 'Run 2 has no error.'],
    ['everything', 'Ask for a run by its number: "run 7", or "run 7 output".'],
    ['run 2 output; run 3', 'Ask for a run by its number: "run 7", or "run 7 output".'],
  ])('says how to ask when %s is not there', (asked, refused) => {
    expect(detail(trace, asked)).toEqual({ refused });
  });
});
