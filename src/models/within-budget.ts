import type { Budget, Model, ModelRequest } from '../ports.ts';
import { estimateAnswer, estimateRequest } from '../refine/call/estimate-request.ts';
import { estimateTokens } from '../refine/call/estimate-tokens.ts';

/**
 * The model as it answers within what its provider gives: each call waits for room, and keeps no more than it took.
 *
 * @param ready what is to be done before the first call can be sent: what room was kept for is sent at once
 */
export function withinBudget(model: Model, budget: Budget, ready: () => Promise<void> = async () => {}): Model {
  const keeping = async <Answer extends Readonly<{ usage: Readonly<{ inputTokens: number; outputTokens: number }> }>>(
    estimate: number,
    signal: AbortSignal | undefined,
    ask: () => Promise<Answer>,
  ): Promise<Answer> => {
    await ready();
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
  const { background } = model;
  return {
    ...model,
    tokensPerMinute: () => budget.tokensPerMinute(),
    answer: (request, signal) => keeping(estimateOf(request), signal, () => model.answer(request, signal)),
    // Who collects the answer may be another process, so what was estimated stays.
    background: background && {
      ...background,
      async begin(request, signal) {
        const estimate = estimateOf(request);
        const reservation = await budget.reserve(estimate, signal);
        try {
          return await background.begin(request, signal);
        } finally {
          reservation.settle(estimate);
        }
      },
    },
    replay(call, signal) {
      const { input, output } = estimateTokens(call);
      return keeping(input + output, signal, () => model.replay(call, signal));
    },
  };
}

const estimateOf = (request: ModelRequest): number => estimateRequest(request) + estimateAnswer(request);
