import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/domain/trace.ts';
import { buildTrace, type RecordedRun } from '../../src/refine/trace/build-trace.ts';
import { someRun } from './some-trace.ts';

type Given = Partial<Run> & Pick<Run, 'id'> & { traceId?: string; order?: string };

function recorded({ traceId = 't', order = '', ...run }: Given): RecordedRun {
  return { run: someRun(run), traceId, order };
}

const build = (...runs: readonly Given[]) => buildTrace(runs.map(recorded));
const idsOf = (trace: ReturnType<typeof buildTrace>) => trace.runs.map(({ id }) => id);

describe('order', () => {
  it('puts parents before children, and siblings as they started', () => {
    const trace = build(
      { id: 'late', parentId: 'root', startMs: 30 },
      { id: 'leaf', parentId: 'early', startMs: 40 },
      { id: 'early', parentId: 'root', startMs: 20 },
      { id: 'root', name: 'agent', startMs: 10 },
    );
    expect(idsOf(trace)).toEqual(['root', 'early', 'leaf', 'late']);
    expect(trace).toMatchObject({ id: 't', name: 'agent', mended: [] });
  });

  it('tells siblings of one millisecond apart by their order', () => {
    const trace = build(
      { id: 'root' },
      { id: 'second', parentId: 'root', startMs: 5, order: 'r.2' },
      { id: 'first', parentId: 'root', startMs: 5, order: 'r.1' },
    );
    expect(idsOf(trace)).toEqual(['root', 'first', 'second']);
  });

  it('leaves runs without any time as they were listed, behind those with one', () => {
    const trace = build({ id: 'x' }, { id: 'y' }, { id: 'z', startMs: 1 });
    expect(idsOf(trace)).toEqual(['z', 'x', 'y']);
  });

  it('takes the first root for id and name when no run names a trace', () => {
    const trace = buildTrace([{ run: someRun({ id: 'a', name: 'lonely' }), traceId: null, order: '' }]);
    expect(trace).toMatchObject({ id: 'a', name: 'lonely' });
  });
});

describe('what is mended, and said', () => {
  it('makes a run whose parent is missing a root', () => {
    const trace = build({ id: 'a' }, { id: 'b', parentId: 'gone' });
    expect(trace.runs.map(({ parentId }) => parentId)).toEqual([null, null]);
    expect(trace.mended).toEqual(['1 run whose parent is missing became a root.']);
  });

  it('cuts a circle above the run that started first, and keeps what hangs on it', () => {
    const trace = build(
      { id: 'b', parentId: 'a', startMs: 2 },
      { id: 'c', parentId: 'b', startMs: 3 },
      { id: 'a', parentId: 'c', startMs: 4 },
      { id: 'tail', parentId: 'c', startMs: 1 },
    );
    expect(trace.runs.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['b', null],
      ['c', 'b'],
      ['tail', 'c'],
      ['a', 'c'],
    ]);
    expect(trace.mended).toEqual(['1 circle of runs was cut.']);
  });

  it('cuts a run off from itself', () => {
    const trace = build({ id: 'a', parentId: 'a' }, { id: 'b', parentId: 'b' });
    expect(trace.runs.every(({ parentId }) => parentId === null)).toBe(true);
    expect(trace.mended).toEqual(['2 circles of runs were cut.']);
  });

  it('keeps the last record of a run', () => {
    const trace = build({ id: 'a', status: 'unknown' }, { id: 'a', status: 'error', error: 'no' });
    expect(trace.runs).toMatchObject([{ id: 'a', status: 'error', error: 'no' }]);
    expect(trace.mended).toEqual(['1 run was listed again; the last record counts.']);
  });

  it('takes the largest of several traces, with the runs that name none', () => {
    const trace = buildTrace([
      ...[
        { id: 'a', traceId: 'small' },
        { id: 'b', traceId: 'large' },
        { id: 'c', traceId: 'large' },
      ].map(recorded),
      { run: someRun({ id: 'd' }), traceId: null, order: '' },
    ]);
    expect(trace.id).toBe('large');
    expect(idsOf(trace)).toEqual(['b', 'c', 'd']);
    expect(trace.mended).toEqual(['There are 2 traces in it; this is the largest, with 3 of 4 runs.']);
  });
});

describe('whatever is recorded', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
  const runs = fc.array(
    fc.record({
      id,
      parentId: fc.option(id),
      startMs: fc.option(fc.nat(9)),
      order: fc.constantFrom('', '1', '2'),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it('keeps each run once, behind its parent, with no parent that is not there', () => {
    fc.assert(
      fc.property(runs, (given) => {
        const trace = buildTrace(given.map(recorded));
        expect(idsOf(trace).toSorted()).toEqual([...new Set(given.map((run) => run.id))].toSorted());
        const seen = new Set<string>();
        for (const run of trace.runs) {
          expect(run.parentId === null || seen.has(run.parentId)).toBe(true);
          seen.add(run.id);
        }
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });

  it('copes with 100,000 siblings, and with a chain 100,000 deep, each way round', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => recorded({ id: `r${n}`, startMs: n }));
    const wide = many.map((one, n) => (n === 0 ? one : { ...one, run: { ...one.run, parentId: 'r0' } }));
    const deep = many.map((one, n) => (n === 0 ? one : { ...one, run: { ...one.run, parentId: `r${n - 1}` } }));
    const closed = deep.with(0, recorded({ id: 'r0', parentId: 'r99999', startMs: 0 }));
    for (const shape of [wide, wide.toReversed(), deep, deep.toReversed(), closed.toReversed()]) {
      const trace = buildTrace(shape);
      expect(trace.runs).toHaveLength(100_000);
      expect(trace.runs[1]?.id).toBe('r1');
      expect(trace.runs.at(-1)?.id).toBe('r99999');
    }
  });
});
