import type { Call } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import type { Trace } from '../../domain/trace.ts';
import { digestOf } from '../case/digest.ts';
import { type RecordedTemplate, readTemplates } from './read-template.ts';
import { rebuildCall } from './rebuild-call.ts';

/** Beside a repo, to be added to it: paths use `/` and hold nothing but small letters, digits and dashes. */
export type ExtractedFile = Readonly<{ path: string; text: string }>;

/**
 * What a trace tells of the agent it came from, as files: each prompt once
 * (`prompts/`), the model, parameters and tools it was used with (`configs/`), and
 * what was asked and answered as an eval case (`evals/cases.jsonl`).
 *
 * @param expectation what the answer should have been; without one, the case says what it was
 */
export function extractFiles(trace: Trace, expectation?: string): readonly ExtractedFile[] {
  const templates = readTemplates(trace.runs);
  const seen = new Set<string>();
  const names = new Set<string>();
  const files: ExtractedFile[] = [];
  for (const run of trace.runs) {
    const rebuilt = rebuildCall(run);
    if ('unreadable' in rebuilt) continue;
    const { call } = rebuilt;
    const prompt = promptOf(call, templates.get(run.id));
    const digest = digestOf({ prompt, tools: call.tools, model: call.model });
    if (prompt === '' || seen.has(digest)) continue;
    seen.add(digest);
    const name = claimName(run.name, names);
    files.push(
      { path: `prompts/${name}.md`, text: `${prompt}\n` },
      { path: `configs/${name}.json`, text: asText(configOf(call)) },
    );
  }
  return [...files, ...evalOf(trace, expectation)];
}

/** The template where it was recorded; else the instructions as they were rendered. */
function promptOf({ messages }: Call, template: RecordedTemplate | undefined): string {
  if (template && template.texts.length > 0) return template.texts.join('\n\n').trimEnd();
  const instructions = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return instructions.join('\n\n').trimEnd();
}

function configOf({ model, parameters, tools, responseFormat }: Call): Json {
  return {
    ...(model !== null && { model }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(tools.length > 0 && { tools }),
    ...(responseFormat !== null && { response_format: responseFormat }),
  };
}

/** The last call that a person's words led to. */
function evalOf({ id, runs }: Trace, expectation: string | undefined): readonly ExtractedFile[] {
  for (const run of runs.toReversed()) {
    const rebuilt = rebuildCall(run);
    if ('unreadable' in rebuilt) continue;
    const input = rebuilt.call.messages.findLast(({ role }) => role === 'user')?.content;
    if (!input) continue;
    const answer = expectation === undefined ? { output: rebuilt.output.text } : { expected: expectation };
    const row = { id: `trace-${digestOf({ id, input }).slice(0, 8)}`, input, ...answer };
    return [{ path: 'evals/cases.jsonl', text: `${JSON.stringify(row)}\n` }];
  }
  return [];
}

function claimName(wanted: string, names: Set<string>): string {
  const plain =
    wanted
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'prompt';
  let name = plain;
  for (let n = 2; names.has(name); n++) name = `${plain}-${n}`;
  names.add(name);
  return name;
}

const asText = (value: Json): string => `${JSON.stringify(value, null, 2)}\n`;
