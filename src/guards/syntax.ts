import type { Finding } from '../domain/change.ts';
import type { InspectedFile } from '../ports.ts';
import type { Guard } from './guard.ts';

/** A file must not be broken by a change; one that was broken before only gets a note. */
export const syntax: Guard = {
  name: 'syntax',
  look: ({ files }) => files.flatMap(doubts),
};

function doubts({ path, before, after }: InspectedFile): readonly Omit<Finding, 'guard'>[] {
  if (!after) return [];
  if (after.gaveUp)
    return [
      { severity: 'needs-approval', path, says: `${path} is too large or too slow to check whether it still parses.` },
    ];
  const { language, problem } = after.syntax;
  if (language === null || problem === null) return [];
  const valid = `valid ${nameOf(language)}`;
  if (before === null) return [{ severity: 'block', path, says: `${path} would not be ${valid}: ${problem}.` }];
  if (before.syntax.problem === null)
    return [{ severity: 'block', path, says: `${path} would no longer be ${valid}: ${problem}.` }];
  return [{ severity: 'note', path, says: `${path} is no ${valid}, and was none before: ${problem}.` }];
}

const NAMES: Readonly<Record<string, string>> = {
  json: 'JSON',
  jsonl: 'JSON Lines',
  yaml: 'YAML',
  toml: 'TOML',
  typescript: 'TypeScript or JavaScript',
  python: 'Python',
};

function nameOf(language: string): string {
  return NAMES[language] ?? language;
}
