import { type Approved, approve, type Case, type CaseKey, type Proven, type Rights } from '../domain/case.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { FactBody } from '../domain/fact.ts';
import type { Project } from '../domain/project.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { Chapter, Steps, Turn } from '../ports.ts';
import { revertMessage, signedMessage } from '../refine/commit-message.ts';
import { DIAGNOSE, PUBLISH, ROLL_BACK } from '../refine/due-turn.ts';
import type { History } from '../refine/fold.ts';
import { diagnoseTrace, type Reported } from './diagnose.ts';
import type { House, Records } from './house.ts';
import { writesOf } from './make-offer.ts';
import { proposeFixes } from './propose.ts';
import { proveHypotheses } from './prove.ts';
import { readTrace, triageOf } from './read-trace.ts';
import { historyOf, record } from './record.ts';

/**
 * The chapters of a case: everything that happens between two decisions of
 * people. Each step fetches, decides and records one fact under a key of its
 * own; so a step that runs again finds its fact and adds nothing. What a
 * chapter knows it reads from the facts, never from an earlier step's result.
 */
export function chapters(house: House, records: Records): readonly Chapter[] {
  return [
    chapter(DIAGNOSE, records, house, diagnoseCase),
    chapter(PUBLISH, records, house, publishCase),
    chapter(ROLL_BACK, records, house, rollBackCase),
  ];
}

type Scene = Readonly<{ at: CaseKey; turn: Turn; house: House; records: Records; steps: Steps }>;

/** From the link to the verdicts, or to an honest hand-over. */
async function diagnoseCase(scene: Scene): Promise<void> {
  const { at, house, records, steps } = scene;
  const { revision } = (await historyOf(records.facts, at)).now;
  const tell = (kind: string) => `${kind}/${revision}`;

  await step(scene, 'read the trace', 'opened', async (now) => {
    const trace = await readTrace(now.source, house, steps.signal);
    const digest = await records.traces.put(at.workspace, trace);
    const triage = triageOf(trace, now.expectation, house);
    return [tell('read'), { kind: 'read', atMs: house.clock(), trace: digest, traceName: trace.name, triage }];
  });

  await step(scene, 'diagnose', 'read', async (now, spent) => {
    const { diagnosis, answerer } = await diagnoseTrace(await reported(now, records), house, steps.signal);
    spent(answerer);
    return [tell('diagnosed'), { kind: 'diagnosed', atMs: house.clock(), diagnosis, answerer }];
  });

  await step(scene, 'propose fixes', 'diagnosed', async (now, spent) => {
    const proposals = await proposeFixes(await reported(now, records), now.diagnosis, now.project, house, steps.signal);
    spent(proposals.answerer);
    return [tell('proposed'), { kind: 'proposed', atMs: house.clock(), ...proposals }];
  });

  const { now } = await historyOf(records.facts, at);
  if (!('hypotheses' in now)) return;
  const proof = await proveHypotheses(
    { ...now, trace: await traceOf(now, records), failingRunId: now.diagnosis.failingRunId },
    house,
    steps,
  );
  await step(scene, 'weigh the replays', 'proposed', async () => [
    tell('proven'),
    { kind: 'proven', atMs: house.clock(), ...proof },
  ]);
  await step(scene, 'hand over', 'proven', async (proven) => {
    const because = handOverReason(proven);
    return because && [tell('handed-over'), { kind: 'handed-over', atMs: house.clock(), because }];
  });
}

/** Judges the yes once more, and commits what was approved. */
async function publishCase(scene: Scene): Promise<void> {
  const { at, house, records } = scene;
  const { yeses } = await historyOf(records.facts, at);
  const said = yeses.length;

  await step(scene, 'judge the approval', 'proven', async (now, _spent, history) => {
    const atMs = house.clock();
    const judged = await judge(now, history, house);
    const offer = history.yeses.at(-1)?.offer;
    if (!('refused' in judged))
      return [
        `approved/${judged.offer.digest}`,
        { kind: 'approved', atMs, offer: judged.offer, yeses: [...judged.yeses] },
      ];
    return offer && [`yes-refused/${offer}/${said}`, { kind: 'yes-refused', atMs, offer, because: judged.refused }];
  });

  await step(scene, 'commit', 'approved', async (now, _spent, history) => {
    const approved = history.facts.findLast(({ body }) => body.kind === 'approved');
    if (!approved) return undefined;
    const { offer, base, project } = now;
    const commit = await house.codeHost.publish({
      repo: project.repo,
      base,
      branch: offer.target.branch,
      message: signedMessage(now, approved.hash),
      atMs: approved.body.atMs,
      writes: await writesOf({ ...now, stage: 'proven' }, offer, house),
      approved: offer.files,
    });
    const atMs = house.clock();
    if ('refused' in commit)
      return [
        `yes-refused/${offer.digest}/branch`,
        { kind: 'yes-refused', atMs, offer: offer.digest, because: commit.refused },
      ];
    return [`published/${offer.digest}`, { kind: 'published', atMs, commit }];
  });
}

