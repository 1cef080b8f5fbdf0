import { describe, expect, it } from 'vitest';
import { citeRepeats } from '../../src/refine/view/cite-repeats.ts';
import { someTrace } from './some-trace.ts';

const text = (about: string, lines: number): string =>
  Array.from({ length: lines }, (_, at) => `Line ${at} tells of ${about} and nothing else.`).join('\n');

const sectionsOf = (runs: Parameters<typeof someTrace>[0]) =>
  citeRepeats(someTrace(runs).runs, undefined).map(({ number, part, text }) => [`${number} ${part}`, text]);

describe('a text that stands in several places', () => {
  it('is shown where it was made, and cited where it went in next', () => {
    const page = text('bicycles', 10);
    const shown = sectionsOf([
      { id: 'a', kind: 'llm', startMs: 1, endMs: 2, outputs: page },
      { id: 'b', kind: 'llm', startMs: 3, endMs: 4, inputs: { messages: [page] } },
    ]);
    expect(shown).toEqual([
      ['1 output', page],
      ['2 input', 'messages: [\n[as in run 1 output]\n]'],
    ]);
  });

  it('is shown by the leaf that made it, not by the run that wraps it', () => {
    const page = text('bicycles', 10);
    const shown = sectionsOf([
      { id: 'a', startMs: 1, endMs: 5, outputs: page },
      { id: 'b', parentId: 'a', kind: 'tool', startMs: 2, endMs: 3, outputs: page },
    ]);
    expect(shown).toEqual([
      ['1 output', '[as in run 2 output]'],
      ['2 output', page],
    ]);
  });

  it('that came out of a run is cited with the words that it begins and ends with', () => {
    const page = text('bicycles', 40);
    const shown = sectionsOf([
      { id: 'a', kind: 'tool', startMs: 1, endMs: 2, outputs: page },
      { id: 'b', kind: 'tool', startMs: 3, endMs: 4, outputs: `I clicked.\n${page}\nThat is all.` },
    ]);
    expect(shown[1]).toEqual([
      '2 output',
      'I clicked.\nLine 0 tells of bicycles [… as in run 1 output] of bicycles and nothing else.\nThat is all.',
    ]);
  });

  it('is not torn out of what came out of a run where it is short, for the other place may be left out', () => {
    const page = text('bicycles', 10);
    const shown = sectionsOf([
      { id: 'a', kind: 'llm', startMs: 1, endMs: 2, outputs: page },
      { id: 'b', kind: 'llm', startMs: 3, endMs: 4, outputs: page },
    ]);
    expect(shown.map(([, each]) => each)).toEqual([page, page]);
  });

  it('is cited in the order of the trace where no run has a time', () => {
    const page = text('bicycles', 10);
    const shown = sectionsOf([
      { id: 'a', kind: 'llm', outputs: page },
      { id: 'b', kind: 'llm', inputs: page },
    ]);
    expect(shown[1]).toEqual(['2 input', '[as in run 1 output]']);
  });
});
