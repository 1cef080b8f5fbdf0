import { expect, it } from 'vitest';
import { otelSpans } from '../../src/formats/otel-spans.ts';
import { readDurationMs } from '../../src/refine/trace/read-time.ts';

const span = (id: string, about: object = {}) => ({
  timestamp: '2026-01-02T03:04:05Z',
  trace_id: 't'.repeat(4),
  span_id: id,
  span_name: `span ${id}`,
  span_attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': `in ${id}` },
  duration: 'PT1M0.5S',
  ...about,
});

it('reads spans that stand inside of their parents', () => {
  const leaf = span('c', { parent_span_id: 'b' });
  const document = { spans: [span('a', { child_spans: [span('b', { parent_span_id: 'a', child_spans: [leaf] })] })] };
  const runs = otelSpans.read(document)?.runs ?? [];
  expect(runs.map(({ name, parentId }) => [name, parentId])).toEqual([
    ['span a', null],
    ['span b', 'a'],
    ['span c', 'b'],
  ]);
  expect(runs[0]).toMatchObject({ kind: 'chain', endMs: (runs[0]?.startMs ?? 0) + 60_500 });
  expect(JSON.stringify(runs[2]?.inputs)).toContain('in c');
});

it('reads ten thousand spans, each inside of another', () => {
  let deepest: object = span('s0');
  for (let depth = 1; depth < 10_000; depth++) deepest = span(`s${depth}`, { child_spans: [deepest] });
  expect(otelSpans.read(deepest as never)?.runs.length).toBe(10_000);
});

it.each([
  ['PT3M3.698696S', 183_698.696],
  ['P1DT1H', 90_000_000],
  ['PT0S', 0],
  ['P1M', null],
  ['3 minutes', null],
])('reads the duration %s', (text, ms) => {
  expect(readDurationMs(text)?.toFixed(3)).toBe(ms?.toFixed(3));
});
