import { describe, expect, it } from 'vitest';
import type { GoodTrace, SimilarTrace } from '../../src/domain/tried-trace.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { verdictMatrixOf } from '../../src/refine/picture/verdict-matrix.ts';
import { someHypothesis, someProven, someVerdict } from './some.ts';

const tried = (locator: string) => ({
  ref: { source: 'langsmith', locator },
  name: locator,
  recorded: '',
  unchanged: '',
  changed: '',
});
const similar = (...became: readonly SimilarTrace['became'][]) => ({
  fixed: became.filter((word) => word === 'fixed').length,
  of: became.length,
  drifted: 0,
  traces: became.map((word, index) => ({ ...tried(`s${index}`), became: word })),
});
const good = (...became: readonly GoodTrace['became'][]) => ({
  broke: became.filter((word) => word === 'broke').length,
  of: became.length,
  drifted: 0,
  traces: became.map((word, index) => ({ ...tried(`g${index}`), became: word })),
});
const fix = (id: string, title: string) =>
  someHypothesis({ id, title, change: sealChange([{ kind: 'append', path: 'prompts/support.md', text: title }]) });
const [first, second, third] = [fix('h1', 'Say so'), fix('h2', 'Show an example'), fix('h3', 'Wait')];

describe('the verdict matrix', () => {
  it('has a row for each fix and a mark for each conversation, troubles first, the best fix first', () => {
    const proven = someProven({
      hypotheses: [first, second, third],
      verdicts: [
        someVerdict(first, { similar: similar('fixed', 'not-fixed'), good: good('kept', 'kept', 'broke', 'drifted') }),
        someVerdict(second, { similar: similar('fixed', 'fixed'), good: good('kept', 'kept', 'kept', 'drifted') }),
        someVerdict(third, { word: 'not-fixed', fixed: 0 }),
      ],
    });
    expect(verdictMatrixOf(proven)).toMatchObject({
      about: 'the reported one · 2 failures like it · 4 that went well',
      groups: [
        { name: 'reported', columns: 1 },
        { name: 'like it', columns: 2 },
        { name: 'went well', columns: 4 },
      ],
      rows: [
        { name: '1. Show an example', marks: ['good', 'good', 'good', 'good', 'good', 'good', 'drifted'] },
        { name: '2. Say so', marks: ['good', 'bad', 'good', 'bad', 'good', 'good', 'drifted'] },
        { name: '3. Wait', marks: ['bad', 'untried', 'untried', 'untried', 'untried', 'untried', 'untried'] },
      ],
      note: null,
      alt: expect.stringContaining(
        '2. Say so: fixes the reported answer 5 of 5 times, 1 of 2 failures like it, 1 of 4 that went well got worse.',
      ),
    });
  });

  it('is not there where no fix was tried on others', () => {
    expect(verdictMatrixOf(someProven())).toBeUndefined();
  });

  it('shows eight of each kind, and says how many it leaves out', () => {
    const verdict = someVerdict(first, {
      similar: similar(...Array<'fixed'>(12).fill('fixed'), 'not-fixed'),
      good: good(...Array<'kept'>(20).fill('kept')),
    });
    const matrix = verdictMatrixOf(someProven({ hypotheses: [first], verdicts: [verdict] }));
    expect(matrix?.rows[0]?.marks).toHaveLength(17);
    expect(matrix?.rows[0]?.marks[1]).toBe('bad');
    expect(matrix?.note).toBe('17 more conversations are not shown.');
  });
});
