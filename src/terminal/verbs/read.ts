import type { Run, SafeTrace, Trace } from '../../domain/trace.ts';
import { redact } from '../../refine/text/redact.ts';
import { asJson } from '../as-json.ts';
import { overFiles } from '../over-files.ts';
import { HIDES, privacyIn } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const readVerb: Verb = {
  name: 'read',
  about:
    'Show the runs of traces as Refinery reads them, parents first. Nothing is redacted; --report says what would be.',
  args: '<trace...>',
  options: [
    {
      flags: '--report',
      about: 'say instead which kinds of values are replaced before anything leaves, and how often',
    },
    HIDES,
    { flags: '--out <dir>', about: 'write one .json file for each trace into this folder' },
  ],
  examples: ['read trace.json', 'read --out runs exports/*.json', 'read --report --repo ~/agents/support trace.json'],
  async run(call) {
    if (!call.options.report) return overFiles(call, '.json', (trace) => asJson(outline(trace)));
    const { own } = await privacyIn(call);
    return overFiles(call, '.json', (trace) => asJson(report(redact(trace, own))));
  },
};

/** No value stands in it: a report may be shown to anybody. */
function report({ id, name, redactions }: SafeTrace) {
  const places = redactions.reduce((sum, redaction) => sum + redaction.places, 0);
  return { traceId: id, name, values: redactions.length, places, redactions };
}

function outline({ id, name, mended, runs }: Trace) {
  return { traceId: id, name, mended, runs: runs.map(outlineRun) };
}

function outlineRun(run: Run) {
  const { id, parentId, name, kind, status, startMs, endMs, model, usage, inputs, outputs, error } = run;
  return { id, parentId, name, kind, status, startMs, endMs, model, usage, inputs, outputs, error };
}
