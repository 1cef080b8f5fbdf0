import type { Run } from '../domain/trace.ts';
import type { Seen } from '../refine/call/look-at.ts';
import { shorten } from '../refine/text/shorten.ts';
import { type AboutAnalysis, AnalyseAnswer } from './analyse-answer.ts';
import type { Question } from './question.ts';

const MOST_EVENTS = 60;
const MOST_CHARS = 200;

/** What happened, in order, and what was decided on the way? Rules name what each run did, and decide nothing. */
export const analyse: Question<AboutAnalysis, AnalyseAnswer> = {
  name: 'analyse',
  answer: AnalyseAnswer,
  put: ({ expectation, view, part }) => ({
    values: { expectation, part: part ? `part ${part.number} of ${part.of}` : 'all' },
    material: '',
    trace: view,
  }),
  byRules(_about, seen) {
    const steps = seen.trace.runs.filter((run) => seen.childrenOf(run).length === 0);
    return { events: steps.slice(0, MOST_EVENTS).map((run) => eventOf(run, seen)), decisions: [] };
  },
};

function eventOf(run: Run, { calls }: Seen): AnalyseAnswer['events'][number] {
  const called = calls.get(run.id)?.output.toolCalls.map(({ name }) => name) ?? [];
  const did = called.length > 0 ? `called ${called.join(', ')}` : run.kind === 'llm' ? 'answered' : 'ran';
  const what = run.status === 'error' ? `failed: ${run.error ?? 'no reason was recorded'}` : did;
  return { run_id: run.id, what: shorten(`${run.name} ${what}`, MOST_CHARS) };
}
