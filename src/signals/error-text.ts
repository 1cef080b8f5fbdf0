import type { Json } from '../domain/json.ts';
import type { Run } from '../domain/trace.ts';
import { shorten } from '../refine/shorten.ts';
import { showJson } from '../refine/show-json.ts';
import type { Seen, SignalRule } from './signal.ts';

/** Errors stand at the start of what a tool says, or at the end of a log. */
const LOOKED_AT = 2_000;
const READS_LIKE_ERROR =
  /traceback \(most recent call last\)|\b\w*(?:exception|error)\b ?:|\berror occurred\b|\bexit ?code:? [1-9]|\b(?:timed? ?out|unauthori[sz]ed|forbidden|not found|no results found|failed with)\b|\b(?:404|500) (?:not found|internal)/i;

/** A step that did not fail, but says that something did: the model before it asked for what could not be had. */
export const errorText: SignalRule = {
  name: 'error-text',
  weight: 0.35,
  look(seen) {
    return seen.trace.runs.flatMap((run, index) => {
      const complaint = isStep(run, seen) ? complaintIn(run.outputs) : undefined;
      if (complaint === undefined) return [];
      const asked = seen.trace.runs.slice(0, index).findLast(({ kind }) => kind === 'llm');
      const detail = `“${run.name}” answered with what reads like an error: “${shorten(complaint)}”.`;
      return [{ runIds: asked ? [asked.id, run.id] : [run.id], detail }];
    });
  },
};

/** What failed outright is told by `error`. */
function isStep(run: Run, { childrenOf }: Seen): boolean {
  return run.kind !== 'llm' && run.status !== 'error' && run.parentId !== null && childrenOf(run).length === 0;
}

/** The line that says so. */
function complaintIn(outputs: Json): string | undefined {
  const text = showJson(outputs)
    .map(({ text }) => text)
    .join('\n');
  const looked = text.length > 2 * LOOKED_AT ? `${text.slice(0, LOOKED_AT)}\n${text.slice(-LOOKED_AT)}` : text;
  return looked.split('\n').find((line) => READS_LIKE_ERROR.test(line));
}
