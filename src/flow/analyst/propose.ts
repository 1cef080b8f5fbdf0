import type { Advice } from '../../domain/case.ts';
import { isBlocked } from '../../domain/change.ts';
import type { Check } from '../../domain/check.ts';
import type { Answerer, Diagnosis } from '../../domain/diagnosis.ts';
import type { CommitSha } from '../../domain/digest.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import { propose } from '../../questions/propose.ts';
import type { EditAnswer } from '../../questions/propose-answer.ts';
import { promptsToday } from '../../refine/call/prompts-today.ts';
import { sealChange, sealCheck } from '../../refine/case/digest.ts';
import { evalCaseEdit } from '../../refine/case/eval-case.ts';
import { likeliestFirst } from '../../refine/change/likeliest-first.ts';
import { toEdit } from '../../refine/change/to-edit.ts';
import { fitConfigs } from '../../refine/context/fit-configs.ts';
import { understandExpectation } from '../../refine/text/understand-expectation.ts';
import { applyChange } from '../apply-change.ts';
import type { Starting } from '../base-now.ts';
import { repoContext } from '../context.ts';
import type { House } from '../house.ts';
import { impactIn, isAbout } from '../impact-of.ts';
import { judgeChange } from '../judge-change.ts';
import { viewOf } from '../view-trace.ts';
import { withJudge } from '../with-judge.ts';
import { adviceOn } from './advice.ts';
import { ask } from './ask.ts';
import { mendEdits, type RefusedHypothesis } from './mend-edits.ts';
import type { Reported } from './reported.ts';

const MOST_HYPOTHESES = 5;
/** Of what the analyst reads of settings. They are told beside the trace and the prompts, and seldom the cause. */
const MOST_CONFIG_TOKENS = 6_000;

export type Proposals = Readonly<{
  base: CommitSha;
  check: Check;
  hypotheses: readonly Hypothesis[];
  answerer: Answerer;
  /** What the analyst was given besides; not there where nobody wants it. */
  advice?: Advice;
}>;

/**
 * Asks the analyst for fixes, on the repo as its cases start now. Each comes with its
 * exact change, to which the case's eval example is added, and with what the
 * guards say of that change. Edits that do not apply are asked for once more.
 * Errors as `ask` and `CodeHost`.
 */
export async function proposeFixes(
  reported: Reported,
  diagnosis: Diagnosis,
  project: Starting,
  house: House,
  signal?: AbortSignal,
): Promise<Proposals> {
  const { trace, expectation, triage, objections, discussion } = reported;
  const runId = diagnosis.failingRunId;
  const failing = runId === null ? undefined : await trace('call', { runId }, signal);
  const base = await house.codeHost.head(project.repo, project);
  const context = await repoContext(project, base, house.codeHost, failing?.call);
  const { paths, prompts, evals } = context;
  const configs = fitConfigs(context.configs, MOST_CONFIG_TOKENS);
  const sites = failing ? promptsToday(failing.call, prompts, house.readTemplates).sites : [];
  const understood = failing && understandExpectation(expectation, failing.call, house.assertions);
  const check = reported.settled ?? (understood && failing ? withJudge(understood, failing.call, house) : NO_CHECK);

  const advice = await adviceOn({ ...reported, diagnosis, model: failing?.call.model ?? null, project, base }, house);
  const { guides, lessons } = advice;
  const view = house.analyst ? (await viewOf(reported, signal)).text : '';
  const about = {
    expectation,
    view,
    diagnosis,
    triage,
    failing,
    files: prompts,
    configs,
    sites,
    objections,
    discussion,
    guides,
    lessons,
  };
  const byRules = () => trace('proposeByRules', about, signal);
  const asked = (refused?: readonly RefusedHypothesis[]) =>
    ask(propose, { ...about, refused }, byRules, reported.own, { ...house, once: reported.once }, signal);
  const whyNot = async (edits: readonly EditAnswer[]) => {
    const applied = await applyChange(edits.map(toEdit), project.repo, base, house.codeHost);
    return 'refused' in applied ? applied.refused : undefined;
  };
  const { answer, answerer } = await mendEdits(await asked(), whyNot, asked);
  const evalCase = failing && evalCaseEdit(failing.call, expectation, check, evals);
  const sealed = likeliestFirst(answer.hypotheses).map(({ edits, ...said }) => ({
    ...said,
    title: titleOf(said.title),
    change: sealChange([...edits.map(toEdit), ...(evalCase ? [evalCase] : [])]),
  }));
  const inspected = { project, base, context: paths, heard: await trace('heard', {}, signal) };
  const impactOf = impactIn(project.repo, context, house);
  const hypotheses = await Promise.all(
    withoutRepeats(sealed)
      .slice(0, MOST_HYPOTHESES)
      .map(async (hypothesis, index): Promise<Hypothesis> => {
        const findings = await judgeChange(hypothesis.change, inspected, house);
        const about = new Set(hypothesis.change.edits.map(({ path }) => path).filter((path) => isAbout(path, context)));
        const impact = isBlocked(findings) ? {} : { impact: await Promise.all([...about].map(impactOf)) };
        return { ...hypothesis, id: `h${index + 1}`, findings, ...impact };
      }),
  );
  return { base, check, hypotheses, answerer, ...advice.told };
}

const NO_CHECK = sealCheck([], 'I could not make a check: there is no call of a language model to look at.');

/** It stands in lines that go on behind it, and above what a commit says. */
const titleOf = (title: string): string => title.trim().replace(/(?<![.…])\.$/, '');

/** Two hypotheses with the same edits are one, however they are worded: the earlier stays. */
function withoutRepeats<Sealed extends Pick<Hypothesis, 'change'>>(hypotheses: readonly Sealed[]): readonly Sealed[] {
  const first = new Map(hypotheses.toReversed().map((hypothesis) => [hypothesis.change.digest, hypothesis]));
  return hypotheses.filter((hypothesis) => first.get(hypothesis.change.digest) === hypothesis);
}
