import type { Reading, ReadingSettings } from '../../domain/reading.ts';

/** Questions about the trace that follow one another: analyse, gap, diagnose, propose. */
const STAGES = 4;
/** Beside the trace, in and out, for each of them. */
const STAGE_TOKENS = 4_500;
/** For questions that are put without the trace, once. */
const OTHER_TOKENS = 5_000;
/** Less would leave nothing to quote from. */
const FEWEST_TOKENS = 6_000;
const PART_TOKENS = 30_000;
/** Of the view that all later stages are told: what parts have shown is known. */
const AFTERWARDS_TOKENS = 120_000;
const MINUTE_MS = 60_000;
/** What models take to answer, all stages together, whatever they are given. */
const ANSWERING_MS = 45_000;

/**
 * How much of a trace is read, and how, within the time that people wait. Read whole, every stage is told all that the
 * provider gives for that; where the trace is larger than one request may be and there is time to look through all of
 * it, that is done in parts first.
 *
 * @param traceTokens of the trace with nothing left out
 * @param tokensPerMinute of the provider, in and out
 */
export function planReading(
  { strategy, viewTokens: most, waitMs }: ReadingSettings,
  traceTokens: number,
  tokensPerMinute: number,
): PlannedReading {
  const inTime = (tokensPerMinute * Math.max(0, waitMs - ANSWERING_MS)) / MINUTE_MS - OTHER_TOKENS;
  // The first stage waits for nothing, and nothing waits for what the last one took.
  const affordable = inTime / (STAGES - 1) - STAGE_TOKENS;
  // What is larger than a minute's worth is refused for ever.
  const largest = Math.min(most, tokensPerMinute - STAGE_TOKENS);
  const whole = within(Math.min(affordable, largest), traceTokens);
  if (strategy === 'whole' || strategy === 'background') return { strategy, viewTokens: whole };
  const partTokens = within(Math.min(PART_TOKENS, largest), traceTokens);
  const left = inTime - traceTokens - Math.ceil(traceTokens / partTokens) * STAGE_TOKENS;
  const afterwards = left / (STAGES - 1) - STAGE_TOKENS;
  if (strategy === 'auto' && (traceTokens <= whole || afterwards < whole / 2))
    return { strategy: 'whole', viewTokens: whole };
  const viewTokens = within(Math.min(afterwards, AFTERWARDS_TOKENS, largest), traceTokens);
  return { strategy: 'groups', partTokens, viewTokens };
}

/** Into how many parts is known once they are made. */
export type PlannedReading =
  | Exclude<Reading, { strategy: 'groups' }>
  | Omit<Extract<Reading, { strategy: 'groups' }>, 'parts'>;

const within = (tokens: number, traceTokens: number): number =>
  Math.floor(Math.max(FEWEST_TOKENS, Math.min(tokens, traceTokens + 1)));
