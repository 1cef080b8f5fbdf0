import type { CapReached } from '../domain/cap.ts';
import { sumOf } from '../refine/case/cost-of.ts';
import { type History, isUnderWay } from '../refine/case/fold.ts';
import { dayOf, isWithinDay, knownUsd, spentOn, wasLetGoOn } from '../refine/proof/day-spending.ts';
import { capOf, isWithin, type Spending, spentBefore, tokensOf } from '../refine/proof/spending.ts';
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
export async function isSpent(
  { at, records }: Pick<Scene, 'at' | 'records'>,
  house: House,
  revision: number,
): Promise<boolean> {
  const history = await historyOf(records.facts, at);
  const { now, facts } = history;
  if (!isUnderWay(now) || now.revision !== revision) return false;
  if (!(now.stage === 'proposed' ? house.replayer : house.analyst)) return false;
  const ofCase = now.stage === 'proposed' ? undefined : caseReached(history, house);
  const reached = ofCase ?? (await dayReached(history, house, records));
  if (!reached) return false;
  const before = facts.filter(({ body }) => body.kind === 'spending-agreed').length;
  await record(records.facts, at, `spending-asked/${revision}/${before}`, (latest) =>
    isUnderWay(latest.now) && latest.now.revision === revision
      ? { kind: 'spending-asked', atMs: house.clock(), reached }
      : undefined,
  );
  return true;
}

function caseReached({ facts }: History, { cap: usual, prices }: House): CapReached | undefined {
  const cap = capOf(facts, usual);
  const spent = spentBefore(facts, prices);
  if (isWithin(cap, spent)) return undefined;
  return { of: 'case', cap, usd: sumOf(spent.map(({ usd }) => usd)) ?? null, tokens: tokensOf(spent) };
}

async function dayReached({ now, facts }: History, house: House, records: Records): Promise<CapReached | undefined> {
  const cap = house.dayCap;
  const atMs = house.clock();
  const spent = await spentToday(now.workspace, facts, house, records);
  if (spent === undefined || isWithinDay(cap, spent)) return undefined;
  const usd = knownUsd(spent);
  return { of: 'day', cap, usd: usd > 0 ? usd : null, tokens: tokensOf(spent), endsAtMs: dayOf(atMs).endsAtMs };
}

/**
 * What all cases of the workspace have cost today, as far as it is recorded; `undefined` where that does not hold this
 * case up: there is no such limit, or a person let the case go on today.
 */
export async function spentToday(
  workspace: string,
  facts: History['facts'],
  { dayCap, prices, clock }: House,
  records: Records,
): Promise<readonly Spending[] | undefined> {
  const atMs = clock();
  if ((dayCap.usd === null && dayCap.tokens === null) || wasLetGoOn(atMs, facts)) return undefined;
  return spentOn(atMs, await records.facts.since(workspace, dayOf(atMs).beganAtMs), prices);
}
