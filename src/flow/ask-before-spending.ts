import { type CapReached, NO_DAY_CAP } from '../domain/cap.ts';
import { kindOf } from '../domain/errors.ts';
import { sumOf } from '../refine/case/cost-of.ts';
import { type History, isUnderWay } from '../refine/case/fold.ts';
import { dayOf, isWithinDay, wasLetGoOn } from '../refine/proof/day-spending.ts';
import { capOf, isWithin, spentBefore, tokensOf } from '../refine/proof/spending.ts';
import type { House, Records } from './house.ts';
import { historyOf, record } from './record.ts';
import type { Scene } from './scene.ts';

/**
 * Before a model is asked: where the case, or all cases of the day, have cost what they may, the case stops until a
 * person lets it go on. No step of its own: whoever goes on with the case looks again. Before the proof only the day is
 * looked at: what a case may still cost is counted out in it, replay by replay.
 *
 * @param house confined to what the project allows; without a model nothing is spent
 * @returns whether the case has to wait
 */
export async function isSpent(scene: Pick<Scene, 'at' | 'records'>, house: House, revision: number): Promise<boolean> {
  const history = await historyOf(scene.records.facts, scene.at);
  const { now } = history;
  if (!isUnderWay(now) || now.revision !== revision) return false;
  if (!(now.stage === 'proposed' ? house.replayer : house.analyst)) return false;
  const ofCase = now.stage === 'proposed' ? undefined : caseReached(history, house);
  const reached = ofCase ?? (await dayReached(history, house, scene.records));
  if (!reached) return false;
  await askToSpend(scene, house, revision, reached);
  return true;
}

/** Does what asks models for a case; where one call would go beyond what the day may cost, the case waits there, too. */
export async function orWait(
  scene: Pick<Scene, 'at' | 'records' | 'house'>,
  revision: number,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (kindOf(error) !== 'day-spent') throw error;
    const { now } = await historyOf(scene.records.facts, scene.at);
    await askToSpend(scene, scene.house, revision, await daySoFar(now.workspace, scene.house, scene.records));
  }
}

async function askToSpend(
  { at, records }: Pick<Scene, 'at' | 'records'>,
  { clock }: House,
  revision: number,
  reached: CapReached,
): Promise<void> {
  const { facts } = await historyOf(records.facts, at);
  const before = facts.filter(({ body }) => body.kind === 'spending-agreed').length;
  await record(records.facts, at, `spending-asked/${revision}/${before}`, (latest) =>
    isUnderWay(latest.now) && latest.now.revision === revision
      ? { kind: 'spending-asked', atMs: clock(), reached }
      : undefined,
  );
}

/** What all questions about a case have cost reaches what it may. */
export function caseReached({ facts }: History, { cap: usual, prices }: House): CapReached | undefined {
  const cap = capOf(facts, usual);
  const spent = spentBefore(facts, prices);
  if (isWithin(cap, spent)) return undefined;
  return { of: 'case', cap, usd: sumOf(spent.map(({ usd }) => usd)) ?? null, tokens: tokensOf(spent) };
}

/** What all cases have cost today goes beyond what they may, and nobody let this one go on today. */
export async function dayReached(
  { now, facts }: History,
  house: House,
  records: Records,
): Promise<CapReached | undefined> {
  const { dayCap } = asLetGoOn(house, facts);
  if (dayCap.usd === null && dayCap.tokens === null) return undefined;
  const reached = await daySoFar(now.workspace, house, records);
  return isWithinDay(dayCap, reached) ? undefined : reached;
}

/** What the day holds at the moment when the next call does not fit into it any more. */
export async function daySoFar(
  workspace: string,
  { dayCap: cap, clock }: House,
  { days }: Records,
): Promise<CapReached & { of: 'day' }> {
  const { beganAtMs, endsAtMs } = dayOf(clock());
  const { usd, tokens } = await days.paidSince(workspace, beganAtMs);
  return { of: 'day', cap, usd: usd > 0 ? usd : null, tokens: Math.round(tokens), endsAtMs };
}

/** The house for a case with these facts: one that a person let go on today goes on whatever others cost. */
export function asLetGoOn(house: House, facts: History['facts']): House {
  return wasLetGoOn(house.clock(), facts) ? { ...house, dayCap: NO_DAY_CAP } : house;
}
