import type { Json } from '../../domain/json.ts';
import type { Run } from '../../domain/trace.ts';
import type { Seen } from '../call/look-at.ts';
import { shorten } from '../text/shorten.ts';
import { showJson } from '../view/show-json.ts';
import { readsLikeError } from './reads-like-error.ts';

/** Characters: errors stand at the start of what a tool says, or at the end of a log. */
const LOOKED_AT = 2_000;

/**
 * Steps that did not fail, but say that something did: by the id of the model's run
 * before each, which asked for what could not be had (its own where there is none).
 * The first complaint about a run counts. Each is a sentence for people.
 */
export function findComplaints(seen: Seen): ReadonlyMap<string, string> {
  const complaints = new Map<string, string>();
  let asked: Run | undefined;
  for (const run of seen.trace.runs) {
    if (run.kind === 'llm') asked = run;
    const line = isStep(run, seen) ? complaintIn(run.outputs) : undefined;
    const { id } = asked ?? run;
    if (line === undefined || complaints.has(id)) continue;
    complaints.set(id, `“${run.name}” answered with what reads like an error: “${shorten(line)}”.`);
  }
  return complaints;
}

/** What failed outright, or gives back the whole, is no step. */
function isStep(run: Run, { childrenOf }: Seen): boolean {
  return run.kind !== 'llm' && run.status !== 'error' && run.parentId !== null && childrenOf(run).length === 0;
}

/** The line that says so. */
function complaintIn(outputs: Json): string | undefined {
  const text = showJson(outputs)
    .map(({ text }) => text)
    .join('\n');
  const looked = text.length > 2 * LOOKED_AT ? `${text.slice(0, LOOKED_AT)}\n${text.slice(-LOOKED_AT)}` : text;
  return looked.split('\n').find(readsLikeError);
}
