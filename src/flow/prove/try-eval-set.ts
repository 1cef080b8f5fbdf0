import type { CallOutput } from '../../domain/call.ts';
import { kindOf, tell } from '../../domain/errors.ts';
import type { EvalTally } from '../../domain/eval-tally.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Replay } from '../../domain/verdict.ts';
import type { EvalAnswer, EvalExample, EvalSets, Spent } from '../../ports.ts';
import { callForExample, referenceIn, whyNoExamples } from '../../refine/call/call-for-example.ts';
import { changedCall } from '../../refine/call/changed-call.ts';
import type { PromptsToday } from '../../refine/call/prompts-today.ts';
import { keepsSubstance } from '../../refine/proof/keeps-substance.ts';
import { tallyEvalSet } from '../../refine/proof/tally-eval-set.ts';
import { redactJson } from '../../refine/text/redact.ts';
import { objectAt } from '../../refine/trace/look-into-json.ts';
import { answerOf, type Judging, judged, type Replaying, sampleOf } from './replay-call.ts';
import type { Holding } from './try-others.ts';

/** Examples are replayed once without and once with each fix: more of them cost more than they tell. */
const MOST_EXAMPLES = 50;

export type EvalSetTried = Readonly<{
  of: readonly (readonly [Hypothesis['id'], EvalTally])[];
  /** What was replayed with each fix, and without any under `null`, for what it cost. */
  replays: readonly (readonly [Hypothesis['id'] | null, readonly Replay[]])[];
}>;

/**
 * The project's own eval set, by LangSmith's `evaluate()`, for fixes that hold on everything else: the last test, and
 * the dearest. Each example is put into the failing call, and its answer held against the one that the example gives.
 * One experiment is recorded without a change and one for each fix; its link shows both side by side.
 *
 * A step of its own. Done again, it asks nothing that was paid for. What can't be had is said and holds nothing up.
 */
export async function tryEvalSet(
  { dataset, today, holding }: Readonly<{ dataset: string; today: PromptsToday; holding: readonly Holding[] }>,
  on: Replaying,
): Promise<EvalSetTried> {
  const { house, steps } = on;
  const untried = (reason: string): EvalSetTried => ({
    of: holding.map(({ id }) => [id, { dataset, of: 0, passed: 0, before: 0, left: 0, url: null, reason }] as const),
    replays: [],
  });
  const { evalSets } = house;
  if (!evalSets) return untried('LANGSMITH_API_KEY is not set.');
  const why = whyNoExamples(today, house.readTemplates);
  if (why !== null) return untried(why);
  let isNoted = false;
  const tried = await steps.step('try the eval set', async (spent) => {
    isNoted = true;
    try {
      const set = await evalSets.examples(dataset, MOST_EXAMPLES, steps.signal);
      const asked = set.examples.flatMap((example) => askedBy(example, today, on) ?? []);
      if (asked.length === 0) return untried('Its examples say nothing that the failing call could be asked.');
      return await tryOn({ dataset, id: set.id, size: set.of, asked }, holding, { evalSets, spent, on });
    } catch (error) {
      const kind = kindOf(error);
      const isLangSmiths = kind === 'dataset-not-found' || kind === 'source-denied' || kind === 'source-unavailable';
      if (steps.signal.aborted || !isLangSmiths) throw error;
      return untried(tell(kind));
    }
  });
  // Done before a restart: it was paid for by this case all the same.
  if (!isNoted) for (const replay of tried.replays.flatMap(([, replays]) => replays)) on.purse.note(replay);
  return tried;
}

/** An example, and the call that was made of it. */
type Asked = Readonly<{ id: string; reference: string | undefined; made: PromptsToday }>;
type Set = Readonly<{ dataset: string; id: string; size: number; asked: readonly Asked[] }>;
type Doing = Readonly<{ evalSets: EvalSets; spent(cost: Spent): void; on: Replaying }>;

function askedBy({ id, inputs, outputs }: EvalExample, today: PromptsToday, { house, bounds }: Replaying) {
  // Both at once: a label stands for the same value in the question and in the answer.
  const hidden = redactJson({ inputs, outputs }, bounds.own);
  const made = callForExample(today, objectAt(hidden, 'inputs'), house.readTemplates);
  const asked: Asked | undefined = made && { id, reference: referenceIn(objectAt(hidden, 'outputs')), made };
  return asked;
}

async function tryOn(set: Set, holding: readonly Holding[], doing: Doing): Promise<EvalSetTried> {
  const before = await experimentOn(set, null, null, doing);
  const tried = [];
  for (const fix of holding) {
    const after = await experimentOn(set, fix, before.id, doing);
    const about = { dataset: set.dataset, size: set.size, url: after.url, reason: null };
    tried.push({ id: fix.id, tally: tallyEvalSet(before.passed, after.passed, about), replays: after.replays });
  }
  return {
    of: tried.map(({ id, tally }) => [id, tally]),
    replays: [[null, before.replays], ...tried.map(({ id, replays }) => [id, replays] as const)],
  };
}

/** One experiment, with a fix or without any; `beside` is the one that it is shown with. */
async function experimentOn(set: Set, fix: Holding | null, beside: string | null, { evalSets, spent, on }: Doing) {
  const { house, steps } = on;
  const passed = new Map<string, boolean | null>();
  const replays: Replay[] = [];
  const answer = async (exampleId: string): Promise<EvalAnswer> => {
    const asked = set.asked.find(({ id }) => id === exampleId);
    if (!asked) return { answer: '', passed: null, comment: 'Nobody knows what it asks.' };
    const changed = fix && changedCall(asked.made, fix.edits, fix.applied, house.readTemplates);
    if (changed && 'impossible' in changed) return { answer: '', passed: null, comment: changed.impossible };
    const call = changed && 'call' in changed ? changed.call : asked.made.call;
    let said = '';
    const judge: Judging = async ({ output }) => {
      said = sampleOf(output);
      return judgedBy(asked, output);
    };
    const ask = async () => judged(await answerOf(call, 1, spent, on), judge, spent, on);
    const replay = await on.slots(ask, steps.signal);
    on.purse.note(replay);
    // Its words stand in the experiment.
    replays.push({ ...replay, sample: '' });
    passed.set(exampleId, replay.passed);
    return { answer: said, passed: replay.passed, comment: replay.passed === null ? replay.sample : null };
  };
  const exampleIds = set.asked.map(({ id }) => id);
  const about = { datasetId: set.id, exampleIds, name: `refinery-${fix?.id ?? 'unchanged'}`, beside };
  return { ...(await evalSets.experiment(about, answer, steps.signal)), passed, replays };
}

/** As a conversation that went well is judged: by whether the substance of the answer that is known to be right is kept. */
function judgedBy({ reference: text }: Asked, output: CallOutput) {
  const free = { inputTokens: 0, outputTokens: 0 };
  if (text === undefined) return { passed: null, reason: 'The example does not say what should be answered.', ...free };
  return { passed: keepsSubstance({ text, toolCalls: [], finish: 'stop' }, output), reason: null, ...free };
}
