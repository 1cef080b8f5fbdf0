import type { Call } from '../../domain/call.ts';
import type { Check } from '../../domain/check.ts';
import type { JsonObject } from '../../domain/json.ts';
import { sealCheck } from '../case/digest.ts';

/** What turning a sentence into a check needs of a kind of assertion. */
type Kind = Readonly<{
  kind: string;
  understand(expectation: string, call: Call): JsonObject | undefined;
  say(params: JsonObject): string;
}>;

/**
 * The simplest check that an expectation allows: the first kind that makes something of it.
 * `undefined` when none does; then nothing can be proved.
 */
export function understandExpectation(expectation: string, call: Call, kinds: readonly Kind[]): Check | undefined {
  for (const { kind, understand, say } of kinds) {
    const params = understand(expectation, call);
    if (params) return sealCheck([{ kind, params }], `The answer ${say(params)}.`);
  }
  return undefined;
}
