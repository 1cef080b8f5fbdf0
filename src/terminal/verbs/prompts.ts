import type { Run, Trace } from '../../domain/trace.ts';
import { type RecordedTemplate, readTemplates } from '../../refine/call/read-template.ts';
import { rebuildCall } from '../../refine/call/rebuild-call.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import type { Verb } from '../verb.ts';

export const promptsVerb: Verb = {
  name: 'prompts',
  about: 'Show what was sent to the model in each LLM run, and what it answered. Nothing is redacted.',
  args: '<trace...>',
  options: [{ flags: '--out <dir>', about: 'write one .json file for each trace into this folder' }],
  examples: ['prompts trace.json', 'prompts --out prompts exports/*.json'],
  run: (call) => overFiles(call, '.json', (trace) => asJson(promptsOf(trace))),
};

/** Runs whose messages can't be read are left out; `read` shows them. */
function promptsOf({ runs }: Trace) {
  const templates = readTemplates(runs);
  return runs.flatMap((run) => promptOf(run, templates.get(run.id)));
}

function promptOf(run: Run, template: RecordedTemplate | undefined) {
  const rebuilt = rebuildCall(run);
  if ('unreadable' in rebuilt) return [];
  const { runId, model, messages, tools, parameters, responseFormat } = rebuilt.call;
  const { usage } = run;
  return [
    {
      runId,
      ...(model !== null && { model }),
      messages,
      tools,
      parameters,
      ...(responseFormat !== null && { responseFormat }),
      ...(template && { template }),
      output: rebuilt.output,
      ...(usage && { usage }),
    },
  ];
}
