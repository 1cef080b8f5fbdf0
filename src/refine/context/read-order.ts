import { distance } from 'fastest-levenshtein';
import type { ContextKind, ContextOrder } from '../../domain/context-set.ts';

/** What stands behind `context`, in Slack and on a terminal. `use` is for channels, `extract` takes the text of a link. */
export type ContextCommand =
  | Readonly<{ kind: 'order'; order: ContextOrder }>
  | Readonly<{ kind: 'use'; project: string }>
  | Readonly<{ kind: 'write' }>
  | Readonly<{ kind: 'undo' }>
  | Readonly<{ kind: 'extract'; trace: string }>
  /** `mayRun`: nothing in it was made up, and it takes nothing away. */
  | Readonly<{ kind: 'near-miss'; says: string; corrected: string; mayRun: boolean }>;

const ADDS: Readonly<Record<string, ContextKind>> = {
  'add-prompt': 'prompts',
  'add-eval': 'evals',
  'add-config': 'configs',
};
const WORDS = ['show', 'list', ...Object.keys(ADDS), 'remove', 'update', 'clear', 'use', 'write', 'extract', 'undo'];
const EXAMPLES: Readonly<Record<string, string>> = {
  'add-prompt': 'prompts/support.md',
  'add-eval': 'evals/cases.jsonl',
  'add-config': 'agent.yaml',
  remove: 'prompts/support.md',
  use: '<project>',
  extract: '<trace link>',
};

export function readOrder(words: readonly string[]): ContextCommand {
  const [given = 'show', ...rest] = words;
  const word = given.toLowerCase();
  if (!WORDS.includes(word)) return unknown(given, rest);
  const example = EXAMPLES[word];
  if (example !== undefined && rest.length === 0)
    return nearMiss(`Say what to ${word.split('-')[0]}.`, `${word} ${example}`);
  if (example === undefined && rest.length > 0) return nearMiss(`“${word}” stands alone.`, word, word !== 'clear');
  const [first = ''] = rest;
  const kind = ADDS[word];
  if (kind) return { kind: 'order', order: { do: 'add', kind, files: pathsOf(rest) } };
  switch (word) {
    case 'remove':
      return { kind: 'order', order: { do: 'remove', files: pathsOf(rest) } };
    case 'use':
      return { kind: 'use', project: rest.join(' ') };
    case 'extract':
      return rest.length === 1
        ? { kind: 'extract', trace: first }
        : nearMiss('I take one trace at a time.', 'extract <trace link>');
    case 'write':
    case 'undo':
      return { kind: word };
    default:
      return { kind: 'order', order: { do: word as 'show' | 'list' | 'update' | 'clear' } };
  }
}

/** Between white space or commas; in quotes where a name has them in it. */
export function splitFiles(text: string): readonly string[] {
  const found = text.matchAll(/"([^"]*)"|“([^”]*)”|[^\s,]+/gu);
  return [...found].map(([whole, quoted, curly]) => quoted ?? curly ?? whole).filter(Boolean);
}

/** Each once, from the top of the repository. */
export function pathsOf(words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => word.replace(/,+$/, '').replace(/^\.?\//, '')).filter(Boolean))];
}

function unknown(given: string, rest: readonly string[]): ContextCommand {
  const word = given.toLowerCase();
  const nearest = WORDS.toSorted((one, other) => distance(word, one) - distance(word, other))[0] ?? 'show';
  const meant = distance(word, nearest) <= 2 ? nearest : 'show';
  const example = EXAMPLES[meant];
  const says = `There is no “context ${given.slice(0, 40)}”.`;
  if (example === undefined) return nearMiss(says, meant, meant !== 'clear');
  const said = rest.map((each) => (/[\s,]/.test(each) ? `"${each}"` : each)).join(' ');
  return said === ''
    ? nearMiss(says, `${meant} ${example}`)
    : nearMiss(says, `${meant} ${said}`, meant.startsWith('add-') || meant === 'extract');
}

const nearMiss = (says: string, corrected: string, mayRun = false): ContextCommand => ({
  kind: 'near-miss',
  says,
  corrected,
  mayRun,
});
