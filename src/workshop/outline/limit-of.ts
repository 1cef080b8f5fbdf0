import type { Limit } from '../../domain/outline.ts';

const FLOOR = /threshold|coverage|pass_?rate|fail_?under|at_?least|minimum|(?:^|[._-])min(?:$|[._-]|(?=[A-Z]))/i;
const CEILING = /tolerance|epsilon|at_?most|allowed_?(?:errors|failures)|max_?(?:errors|failures|misses)/i;

/** A named number, if its name says that something is measured by it. */
export function limitOf(name: string, value: number): Limit | undefined {
  if (CEILING.test(name)) return { name, value, floor: false };
  return FLOOR.test(name) ? { name, value, floor: true } : undefined;
}

/** `score >= 0.8` asks for at least 0.8; with the number on the left, the other way round. */
export function limitOfComparison(
  subject: string,
  operator: string,
  value: number,
  numberFirst: boolean,
): Limit | undefined {
  if (!/^[<>]=?$/.test(operator)) return undefined;
  return { name: subject, value, floor: operator.startsWith('>') !== numberFirst };
}
