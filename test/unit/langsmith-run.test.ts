import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { langSmithExport } from '../../src/formats/langsmith-export.ts';
import { readLangSmithRun } from '../../src/refine/trace/langsmith-run.ts';

const ROOT = '11111111-1111-4111-8111-111111111111';
const CHILD = '22222222-2222-4222-8222-222222222222';

function someRecord(given: JsonObject = {}): JsonObject {
  return {
    id: ROOT,
    trace_id: ROOT,
    name: 'Shop assistant',
    run_type: 'chain',
    start_time: '2026-10-05T08:00:00.250000',
    end_time: '2026-10-05T08:00:02.500000+00:00',
    inputs: { input: 'Do you ship to Malta?' },
    outputs: { output: 'Yes.' },
    ...given,
  };
}

const runOf = (given: JsonObject) => readLangSmithRun(someRecord(given)).run;

describe('one run', () => {
  it('keeps inputs and outputs as they are, and reads times without a zone as UTC', () => {
    expect(runOf({})).toEqual({
      id: ROOT,
      parentId: null,
      name: 'Shop assistant',
      kind: 'chain',
      status: 'ok',
      startMs: Date.UTC(2026, 9, 5, 8, 0, 0, 250),
      endMs: Date.UTC(2026, 9, 5, 8, 0, 2, 500),
      inputs: { input: 'Do you ship to Malta?' },
      outputs: { output: 'Yes.' },
      error: null,
      model: null,
      usage: null,
      extra: {},
    });
  });

  it('reads API v2: upper case, a list of ancestors, metadata beside extra', () => {
    const run = runOf({
      id: CHILD,
      run_type: 'LLM',
      status: 'SUCCESS',
      parent_run_ids: ['00000000-0000-4000-8000-000000000000', ROOT],
      metadata: { ls_model_name: 'small-1', thread: 'a' },
      extra: { invocation_params: { temperature: 0 } },
      prompt_tokens: 12,
      completion_tokens: 3,
    });
    expect(run).toMatchObject({
      parentId: ROOT,
      kind: 'llm',
      status: 'ok',
      model: 'small-1',
      usage: { inputTokens: 12, outputTokens: 3 },
      extra: { invocation_params: { temperature: 0 }, metadata: { thread: 'a' } },
    });
  });

  it.each([
    [1_791_187_200, 1_791_187_200_000],
    [1_791_187_200_123, 1_791_187_200_123],
    [1_791_187_200_123_456, 1_791_187_200_123.456],
    ['1791187200123456789', 1_791_187_200_123.4568],
    ['2026-10-05 08:00:00Z', Date.UTC(2026, 9, 5, 8)],
    ['2026-10-05T10:00:00+02:00', Date.UTC(2026, 9, 5, 8)],
    ['yesterday', null],
    [-1, null],
    [null, null],
  ])('the time %j', (start_time: Json, startMs) => {
    const read = runOf({ start_time }).startMs;
    expect(read === null ? null : Math.round(read)).toBe(startMs === null ? null : Math.round(startMs));
  });

  it('learns parent and time from the dotted order when the fields are missing', () => {
    const run = runOf({
      id: CHILD,
      start_time: null,
      dotted_order: `20261005T080000000000Z${ROOT}.20261005T080001500000Z${CHILD}`,
    });
    expect(run).toMatchObject({ parentId: ROOT, startMs: Date.UTC(2026, 9, 5, 8, 0, 1, 500) });
  });

  it.each([
    [{ status: 'error', error: 'Boom' }, 'error', 'Boom'],
    [{ error: { message: 'Boom' } }, 'error', '{"message":"Boom"}'],
    [{ error: '' }, 'ok', null],
    [{ status: 'PENDING', end_time: null }, 'unknown', null],
    [{ end_time: null }, 'unknown', null],
  ])('%j is %s', (given, status, error) => {
    expect(runOf(given)).toMatchObject({ status, error });
  });

  it('keeps an unknown kind as other, and what has no field in extra', () => {
    expect(runOf({ run_type: 'guardrail', tags: ['beta'], session_id: 's', events: [] })).toMatchObject({
      kind: 'other',
      extra: { tags: ['beta'], session_id: 's' },
    });
  });

  it('names a model on calls of models only: metadata is inherited by all runs around them', () => {
    const extra = { metadata: { ls_model_name: 'small-1' } };
    expect(runOf({ extra }).model).toBeNull();
    expect(runOf({ extra, run_type: 'llm' }).model).toBe('small-1');
    expect(runOf({ run_type: 'llm', inputs: { model: 'asked-for' }, outputs: { model: 'given' } }).model).toBe(
      'asked-for',
    );
  });

  it.each([
    [{ usage_metadata: { input_tokens: 7, output_tokens: 2 } }],
    [{ usage: { prompt_tokens: 7, completion_tokens: 2 } }],
    [{ llmOutput: { tokenUsage: { promptTokens: 7, completionTokens: 2 } } }],
    [{ llm_output: { token_usage: { prompt_tokens: 7, completion_tokens: 2 } } }],
    [{ usage: { inputTokens: { total: 7 }, outputTokens: { total: 2 } } }],
    [{ usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2 } }],
  ])('counts the tokens of %j', (outputs) => {
    expect(runOf({ run_type: 'llm', outputs }).usage).toEqual({ inputTokens: 7, outputTokens: 2 });
  });
});

