import type { Run, Trace } from '../../domain/trace.ts';
import { rebuildCall } from '../../refine/rebuild-call.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import type { Verb } from '../verb.ts';

export const promptsVerb: Verb = {
  name: 'prompts',
  about: 'Show the messages that were sent to the model in each LLM run. Nothing is redacted.',
  args: '<trace...>',
  options: [{ flags: '--out <dir>', about: 'write one .json file for each trace into this folder' }],
  examples: ['prompts trace.json', 'prompts --out prompts exports/*.json'],
  run: (call) => overFiles(call, '.json', (trace) => asJson(promptsOf(trace))),
};

/** Runs whose messages can't be read are left out; `read` shows them. */
function promptsOf({ runs }: Trace) {
  return runs.flatMap((run) => promptOf(run));
}

function promptOf(run: Run) {
  const rebuilt = rebuildCall(run);
  if ('unreadable' in rebuilt) return [];
  const { runId, model, messages, tools } = rebuilt.call;
  return [{ runId, ...(model !== null && { model }), messages, tools }];
}
