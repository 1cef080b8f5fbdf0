import type { Digest } from '../../domain/digest.ts';
import { digestOfBytes } from '../../refine/case/digest.ts';

type Span = Readonly<{ from: number; to: number }>;

/** Of a text without these stretches, which may lie in each other; spaces and the ends of statements count for nothing. */
export function aroundTests(text: string, tests: readonly Span[]): Digest {
  let rest = '';
  let at = 0;
  for (const { from, to } of tests.toSorted((one, other) => one.from - other.from)) {
    if (from > at) rest += text.slice(at, from);
    at = Math.max(at, to);
  }
  return digestOfBytes((rest + text.slice(at)).replace(/[\s;]+/g, ''));
}