/** Takes back what was published: exactly the approved inverse. */
async function rollBackCase(scene: Scene): Promise<void> {
  const { house } = scene;
  await step(scene, 'roll back', 'published', async (now, _spent, history) => {
    const asked = history.facts.findLast(({ body }) => body.kind === 'roll-back-asked');
    if (!asked) return undefined;
    const { project, commit, offer } = now;
    const message = revertMessage(now);
    const reverted = await house.codeHost.rollBack({
      repo: project.repo,
      published: commit,
      inverse: offer.inverse,
      message,
      atMs: asked.body.atMs,
    });
    const atMs = house.clock();
    if ('refused' in reverted)
      return [`roll-back-refused/${asked.seq}`, { kind: 'roll-back-refused', atMs, changedSince: [...reverted.paths] }];
    return [`rolled-back/${commit.sha}`, { kind: 'rolled-back', atMs, commit: reverted }];
  });
}

/** The rights of a project, as they are now. */
export function rightsOf({ approvers, fourEyes }: Project): Rights {
  return { mayApprove: ({ id }) => approvers === null || approvers.includes(id), fourEyes };
}

async function judge(
  now: Proven,
  { offers, yeses }: History,
  { codeHost }: House,
): Promise<ReturnType<typeof approve>> {
  const offer = offers.find(({ digest }) => digest === yeses.at(-1)?.offer);
  if (!offer) return { refused: 'offer-outdated' };
  if ((await codeHost.head(now.project.repo)) !== offer.base) return { refused: 'base-moved' };
  return approve(now, offer, yeses, rightsOf(now.project));
}

/** Nobody is shown an approval button for what was not proved. */
function handOverReason({
  reproduction,
  verdicts,
}: Proven): 'none-fixed' | 'not-reproduced' | 'inconclusive' | undefined {
  if (reproduction.word !== 'reproduced') return reproduction.word;
  return verdicts.some(({ word }) => word === 'fixed') ? undefined : 'none-fixed';
}

type Learned = readonly [key: string, fact: FactBody];

/** One durable step that records at most one fact, and only while the case stands at `stage`. */
async function step<Stage extends Case['stage']>(
  { at, records, steps }: Scene,
  name: string,
  stage: Stage,
  learn: (
    now: Extract<Case, { stage: Stage }>,
    spent: Parameters<Parameters<Steps['step']>[1]>[0],
    history: History,
  ) => Promise<Learned | undefined>,
): Promise<void> {
  await steps.step(name, async (spent) => {
    const history = await historyOf(records.facts, at);
    if (!isAt(history.now, stage)) return undefined;
    const learned = await learn(history.now, spent, history);
    if (!learned) return undefined;
    const [key, fact] = learned;
    await record(records.facts, at, key, ({ now }) =>
      now.stage === stage && now.revision === history.now.revision ? fact : undefined,
    );
    return undefined;
  });
}

function isAt<Stage extends Case['stage']>(now: Case, stage: Stage): now is Extract<Case, { stage: Stage }> {
  return now.stage === stage;
}

/** What broke a chapter becomes a fact, so that everybody sees it and the case can go on from there. */
function chapter(name: string, records: Records, house: House, run: (scene: Scene) => Promise<void>): Chapter {
  return {
    name,
    async run(turn, steps) {
      const { at } = turn;
      try {
        await run({ at, turn, house, records, steps });
      } catch (error) {
        const kind = kindOf(error);
        if (!kind || steps.signal.aborted) throw error;
        const detail = error instanceof RefineryError ? error.detail : String(error);
        await steps.step('note the failure', async () => {
          await record(records.facts, at, `failed/${name}/${turn.decision}`, () => ({
            kind: 'failed',
            atMs: house.clock(),
            chapter: name,
            error: kind,
            detail,
          }));
          return undefined;
        });
      }
    },
  };
}

async function traceOf(
  { workspace, trace }: { workspace: string; trace: Approved['trace'] },
  { traces }: Records,
): Promise<SafeTrace> {
  const found = await traces.get(workspace, trace);
  if (!found) throw new RefineryError('store-damaged', `the trace ${trace} is gone`);
  return found;
}

async function reported(
  now: Pick<Approved, 'workspace' | 'trace' | 'triage' | 'expectation' | 'objections'>,
  records: Records,
): Promise<Reported> {
  const { triage, expectation, objections } = now;
  return { trace: await traceOf(now, records), triage, expectation, objections };
}
