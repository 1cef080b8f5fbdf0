import type { SafeTrace } from '../../domain/trace.ts';
import { PARTS, type Part } from './cite-repeats.ts';
import { plainLines } from './plain-lines.ts';

const ASKED = /^\s*run\s+#?(\d{1,9})(?:\s+(input|output|error)s?)?\s*$/i;

/**
 * What `compact` left out, whole and with nothing cited, for who asks in its words:
 * `run 7` for all of a run, `run 7 output` for one part. Refused in a sentence that says how to ask.
 */
export function detail(trace: SafeTrace, asked: string): Readonly<{ text: string } | { refused: string }> {
  const [, number, part] = ASKED.exec(asked) ?? [];
  if (number === undefined) return { refused: 'Ask for a run by its number: "run 7", or "run 7 output".' };
  const run = trace.runs[Number(number) - 1];
  if (!run) return { refused: `There is no run ${number}: the trace has runs 1 to ${trace.runs.length}.` };
  const told: Readonly<Record<Part, string>> = {
    input: plainLines(run.inputs).join('\n'),
    output: plainLines(run.outputs).join('\n'),
    error: plainLines(run.error).join('\n'),
  };
  const parts = PARTS.filter((each) => told[each] !== '' && (part === undefined || each === part.toLowerCase()));
  if (parts.length === 0)
    return { refused: `Run ${number} has no ${part?.toLowerCase() ?? 'input, output or error'}.` };
  return { text: parts.map((each) => `run ${number} ${each}:\n${told[each]}`).join('\n') };
}
