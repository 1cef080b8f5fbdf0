import { setTimeout as sleep } from 'node:timers/promises';
import { kindOf } from '../domain/errors.ts';
import type { Model } from '../ports.ts';

const TRIES = 3;
const FIRST_PAUSE_MS = 500;
/** What took as long to fail is no blip, and people wait. */
const LONGEST_FAILURE_MS = 10_000;

/**
 * The model as it is asked before another one would be: a failure that may pass is no reason to change over, so it is
 * asked again, up to three times, unless it took long to fail. Replays are left alone: nobody stands in for them.
 */
export function steadfast(model: Model, firstPauseMs = FIRST_PAUSE_MS): Model {
  return {
    ...model,
    async answer(request, signal) {
      for (let tries = 1, pauseMs = firstPauseMs; ; tries++, pauseMs *= 2) {
        const begunMs = performance.now();
        try {
          return await model.answer(request, signal);
        } catch (error) {
          const tookMs = performance.now() - begunMs;
          const mayPass = kindOf(error) === 'model-unavailable' && tookMs < LONGEST_FAILURE_MS;
          if (!mayPass || tries === TRIES || signal?.aborted) throw error;
          await sleep(pauseMs, undefined, { signal });
        }
      }
    },
  };
}
