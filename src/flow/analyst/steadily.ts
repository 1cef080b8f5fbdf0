import { setTimeout as sleep } from 'node:timers/promises';
import { isModelAway, kindOf } from '../../domain/errors.ts';
import type { Model } from '../../ports.ts';

const TRIES = 3;
const FIRST_PAUSE_MS = 500;
/** What took as long to fail is no blip, and people wait. */
const LONGEST_FAILURE_MS = 10_000;

/**
 * The model as it is asked where others stand behind it: a failure that may pass is no reason to change over. (Where
 * nobody does, the engine repeats the step.)
 */
export function steadfast(model: Model, firstPauseMs?: number): Model {
  return {
    ...model,
    answer: (request, signal) => steadily(() => model.answer(request, signal), signal, firstPauseMs),
  };
}

/** Asks again where a failure may pass, up to three times, unless it took long to fail. */
export async function steadily<Answer>(
  ask: () => Promise<Answer>,
  signal: AbortSignal | undefined,
  firstPauseMs = FIRST_PAUSE_MS,
): Promise<Answer> {
  for (let tries = 1, pauseMs = firstPauseMs; ; tries++, pauseMs *= 2) {
    const begunMs = performance.now();
    try {
      return await ask();
    } catch (error) {
      const tookMs = performance.now() - begunMs;
      const mayPass = isModelAway(kindOf(error)) && tookMs < LONGEST_FAILURE_MS;
      if (!mayPass || tries === TRIES || signal?.aborted) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
