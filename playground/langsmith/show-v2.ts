import type { Json, JsonObject } from './json.ts';
import { ancestorsOf, latencySecondsOf, metadataOf, type RecordedRun, statusOf, tokensOf } from './recorded-run.ts';
import { previewOf, threadOf } from './show-v1.ts';

/** What a property is worked out from, besides the run itself. */
type About = Readonly<{
  run: RecordedRun;
  trace: readonly RecordedRun[];
  shareUrl: string | undefined;
  ratings: JsonObject | undefined;
}>;

/**
 * The properties that `selects` may name, each with where it comes from. Those that
 * the sample never records are always empty.
 * Source: `RunSelectField` in langsmith 0.10.5, `_openapi_client/resources/runs/runs.d.ts`.
 */
const PROPERTIES: Readonly<Record<string, (about: About) => Json | undefined>> = {
  ID: ({ run }) => run.id,
  NAME: ({ run }) => run.name,
  RUN_TYPE: ({ run }) => run.runType.toUpperCase(),
  STATUS: ({ run }) => statusOf(run).toUpperCase(),
  START_TIME: ({ run }) => run.startTime,
  END_TIME: ({ run }) => run.endTime,
  LATENCY_SECONDS: ({ run }) => latencySecondsOf(run),
  FIRST_TOKEN_TIME: () => undefined,
  ERROR: ({ run }) => run.error,
  ERROR_PREVIEW: ({ run }) => run.error?.slice(0, 250) ?? null,
  EXTRA: ({ run }) => run.extra,
  METADATA: ({ run }) => metadataOf(run),
  EVENTS: ({ run }) => run.events,
  INPUTS: ({ run }) => run.inputs,
  INPUTS_PREVIEW: ({ run }) => previewOf(run.inputs),
  OUTPUTS: ({ run }) => run.outputs,
  OUTPUTS_PREVIEW: ({ run }) => previewOf(run.outputs),
  MANIFEST: ({ run }) => run.serialized,
  PARENT_RUN_ID: ({ run }) => run.parentId,
  PARENT_RUN_IDS: ({ run }) => ancestorsOf(run),
  PROJECT_ID: ({ run }) => run.projectId,
  TRACE_ID: ({ run }) => run.traceId,
  THREAD_ID: ({ run }) => threadOf(run),
  DOTTED_ORDER: ({ run }) => run.dottedOrder,
  IS_ROOT: ({ run }) => run.parentId === null,
  REFERENCE_EXAMPLE_ID: ({ run }) => run.referenceExampleId,
  REFERENCE_DATASET_ID: () => undefined,
  TOTAL_TOKENS: (about) => promptTokens(about) + completionTokens(about),
  PROMPT_TOKENS: (about) => promptTokens(about),
  COMPLETION_TOKENS: (about) => completionTokens(about),
  TOTAL_COST: () => undefined,
  PROMPT_COST: () => undefined,
  COMPLETION_COST: () => undefined,
  PROMPT_TOKEN_DETAILS: () => undefined,
  COMPLETION_TOKEN_DETAILS: () => undefined,
  PROMPT_COST_DETAILS: () => undefined,
  COMPLETION_COST_DETAILS: () => undefined,
  PRICE_MODEL_ID: () => undefined,
  TAGS: ({ run }) => run.tags,
  APP_PATH: () => undefined,
  ATTACHMENTS: () => undefined,
  THREAD_EVALUATION_TIME: () => undefined,
  IS_IN_DATASET: () => false,
  LAST_QUEUED_AT: () => undefined,
  SHARE_URL: ({ shareUrl }) => shareUrl,
  FEEDBACK_STATS: ({ ratings }) => ratings,
};

/** A stranger with a share link sees no whole inputs and outputs in a list, but does in a single run. */
const PUBLIC_LIST_LACKS = [
  'EVENTS',
  'INPUTS',
  'OUTPUTS',
  'MANIFEST',
  'REFERENCE_EXAMPLE_ID',
  'APP_PATH',
  'ATTACHMENTS',
  'IS_IN_DATASET',
  'LAST_QUEUED_AT',
  'SHARE_URL',
];
/** Only the public API knows a direct parent by itself. */
const PUBLIC_ONLY = ['PARENT_RUN_ID'];

const selectable = Object.keys(PROPERTIES).filter((name) => !PUBLIC_ONLY.includes(name));
const selectableInPublicList = Object.keys(PROPERTIES).filter((name) => !PUBLIC_LIST_LACKS.includes(name));

/** The first name that the API would not take; its enums are upper case throughout. */
export function unknownSelect(selects: readonly string[], where: 'project' | 'public-list'): string | undefined {
  const known = where === 'project' ? selectable : selectableInPublicList;
  return selects.find((name) => !known.includes(name));
}

/** A run as the SmithDB API (`/api/v2/…`) gives it: what was selected, else the id alone. */
export function showV2(about: About, selects: readonly string[]): Readonly<Record<string, Json>> {
  const wanted = selects.length > 0 ? selects : ['ID'];
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const value = PROPERTIES[name]?.(about);
      return value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );
}

const promptTokens = ({ run, trace }: About): number => tokensOf(run, trace).prompt;
const completionTokens = ({ run, trace }: About): number => tokensOf(run, trace).completion;
