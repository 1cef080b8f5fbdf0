import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { labelsIn } from '../refine/text/redact.ts';
import type { Guard } from './guard.ts';

/**
 * A label stands for what was kept from the analyst. In a prompt it would be read
 * by customers; in an eval case it is what is left of theirs, and right.
 */
export const redactionLabels: Guard = {
  name: 'redaction-labels',
  look: ({ files, context: { evals } }) =>
    files.flatMap(({ path, before, after }) => {
      if ([...evals, OWN_EVALS].includes(path)) return [];
      const known = labelsIn(plain(before?.text ?? ''));
      const written = after ? labelsIn(plain(`${after.text ?? ''}\n${before ? '' : path}`)) : [];
      const added = [...new Set(written)].filter((label) => !known.includes(label));
      if (added.length === 0) return [];
      const says = `${path} would hold ${added.join(', ')}, which only stands for something private in the trace. Write what belongs there.`;
      return [{ severity: 'block', path, says }];
    }),
};

/** Models write them in large letters, and Markdown puts a stroke in front of a bracket. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/\\(?=[[\]])/g, '');
