import type { Cap } from '../../domain/cap.ts';
import type { Case } from '../../domain/case.ts';
import type { Answerer } from '../../domain/diagnosis.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Reproduction, Verdict } from '../../domain/verdict.ts';
import { costOf, costOfCalls, type Prices, sumOf } from '../case/cost-of.ts';

/**
 * Tokens that a model was paid for. `usd`: US dollars for them; `undefined` where a price is unknown. `standIn`: the sample's
 * stand-in took all of them, which costs nothing.
 */
export type Spending = Readonly<{
  model: string;
  inputTokens: number;
  outputTokens: number;
  usd?: number | undefined;
  standIn?: boolean | undefined;
}>;

/** What the case may cost now: what the last person allowed who let it go on, else what every case of its project may. */
export function capOf(facts: readonly Fact[], usual: Cap): Cap {
  const raised = facts.flatMap(({ body }) => (letsGoOn(body) ? [body.cap] : []));
  return raised.at(-1) ?? usualCap(facts, usual);
}

/** What a case may cost at first, and more with each press: as its project says in dollars, else what every case may. */
export function usualCap([opened]: readonly Fact[], usual: Cap): Cap {
  const usd = opened?.body.kind === 'opened' ? opened.body.project.caseCapUsd : undefined;
  return usd === undefined ? usual : { ...usual, usd };
}

type LetGoOn = FactBody & { kind: 'cap-raised' | 'spending-agreed' | 'reply-agreed' };

/** Whether a person let the case cost more, whatever for. */
export function letsGoOn(body: FactBody): body is LetGoOn {
  return body.kind === 'cap-raised' || body.kind === 'spending-agreed' || body.kind === 'reply-agreed';
}

/** As much again as every case may cost: no press allows more than the first time. */
export function raiseCap(cap: Cap, usual: Cap): Cap {
  return { usd: cap.usd + usual.usd, tokens: cap.tokens + usual.tokens };
}

/** Whether something was left out because the case had used up what it may cost, so that letting it go on makes sense. */
export function isCapped(now: Case): boolean {
  if (now.stage !== 'proven' && now.stage !== 'handed-over') return false;
  return now.reproduction.capped === true || now.verdicts.some(({ capped }) => capped === true);
}

/** Whether all this is within the cap: in dollars where the price of every model is known, else in tokens. */
export function isWithin({ usd, tokens }: Cap, spent: readonly Spending[]): boolean {
  const cost = sumOf(spent.map((one) => one.usd));
  return cost === undefined ? tokensOf(spent) <= tokens : cost <= usd;
}

/**
 * What a case has cost before the proof that is about to begin. The proof that a person lets go on is left out:
 * its replays are known, and are counted when they are taken up again.
 */
export function spentBefore(facts: readonly Fact[], prices: Prices): readonly Spending[] {
  const answers: Spending[] = [];
  const proofs: (readonly Spending[])[] = [];
  let isJudged = false;
  const paid = (answerer: Answerer) => paidTo(answerer, prices);
  for (const { body } of facts) {
    if (body.kind === 'diagnosed')
      answers.push(...(body.asked?.map(({ answerer }) => answerer) ?? [body.answerer]).flatMap(paid));
    if (body.kind === 'proposed' || body.kind === 'replied') answers.push(...paid(body.answerer));
    if (body.kind === 'proposed' || body.kind === 'check-changed') isJudged = body.check.rubric !== undefined;
    if (body.kind === 'proven')
      proofs.push([body.reproduction, ...body.verdicts].flatMap((proof) => spendingOn(proof, prices, isJudged)));
    if (body.kind === 'cap-raised') proofs.pop();
  }
  return byModel([...answers, ...proofs.flat()].filter(({ model }) => model !== RULES));
}

export const tokensOf = (spent: readonly Spending[]): number =>
  spent.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);

const RULES = 'rules';

/** Who was passed over was paid, too. */
const paidTo = (answerer: Answerer, prices: Prices): readonly Spending[] =>
  [answerer, ...(answerer.insteadOf ?? [])].map((one) => ({ ...one, usd: costOf(one, prices) }));

/**
 * What was not priced when it was recorded is priced as today. Those who judge are counted with what they judge, and of
 * several turns some may be played by a model that is paid.
 */
function spendingOn(
  { model, inputTokens, outputTokens, usd, standIn: isShownOnStandIn, level = 'call' }: Reproduction | Verdict,
  prices: Prices,
  isJudged: boolean,
): readonly Spending[] {
  if (model === null) return [];
  const standIn = isShownOnStandIn && !isJudged && level === 'call' && usd === undefined;
  const spent = { model, inputTokens, outputTokens };
  return [{ ...spent, usd: usd ?? costOfCalls(spent, prices), ...(standIn && { standIn }) }];
}

/** One line for each model. */
export function byModel(spent: readonly Spending[]): readonly Spending[] {
  return [...Map.groupBy(spent, ({ model }) => model)].map(([model, lines]) => ({
    model,
    inputTokens: lines.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: lines.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    usd: sumOf(lines.map(({ usd }) => usd)),
    ...(lines.every(({ standIn }) => standIn) && { standIn: true }),
  }));
}
