import type { Call, CallOutput } from '../../domain/call.ts';

/**
 * What a trace does not tell of a call. `leftOut`: the model's own settings take its place. `unable`: without it the
 * call would be another one, in a sentence.
 */
export function missingFrom(
  { tools, responseFormat, parameters }: Call,
  { toolCalls }: CallOutput,
): Readonly<{ leftOut: readonly string[]; unable: string | null }> {
  const offered = new Set(tools.map(({ name }) => name));
  const unoffered = toolCalls.find(({ name }) => !offered.has(name));
  const isBare = Object.keys(parameters).length === 0 && tools.length === 0 && responseFormat === null;
  return {
    leftOut: isBare ? ['settings such as the temperature, of which the trace tells none'] : [],
    unable: unoffered
      ? `The agent called ${unoffered.name}, and the trace does not tell how that tool was offered, so the call can’t be made again.`
      : null,
  };
}