describe('an export', () => {
  const child = someRecord({ id: CHILD, parent_run_id: ROOT, run_type: 'llm', name: 'model' });

  it.each<[string, Json]>([
    ['a list, newest first', [child, someRecord()]],
    ['{ runs }', { runs: [child, someRecord()] }],
    ['{ items }', { items: [child, someRecord()] }],
    [
      'a run with its children',
      { ...someRecord(), child_runs: [someRecord({ id: CHILD, trace_id: null, run_type: 'llm', name: 'model' })] },
    ],
    [
      'a batch',
      {
        post: [someRecord({ outputs: null, end_time: null })],
        patch: [
          { ...child },
          {
            id: ROOT,
            trace_id: ROOT,
            dotted_order: `20261005T080000250000Z${ROOT}`,
            outputs: { output: 'Yes.' },
            end_time: '2026-10-05T08:00:02.500Z',
          },
        ],
      },
    ],
    ['lines of batches', [{ post: [someRecord()] }, { post: [child] }]],
  ])('%s', (_form, document) => {
    const trace = langSmithExport.read(document);
    expect(trace).toMatchObject({ id: ROOT, name: 'Shop assistant', mended: [] });
    expect(trace?.runs).toMatchObject([
      { id: ROOT, parentId: null, status: 'ok', outputs: { output: 'Yes.' } },
      { id: CHILD, parentId: ROOT, kind: 'llm' },
    ]);
  });

  it('lays an update without an id over the run that its order names', () => {
    const trace = langSmithExport.read({
      post: [someRecord({ outputs: null, end_time: null })],
      patch: [
        {
          trace_id: ROOT,
          dotted_order: `20261005T080000250000Z${ROOT}`,
          end_time: 1_791_187_202_500,
          outputs: { output: 'Late.' },
        },
      ],
    });
    expect(trace?.runs).toMatchObject([{ id: ROOT, status: 'ok', outputs: { output: 'Late.' } }]);
  });

  it('says how many entries were no runs', () => {
    expect(langSmithExport.read([someRecord(), { hello: 'world' }, 7])?.mended).toEqual([
      '2 of 3 entries are no runs.',
    ]);
  });

  it('keeps ids above 2^53 apart when a reader kept their digits', () => {
    const trace = langSmithExport.read([
      someRecord({ id: '9007199254740993' }),
      someRecord({ id: '9007199254740992' }),
    ]);
    expect(trace?.runs).toHaveLength(2);
  });

  it('unnests a thousand levels of children', () => {
    let record = someRecord({ id: 'r0', trace_id: null });
    for (let depth = 1; depth < 1_000; depth++)
      record = someRecord({ id: `r${depth}`, trace_id: null, child_runs: [record] });
    expect(langSmithExport.read(record)?.runs).toHaveLength(1_000);
  });

  it.each<[Json]>([[[]], [{}], [{ runs: [] }], [[{ id: 'a' }]], ['text'], [null], [[[1]]], [{ resourceSpans: [] }]])(
    'is not %j',
    (document) => {
      expect(langSmithExport.read(document)).toBeUndefined();
    },
  );
});
