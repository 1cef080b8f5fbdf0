import type { Json, JsonObject } from '../../domain/json.ts';
import type { Run } from '../../domain/trace.ts';
import { at, isList, isObject, objectAt, textAt } from '../trace/look-into-json.ts';

/** What a prompt was rendered from, as far as the trace says. */
export type RecordedTemplate = Readonly<{
  /** In a prompt hub or library. */
  name: string | null;
  version: string | null;
  /** One for each message, in order; empty when only the variables are known. */
  texts: readonly string[];
  variables: JsonObject;
}>;

/**
 * The templates of LLM runs by the run's id: recorded with the run (OpenInference,
 * Langfuse, LangSmith's hub), or with the run beside it that rendered it just before.
 *
 * @param runs of a trace, in its order
 */
export function readTemplates(runs: readonly Run[]): ReadonlyMap<string, RecordedTemplate> {
  const templates = new Map<string, RecordedTemplate>();
  const renderers = new Map<string | null, Run>();
  for (const run of runs) {
    if (run.kind !== 'llm') {
      if (run.kind === 'prompt' || 'prompt_template' in run.extra) renderers.set(run.parentId, run);
      continue;
    }
    const template = templateOf(run, renderers.get(run.parentId));
    renderers.delete(run.parentId);
    if (template) templates.set(run.id, template);
  }
  return templates;
}

function templateOf(run: Run, renderer: Run | undefined): RecordedTemplate | undefined {
  const recorded = run.extra.prompt_template ?? renderer?.extra.prompt_template;
  const { name, version } = nameOf(run.extra);
  const texts = textsOf(recorded ?? renderer?.extra.serialized);
  const told = objectAt(recorded, 'variables');
  const variables = Object.keys(told).length > 0 ? told : objectAt(renderer?.inputs);
  const isKnown = name !== null || texts.length > 0 || Object.keys(variables).length > 0;
  return isKnown ? { name, version, texts, variables } : undefined;
}

/** Langfuse's prompt, LangSmith's hub, OpenInference's version. */
function nameOf(extra: JsonObject): Readonly<{ name: string | null; version: string | null }> {
  const metadata = objectAt(extra, 'metadata');
  const name = textAt(extra, 'promptName') ?? textAt(metadata, 'lc_hub_repo');
  const version = extra.promptVersion ?? metadata.lc_hub_commit_hash ?? at(extra, 'prompt_template', 'version');
  return { name, version: version === undefined || version === null ? null : String(version) };
}

/** `{ template: '…' }`, or LangChain's constructors, which hold one in another. */
function textsOf(recorded: Json | undefined): readonly string[] {
  const waiting: (Json | undefined)[] = [recorded];
  const found: string[] = [];
  for (let place = 0; place < Math.min(waiting.length, MAX_PARTS); place++) {
    const next = waiting[place];
    const text = typeof next === 'string' ? next : textAt(next, 'template');
    if (text !== null) found.push(text);
    else if (isList(next)) waiting.push(...next.filter(isObject));
    else for (const key of ['kwargs', 'prompt', 'messages', 'prompt_messages']) waiting.push(at(next, key));
  }
  return found;
}

const MAX_PARTS = 1_000;
