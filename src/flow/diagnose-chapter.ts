import type { HandOverReason, Proven, Read } from '../domain/case.ts';
import type { Chapter } from '../ports.ts';
import { DIAGNOSE } from '../refine/case/chapters.ts';
import { discussionOf } from '../refine/case/discussion.ts';
import { numberOf } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import { wishedAnew } from '../refine/case/known-answers.ts';
import { settledCheck } from '../refine/case/settled-check.ts';
import { capOf, spentBefore } from '../refine/proof/spending.ts';
import { lessonsFor } from './analyst/advice.ts';
import { diagnoseTrace } from './analyst/diagnose.ts';
import { patient } from './analyst/in-background.ts';
import { onceIn } from './analyst/once-in.ts';
import { proposeFixes } from './analyst/propose.ts';
import { readParts } from './analyst/read-parts.ts';
import type { Reported } from './analyst/reported.ts';
import { mustWait } from './ask-before-sending.ts';
import { asLetGoOn, isSpent, orWait } from './ask-before-spending.ts';
import { startNow } from './base-now.ts';
import { revealFrom } from './discreet-replayer.ts';
import type { House, Records } from './house.ts';
import { confine, type Privacy, privacyOf } from './privacy.ts';
import { projectOthers } from './prove/project-others.ts';
import { proveHypotheses } from './prove/prove-hypotheses.ts';
import { keepTrace } from './read-trace.ts';
import { historyOf } from './record.ts';
import { chapter, costOfAnswer, type Scene, step } from './scene.ts';
import { traceOf } from './trace-of.ts';
import { readingOf } from './view-trace.ts';
import { withinDay } from './within-day.ts';

export function diagnoseChapter(house: House, records: Records): Chapter {
  return chapter(DIAGNOSE, house, records, (scene) => orWait(scene, numberOf(scene.turn), () => diagnoseCase(scene)));
}

/** From the link to the verdicts, or to an honest hand-over. */
async function diagnoseCase(scene: Scene): Promise<void> {
  const { reading, calm } = scene.house.readFirst;
  const { at, turn, records, steps } = scene;
  const revision = numberOf(turn);
  const tell = (kind: string) => `${kind}/${revision}`;
  const paying = (one: House) => withinDay(one, at.workspace, records);
  const { whole, house, privacy } = await reading(() => readCase(scene), steps.signal);
  await calm(steps.signal);

  if (await mustWait(scene, privacy, house, revision)) return;
  if (await isSpent(scene, house, revision)) return;

  const unread = await readParts(scene, paying(house), revision, (now, history) =>
    reported(now, history, privacy, house, records),
  );
  await step(scene, 'diagnose', { stage: 'read', revision }, async (now, spent, history) => {
    const told = { ...reported(now, history, privacy, house, records), unread };
    const diagnosed = await diagnoseTrace(
      told,
      paying(patient(house, now, records, wishedAnew(history))),
      steps.signal,
    );
    for (const { answerer } of diagnosed.asked) spent(costOfAnswer(answerer));
    return [tell('diagnosed'), { kind: 'diagnosed', atMs: house.clock(), ...diagnosed }];
  });

  if (await isSpent(scene, house, revision)) return;
  await step(scene, 'propose fixes', { stage: 'diagnosed', revision }, async (now, spent, history) => {
    const lessons = house.guides && (await lessonsFor(now, records.facts));
    const proposals = await proposeFixes(
      { ...reported(now, history, privacy, house, records), settled: settledCheck(history), lessons },
      now.diagnosis,
      await startNow(at.workspace, now.project, records),
      paying(patient(house, now, records, wishedAnew(history))),
      steps.signal,
    );
    spent(costOfAnswer(proposals.answerer));
    return [tell('proposed'), { kind: 'proposed', atMs: house.clock(), ...proposals }];
  });

  if (await isSpent(scene, house, revision)) return;
  const { now, facts } = await historyOf(records.facts, at);
  if (!('hypotheses' in now) || now.revision !== revision) return;
  const trace = traceOf(now, house, records);
  const toProve = { ...now, trace, failingRunId: now.diagnosis.failingRunId };
  const proving = paying(confine(whole, privacy, revealFrom(trace, now, records.originals)));
  const proof = await proveHypotheses(toProve, proving, steps, {
    async stillWanted() {
      const { stage, revision: latest } = (await historyOf(records.facts, at)).now;
      return stage === 'proposed' && latest === revision;
    },
    once: (about, replay) => records.replays.once(at, about, replay),
    own: privacy.own,
    cap: capOf(facts, house.cap),
    spent: spentBefore(facts, house.prices),
    others: projectOthers(at.workspace, now, privacy, whole, records),
  });
  await step(scene, 'weigh the replays', { stage: 'proposed', revision }, async () => [
    tell('proven'),
    { kind: 'proven', atMs: house.clock(), ...proof },
  ]);
  await step(scene, 'see what holds', { stage: 'proven', revision }, async (proven) => {
    const because = handOverReason(proven);
    return because && [tell('handed-over'), { kind: 'handed-over', atMs: house.clock(), because }];
  });
}

/**
 * Reads the trace, and finds out what stands out in it.
 *
 * @returns the house as the case uses it: `whole`, and confined to what the project allows
 */
async function readCase(scene: Scene): Promise<Readonly<{ whole: House; house: House; privacy: Privacy }>> {
  const { at, turn, records, steps } = scene;
  const revision = numberOf(turn);
  const { now: begun, facts } = await historyOf(records.facts, at);
  const whole = asLetGoOn(scene.house, facts);
  const privacy = await privacyOf(begun.project, whole.codeHost);
  const house = confine(whole, privacy);
  await step(scene, 'read the trace', { stage: 'opened', revision }, async (now) => {
    const digest = await keepTrace(at.workspace, now.source, privacy.hides, house, records, steps.signal);
    const trace = traceOf({ workspace: at.workspace, trace: digest }, house, records);
    const seen = await trace('triage', { expectation: now.expectation }, steps.signal);
    const reading = await readingOf(trace, house, steps.signal);
    return [`read/${revision}`, { kind: 'read', atMs: house.clock(), trace: digest, ...seen, reading }];
  });
  return { whole, house, privacy };
}

/** Nobody is shown an approval button for what was not proved. */
function handOverReason({ reproduction, verdicts }: Proven): HandOverReason | undefined {
  if (verdicts.some(({ word }) => word === 'fixed')) return undefined;
  if (reproduction.word !== 'reproduced') return reproduction.word;
  // A verdict with a reason was not tried on the call at all: then nothing is known of it, either.
  const wasTried = verdicts.some(
    ({ word, reason }) => reason === null && (word === 'not-fixed' || word === 'partly-fixed'),
  );
  return wasTried ? 'none-fixed' : 'inconclusive';
}

function reported(
  now: Pick<Read, 'workspace' | 'id' | 'trace' | 'triage' | 'reading' | 'expectation' | 'objections'>,
  history: History,
  { own }: Privacy,
  house: House,
  records: Records,
): Reported {
  const { triage, reading, expectation, objections } = now;
  return {
    trace: traceOf(now, house, records),
    reading,
    triage,
    expectation,
    objections,
    discussion: discussionOf(history.comments),
    own,
    once: onceIn(history, records),
  };
}
