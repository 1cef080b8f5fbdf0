import type { Call, CallOutput } from '../../domain/call.ts';
import { kindOf, tell } from '../../domain/errors.ts';
import type { EvalTally } from '../../domain/eval-tally.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { EvalAnswer, EvalExample, EvalSets, Spent } from '../../ports.ts';
import { callForExample, referenceIn, whyNoExamples } from '../../refine/call/call-for-example.ts';
import { changedCall } from '../../refine/call/changed-call.ts';
import type { PromptsToday } from '../../refine/call/prompts-today.ts';
import { keepsSubstance } from '../../refine/proof/keeps-substance.ts';
import { type EvalSpent, tallyEvalSet } from '../../refine/proof/tally-eval-set.ts';
import { redactJson } from '../../refine/text/redact.ts';
import { objectAt } from '../../refine/trace/look-into-json.ts';
import { answerOf, type Replaying, sampleOf } from './replay-call.ts';
import type { Holding } from './try-others.ts';

/** Examples are replayed once without and once with each fix: more of them cost more than they tell. */
const MOST_EXAMPLES = 50;

export type EvalSetTried = Readonly<{
  of: readonly (readonly [Hypothesis['id'], EvalTally])[];
  spent: readonly EvalSpent[];
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
  const { house, steps, bounds } = on;
  const untried = (reason: string): EvalSetTried => ({
    of: holding.map(({ id }) => [id, { dataset, of: 0, passed: 0, before: 0, left: 0, url: null, reason }] as const),
    spent: [],
  });
  const { evalSets } = house;
  if (!evalSets) return untried('LANGSMITH_API_KEY is not set.');
  const why = whyNoExamples(today, house.readTemplates);
  if (why !== null) return untried(why);
  return steps.step('try the eval set', async (spent) => {
    try {
      const set = await evalSets.examples(dataset, MOST_EXAMPLES, steps.signal);
      // Both at once: a label stands for the same value in the question and in the answer.
      const examples = set.examples.map(({ id, inputs, outputs }) => {
        const hidden = redactJson({ inputs, outputs }, bounds.own);
        return { id, inputs: objectAt(hidden, 'inputs'), outputs: outputs && objectAt(hidden, 'outputs') };
      });
      return await experimentsOn({ ...set, examples, dataset }, { today, holding }, { evalSets, spent, on });
    } catch (error) {
      const kind = kindOf(error);
      if (
        steps.signal.aborted ||
        (kind !== 'dataset-not-found' && kind !== 'source-denied' && kind !== 'source-unavailable')
      )
        throw error;
      return untried(tell(kind));
    }
  });
}

type Set = Readonly<{ dataset: string; id: string; examples: readonly EvalExample[]; of: number }>;
type Doing = Readonly<{ evalSets: EvalSets; spent(cost: Spent): void; on: Replaying }>;

async function experimentsOn(
  set: Set,
  { today, holding }: Readonly<{ today: PromptsToday; holding: readonly Holding[] }>,
  { evalSets, spent, on }: Doing,
): Promise<EvalSetTried> {
  const { house, steps } = on;
  const asked = new Map(
    set.examples.flatMap((example) => {
      const made = callForExample(today, example.inputs, house.readTemplates);
      return made ? [[example.id, { example, made }] as const] : [];
    }),
  );
  const costs: EvalSpent[] = [];
  const run = async (fix: Holding | null, beside: string | null) => {
    const id = fix?.id ?? null;
    const passed = new Map<string, boolean | null>();
    const cost = { id, inputTokens: 0, outputTokens: 0 };
    const about = { datasetId: set.id, exampleIds: [...asked.keys()], name: `refinery-${id ?? 'unchanged'}`, beside };
    const answer = async (exampleId: string): Promise<EvalAnswer> => {
      const one = asked.get(exampleId);
      if (!one) return { answer: '', passed: null, comment: 'It could not be asked.' };
      const changed = fix && changedCall(one.made, fix.edits, fix.applied, house.readTemplates);
      if (changed && 'impossible' in changed) return { answer: '', passed: null, comment: changed.impossible };
      const call: Call = changed && 'call' in changed ? changed.call : one.made.call;
      const told = await on.slots(() => answerOf(call, 1, spent, on), steps.signal);
      if ('silent' in told) return { answer: '', passed: null, comment: told.silent };
      on.purse.note({ model: told.model, ...told.usage });
      cost.inputTokens += told.usage.inputTokens;
      cost.outputTokens += told.usage.outputTokens;
      const judged = judge(told.output, one.example);
      passed.set(exampleId, judged.passed);
      return { answer: sampleOf(told.output), ...judged };
    };
    const { id: experiment, url } = await evalSets.experiment(about, answer, steps.signal);
    costs.push(cost);
    return { passed, experiment, url };
  };

  const before = await run(null, null);
  const of: [Hypothesis['id'], EvalTally][] = [];
  for (const fix of holding) {
    const after = await run(fix, before.experiment);
    const about = { dataset: set.dataset, size: set.of, url: after.url, reason: null };
    of.push([fix.id, tallyEvalSet(before.passed, after.passed, about)]);
  }
  return { of, spent: costs };
}

/** As a conversation that went well is judged: by whether the substance of the answer that is known to be right is kept. */
function judge(output: CallOutput, { outputs }: EvalExample): Pick<EvalAnswer, 'passed' | 'comment'> {
  const text = referenceIn(outputs);
  if (text === undefined) return { passed: null, comment: 'The example does not say what should be answered.' };
  return { passed: keepsSubstance({ text, toolCalls: [], finish: 'stop' }, output), comment: null };
}
