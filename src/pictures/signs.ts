import type { RunKind } from '../domain/trace.ts';
import { PALETTE } from './palette.ts';
import { diamond, disc, rect, ring, type Shape } from './shapes.ts';

/** Kinds of runs as people tell them apart, by sign and by colour; one stands for those that are no different to them. */
export const KINDS = [
  { kind: 'llm', word: 'model', color: PALETTE.model, barHeight: 10, legendWidth: 66 },
  { kind: 'tool', word: 'tool', color: PALETTE.tool, barHeight: 10, legendWidth: 54 },
  { kind: 'retriever', word: 'search', color: PALETTE.search, barHeight: 10, legendWidth: 70 },
  // Mostly it holds others, and must not outshine them.
  { kind: 'chain', word: 'step', color: PALETTE.step, barHeight: 5, legendWidth: 58 },
] as const;

const AS: Readonly<Record<RunKind, (typeof KINDS)[number]>> = {
  llm: KINDS[0],
  tool: KINDS[1],
  retriever: KINDS[2],
  embedding: KINDS[2],
  chain: KINDS[3],
  prompt: KINDS[3],
  parser: KINDS[3],
  other: KINDS[3],
};

export const kindOf = (kind: RunKind): (typeof KINDS)[number] => AS[kind];

/** A disc, a square, a diamond or a ring, about a point. */
export function signOf(of: RunKind, x: number, y: number): Shape {
  const { kind, color } = AS[of];
  switch (kind) {
    case 'llm':
      return disc(x, y, 5, color);
    case 'tool':
      return rect(x - 4.5, y - 4.5, 9, 9, color, 1.5);
    case 'retriever':
      return diamond(x, y, 6, { fill: color });
    case 'chain':
      return ring(x, y, 4, color);
  }
}
