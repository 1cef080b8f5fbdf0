import { kindOf } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { listAt } from '../refine/trace/look-into-json.ts';
import { ask, type Line, queryRuns } from './langsmith-line.ts';

export type Place = Readonly<{ traceId: string; projectId: string }>;

/** Without `selects` the service answers with ids only. */
export const RUN_FIELDS = [
  ...(['ID', 'NAME', 'RUN_TYPE', 'STATUS', 'START_TIME', 'END_TIME', 'ERROR', 'EXTRA', 'METADATA'] as const),
  ...([
    'INPUTS',
    'OUTPUTS',
    'PARENT_RUN_IDS',
    'TRACE_ID',
    'DOTTED_ORDER',
    'PROMPT_TOKENS',
    'COMPLETION_TOKENS',
  ] as const),
  ...(['TAGS', 'THREAD_ID', 'PROJECT_ID'] as const),
] as const;

/** A query looks one day back unless it is told otherwise. */
export const EVER = '1970-01-01T00:00:00Z';
const MOST_RUNS = 100_000;
const RUNS_PER_PAGE = 50;

/** All runs of a trace: in one answer, or, where that is larger than may be held at once, page by page. */
export async function readLangSmithRuns(line: Line, { traceId, projectId }: Place): Promise<readonly Json[]> {
  try {
    const fields = { project_id: projectId, selects: [...RUN_FIELDS] };
    const answer = await ask(line, (options) => line.client.traces.listRuns(traceId, fields, options));
    return listAt(answer, 'items');
  } catch (error) {
    if (kindOf(error) !== 'trace-unreadable') throw error;
    const query = { project_ids: [projectId], trace_id: traceId, min_start_time: EVER, page_size: RUNS_PER_PAGE };
    return queryRuns(line, { ...query, selects: [...RUN_FIELDS] }, MOST_RUNS);
  }
}
