import type { Answer, Call } from '../../domain/call.ts';
import type { JsonObject } from '../../domain/json.ts';
import { clausesOf, withoutLinks } from '../text/clauses.ts';
import { type UnderstandingKind, understand } from '../text/understand-expectation.ts';
import { judgeByRules } from './judge-by-rules.ts';

type Kind = UnderstandingKind & Readonly<{ judge(answer: Answer, params: JsonObject, call: Call): boolean | null }>;

/** A clause of an expectation, in the expert's words; `says` stands after "the answer …". */
export type HeldClause = Readonly<{ clause: string; passed: boolean; says: string }>;

/** What assertions say of an answer, clause by clause. A clause that they don't take whole, or can't tell, is left out. */
export function heldClauses(
  expectation: string,
  { call, ...answer }: Answer & Readonly<{ call: Call }>,
  kinds: readonly Kind[],
): readonly HeldClause[] {
  return clausesOf(expectation).flatMap(({ text }) => {
    const clause = withoutLinks(text);
    const { assertions, rest } = understand(clause, call, kinds);
    if (assertions.length === 0 || rest !== '') return [];
    const { passed } = judgeByRules({ assertions }, answer, call, kinds);
    const says = assertions.map(({ kind, params }) => kinds.find((known) => known.kind === kind)?.say(params) ?? kind);
    return passed === null ? [] : [{ clause, passed, says: says.join(' and ') }];
  });
}
