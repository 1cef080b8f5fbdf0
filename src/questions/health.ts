import { enclose } from '../refine/text/enclose.ts';
import { type AboutHealth, HealthAnswer } from './health-answer.ts';
import type { Question } from './question.ts';

/** Of the signals that code finds, those about tokens, and what they are called here. */
const PATTERNS: Readonly<Record<string, string>> = {
  'context-full': 'context-full',
  'finish-length': 'cut-off',
  'going-in-circles': 'loop',
  'repeated-call': 'loop',
  'slow-or-costly': 'costly-run',
};

/** Were tokens spent well: is something cut off, repeated, too large, never used? It needs the figures, not the texts. */
export const health: Question<AboutHealth, HealthAnswer> = {
  name: 'health',
  answer: HealthAnswer,
  put: ({ expectation, table }) => ({
    values: { expectation },
    material: enclose('material', JSON.stringify(table)),
  }),
  byRules: ({ table }) => ({
    findings: table.signals.flatMap(({ kind, runIds, detail }) => {
      const pattern = PATTERNS[kind];
      return pattern ? [{ pattern, says: detail, severity: 'minor', run_ids: [...runIds] }] : [];
    }),
  }),
};
