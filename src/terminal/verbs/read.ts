import type { Run, Trace } from '../../domain/trace.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import type { Verb } from '../verb.ts';

export const readVerb: Verb = {
  name: 'read',
  about: 'Show the runs of traces as Refinery reads them, parents first. Nothing is redacted.',
  args: '<trace...>',
  options: [{ flags: '--out <dir>', about: 'write one .json file for each trace into this folder' }],
  examples: ['read trace.json', 'read --out runs exports/*.json'],
  run: (call) => overFiles(call, '.json', (trace) => asJson(outline(trace))),
};

function outline({ id, name, mended, runs }: Trace) {
  return { traceId: id, name, mended, runs: runs.map(outlineRun) };
}

function outlineRun(run: Run) {
  const { id, parentId, name, kind, status, startMs, endMs, model, usage, inputs, outputs, error } = run;
  return { id, parentId, name, kind, status, startMs, endMs, model, usage, inputs, outputs, error };
}
