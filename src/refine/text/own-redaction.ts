import type { RedactionSettings } from '../../domain/redaction.ts';
import { boundedPattern } from './bounded-pattern.ts';
import type { RedactionRule } from './redaction-rules.ts';

/** What a project hides besides, as rules; or why one of its patterns can't be one. */
export function ownRules({
  words,
  patterns,
}: Pick<RedactionSettings, 'words' | 'patterns'>): Readonly<{ rules: readonly RedactionRule[] } | { refused: string }> {
  const rules: RedactionRule[] = words.length > 0 ? [wordRule(words)] : [];
  for (const { kind, pattern } of patterns) {
    const bounded = boundedPattern(pattern);
    if ('refused' in bounded) return { refused: `pattern ${JSON.stringify(pattern)}: ${bounded.refused}` };
    rules.push({ kind, pattern: bounded.pattern });
  }
  return { rules };
}

/** Whole words, the longest first, so that "Acme Labs" is no "Acme" with something behind it. */
function wordRule(words: readonly string[]): RedactionRule {
  const longestFirst = [...new Set(words)].toSorted((one, other) => other.length - one.length);
  const spelled = longestFirst.map((word) =>
    word
      .split(/\s+/)
      .map((part) => RegExp.escape(part))
      .join(String.raw`\s{1,8}`),
  );
  const choice = spelled.join('|');
  return {
    kind: 'word',
    pattern: new RegExp(String.raw`(?=${choice})(?<![\p{L}\p{N}_])(?:${choice})(?![\p{L}\p{N}_])`, 'giu'),
    identity: (value) => value.toLowerCase().replaceAll(/\s+/g, ' '),
  };
}
