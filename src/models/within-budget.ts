import type { Budget, Model } from '../ports.ts';
import { estimateRequest } from '../refine/call/estimate-request.ts';
import { estimateTokens } from '../refine/call/estimate-tokens.ts';

/** Answers are seldom as long as they may be. */
const USUAL_OUTPUT = 2_000;

/** The model as it answers within what its provider gives: each call waits for room, and keeps no more than it took. */
export function withinBudget(model: Model, budget: Budget): Model {
  const keeping = async <Answer extends Readonly<{ usage: Readonly<{ inputTokens: number; outputTokens: number }> }>>(
    estimate: number,
    signal: AbortSignal | undefined,
    ask: () => Promise<Answer>,
  ): Promise<Answer> => {
    const reservation = await budget.reserve(estimate, signal);
    // Whether a call that failed was counted nobody says.
    let used = estimate;
    try {
      const answer = await ask();
      used = answer.usage.inputTokens + answer.usage.outputTokens;
      return answer;
    } finally {
      reservation.settle(used);
    }
  };
  return {
    ...model,
    tokensPerMinute: () => budget.tokensPerMinute(),
    answer(request, signal) {
      const estimate = estimateRequest(request) + Math.min(request.maxOutputTokens, USUAL_OUTPUT);
      return keeping(estimate, signal, () => model.answer(request, signal));
    },
    replay(call, signal) {
      const { input, output } = estimateTokens(call);
      return keeping(input + output, signal, () => model.replay(call, signal));
    },
  };
}
