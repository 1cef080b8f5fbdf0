import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { TraceLine, TraceWanted } from '../ports.ts';
import { redactText } from '../refine/text/redact.ts';
import { linkToTrace } from '../refine/trace/langsmith-link.ts';
import { at, isObject, listAt, textAt } from '../refine/trace/look-into-json.ts';
import { readTimeMs } from '../refine/trace/read-time.ts';
import { FEEDBACK_KEY } from './feedback-key.ts';
import { askV1, type Line, queryRuns } from './langsmith-line.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LARGEST_PAGE = 100;
/** Of traces, only what a list shows: of inputs their beginning, no outputs. */
const LINE_FIELDS = ['NAME', 'TRACE_ID', 'START_TIME', 'ERROR_PREVIEW', 'INPUTS_PREVIEW', 'FEEDBACK_STATS'] as const;

/** Traces of a project by time, the newest first; their texts are redacted. */
export async function findLangSmithTraces(
  line: Line,
  source: string,
  { project, sinceMs, untilMs, failedOnly, name, limit }: Omit<TraceWanted, 'project'> & Readonly<{ project: string }>,
): Promise<readonly TraceLine[]> {
  const projectId = UUID.test(project) ? project.toLowerCase() : await findProject(line, project);
  const found = await queryRuns(
    line,
    {
      project_ids: [projectId],
      is_root: true,
      min_start_time: new Date(sinceMs).toISOString(),
      max_start_time: new Date(untilMs).toISOString(),
      page_size: Math.min(limit, LARGEST_PAGE),
      selects: [...LINE_FIELDS],
      ...(failedOnly && { has_error: true }),
      ...(name !== null && { filter: `eq(name, ${JSON.stringify(name)})` }),
    },
    limit,
  );
  return found.flatMap((run) => lineOf(run, source, line.apiUrl, projectId) ?? []);
}

async function findProject(line: Line, name: string): Promise<string> {
  const found = await askV1(line, `/sessions?${new URLSearchParams({ name, limit: '1' })}`);
  const [project] = listAt({ found }, 'found');
  const id = project === undefined ? null : textAt(project, 'id');
  if (id === null)
    throw new RefineryError('trace-not-found', `LangSmith has no project called ${JSON.stringify(name)}`);
  return id;
}

function lineOf(run: Json, source: string, apiUrl: string, projectId: string): TraceLine | undefined {
  const traceId = textAt(run, 'trace_id');
  if (traceId === null || typeof run !== 'object' || run === null || Array.isArray(run)) return undefined;
  const error = textAt(run, 'error_preview');
  const asked = textAt(run, 'inputs_preview');
  return {
    ref: { source, locator: linkToTrace(apiUrl, projectId, traceId) },
    name: redactText(textAt(run, 'name') ?? 'trace'),
    startMs: readTimeMs('start_time' in run ? run.start_time : undefined),
    error: error === null ? null : redactText(error),
    asked: asked === null ? null : redactText(asked),
    rating: ratingIn(at(run, 'feedback_stats')),
  };
}

/** By key, `avg` from 0 to 1; what was thought of Refinery's work is left out. One that is low outweighs any that are high: somebody was not content. */
function ratingIn(stats: Json | undefined): TraceLine['rating'] {
  if (!isObject(stats)) return null;
  const means = Object.entries(stats).flatMap(([key, stat]) => {
    if (key === FEEDBACK_KEY) return [];
    const mean = at(stat, 'avg');
    return typeof mean === 'number' ? [mean] : [];
  });
  if (means.length === 0) return null;
  return means.some((mean) => mean < CONTENT) ? 'bad' : 'good';
}

const CONTENT = 0.5;
