import { RefineryError } from '../domain/errors.ts';
import type { Usage } from '../domain/trace.ts';
import type { CallCost, Model } from '../ports.ts';
import { estimateAnswer, estimateRequest } from '../refine/call/estimate-request.ts';
import { estimateTokens } from '../refine/call/estimate-tokens.ts';
import { costOf, type Prices } from '../refine/case/cost-of.ts';
import { dayOf } from '../refine/proof/day-spending.ts';
import { changeModels } from './analyst/analyst.ts';
import type { House, Records } from './house.ts';

type OneCall = Readonly<{ model: string; usage: Usage }>;

/**
 * The house whose models are paid out of the day: what a call may cost is set aside before it is made, so that cases
 * that run side by side do not go beyond the limit together, and what it did cost is counted after. One that would go
 * beyond is not made: `day-spent`. Known answers cost nothing, for they ask no model.
 *
 * @param house as the case uses it, thinking in the background perhaps; its `dayCap` is the limit
 */
export function withinDay(house: House, workspace: string, { days }: Pick<Records, 'days'>): House {
  const { analyst, replayer, judge, dayCap: cap, prices, clock } = house;

  const paying = async <Reply extends OneCall>(may: OneCall, call: () => Promise<Reply>): Promise<Reply> => {
    const atMs = clock();
    const day = { cap, sinceMs: dayOf(atMs).beganAtMs, atMs };
    const aside = await days.setAside(workspace, costIn(may, prices), day);
    if (!aside) throw new RefineryError('day-spent', `a call of ${may.model} would go beyond the limit of the day`);
    let reply: Reply;
    try {
      reply = await call();
    } catch (error) {
      // The store's own trouble would hide what went wrong; what is not given back ends by itself.
      await aside.giveBack().catch(() => {});
      throw error;
    }
    // An answer that is paid for is not lost over the counting.
    await aside.paid(costIn(reply, prices)).catch(() => {});
    return reply;
  };

  const paid = (model: Model): Model => ({
    ...model,
    answer: (request, signal) => {
      const usage = { inputTokens: estimateRequest(request), outputTokens: estimateAnswer(request) };
      return paying({ model: model.name, usage }, () => model.answer(request, signal));
    },
    replay: (call, signal) => {
      const { input, output } = estimateTokens(call);
      const { used } = model.termsOf(call).replayedOn;
      return paying({ model: used, usage: { inputTokens: input, outputTokens: output } }, () =>
        model.replay(call, signal),
      );
    },
  });

  return {
    ...house,
    analyst: analyst && changeModels(analyst, paid),
    replayer: replayer && paid(replayer),
    judge: judge && paid(judge),
  };
}

function costIn({ model, usage }: OneCall, prices: Prices): CallCost {
  return { usd: costOf({ model, ...usage }, prices) ?? null, tokens: usage.inputTokens + usage.outputTokens };
}
