import { type DestinationStream, type Logger, pino } from 'pino';
import type { StepNews } from './ports.ts';
import { costOf, type Prices } from './refine/case/cost-of.ts';
import { redactText } from './refine/text/redact.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * JSON lines on standard error. The finished line is scrubbed, not single
 * fields: whatever a library puts into an error message is covered, too.
 */
export function openLog(level: Level, to: DestinationStream): Logger {
  return pino({ level, base: null, hooks: { streamWrite: redactText } }, to);
}

/** One line for each step of a chapter, with what it took: time, tokens, and dollars where the model's price is known. */
export function logStep(
  log: Logger,
  { turn, step, state, tookMs, spent, error }: StepNews,
  prices: Prices = new Map(),
): void {
  if (state === 'begun') return;
  const costUsd = costOf(spent, prices);
  const line = {
    case: turn.at.id,
    workspace: turn.at.workspace,
    chapter: turn.chapter,
    step,
    tookMs: Math.round(tookMs),
    ...spent,
    ...(costUsd !== undefined && { costUsd }),
  };
  if (state === 'failed') log.warn({ ...line, error }, 'step failed');
  else log.info(line, 'step done');
}
