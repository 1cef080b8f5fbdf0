import type { Call } from '../domain/call.ts';
import type { Run } from '../domain/trace.ts';
import { instructionsOf } from '../refine/suspects/find-answer.ts';
import type { SignalRule } from './signal.ts';

/** Tokens that a model of a family takes in at most, as its maker states; the first that fits counts. */
const WINDOWS: readonly (readonly [RegExp, number])[] = [
  [/gpt-3\.5/i, 16_385],
  [/gpt-4-32k/i, 32_768],
  [/gpt-4(?:-turbo|o)/i, 128_000],
  [/gpt-4\.1/i, 1_047_576],
  [/gpt-4(?:-\d{4})?$/i, 8_192],
  [/gpt-5/i, 400_000],
  [/claude/i, 200_000],
  [/gemini/i, 1_048_576],
];
const FULL_FROM = 0.9;
/** In English prose; only used where the record has no count. */
const CHARS_PER_TOKEN = 4;
/** From this many tokens on, instructions may drown … */
const LARGE = 20_000;
/** … when they are less than this share of what the model read. */
const DROWNED_BELOW = 0.005;
/** What was left of a text that was cut before the model got it. */
const CUT_MARK =
  /\[?(?:\.{3}|…)\s*(?:output |content |text )?truncated\b|\btruncated (?:to|after) \d|<truncated>|\[truncated\]/i;

/** The model read so much, or so little of what it should have, that it could not attend to all of it. */
export const contextFull: SignalRule = {
  name: 'context-full',
  weight: 0.2,
  look: ({ trace, calls }) =>
    trace.runs.flatMap((run) => {
      const call = calls.get(run.id)?.call;
      const detail = call && problemOf(run, call);
      return detail === undefined ? [] : [{ runIds: [run.id], detail }];
    }),
};

/** The gravest: nothing fits any more, then something was cut away, then the instructions drown. */
function problemOf(run: Run, call: Call): string | undefined {
  const chars = call.messages.reduce((sum, { content }) => sum + content.length, 0);
  const tokens = run.usage?.inputTokens ?? Math.round(chars / CHARS_PER_TOKEN);
  const window = windowOf(run.model ?? call.model ?? '');
  if (window !== undefined && tokens >= window * FULL_FROM) {
    const share = Math.round((100 * tokens) / window);
    return `“${run.name}” was given ${share} % of what its model can read: what comes on top is lost.`;
  }
  if (call.messages.some(({ role, content }) => role === 'tool' && CUT_MARK.test(content))) {
    return `“${run.name}” was given a text that had been cut short.`;
  }
  const instructed = instructionsOf(call).length;
  if (tokens < LARGE || instructed === 0 || instructed >= chars * DROWNED_BELOW) return undefined;
  return `The instructions of “${run.name}” are lost in a mass of other text: less than 1 % of what it read.`;
}

function windowOf(model: string): number | undefined {
  return WINDOWS.find(([family]) => family.test(model))?.[1];
}
