import type { Answer, Call } from '../../domain/call.ts';
import type { Check, Judgement } from '../../domain/check.ts';
import type { JsonObject } from '../../domain/json.ts';

/** What judging needs of a kind of assertion. */
type Kind = Readonly<{
  kind: string;
  judge(answer: Answer, params: JsonObject, call: Call): boolean | null;
  say(params: JsonObject): string;
}>;

/** What the assertions of a check say of an answer; its rubric is not asked. One that fails settles it, whatever can't be told of the others. */
export function judgeByRules(
  { assertions }: Pick<Check, 'assertions'>,
  answer: Answer,
  call: Call,
  kinds: readonly Kind[],
): Pick<Judgement, 'passed' | 'reason'> {
  const judged = assertions.map(({ kind, params }) => {
    const known = kinds.find((candidate) => candidate.kind === kind);
    return known ? { passed: known.judge(answer, params, call), says: known.say(params) } : GONE;
  });
  if (judged.some(({ passed }) => passed === false)) return { passed: false, reason: null };
  const unclear = judged.find(({ passed }) => passed === null);
  if (unclear) return { passed: null, reason: `It can’t be told whether the answer ${unclear.says}.` };
  return { passed: true, reason: null };
}

/** An assertion of a kind that is not plugged in any more fails. */
const GONE = { passed: false, says: 'meets a condition that I no longer know' };
