import type { Json } from '../../domain/json.ts';

const SPEAKERS: ReadonlyMap<string, string> = new Map([
  ...['user', 'human', 'customer'].map((word) => [word, 'user'] as const),
  ...['assistant', 'ai', 'bot', 'agent', 'model', 'chatgpt', 'claude', 'gemini'].map(
    (word) => [word, 'assistant'] as const,
  ),
  ...['system', 'developer'].map((word) => [word, 'system'] as const),
  ...['tool', 'function', 'observation'].map((word) => [word, 'tool'] as const),
]);
/** `User: …`, `**Assistant:** …`, `## User`, `[user]: …`, maybe with a time before or a name behind. */
const LINE =
  /^(?:\[[\d:T .Z-]+\]\s*)?(?:#{1,6}\s+|\*\*|\[)?(user|human|customer|assistant|ai|bot|agent|model|chatgpt|claude|gemini|system|developer|tool|function|observation)(?:\s*\([^)\n]{0,60}\))?(?:\]?\s*:\s*\*\*|\*\*\s*:|\]?\s*:|\*\*|\])?(?:[ \t]+|$)(.*)$/i;
const MARKED = /^(?:\[|#{1,6}\s|\*\*)|:/;

/**
 * Reads a conversation that people copied as plain text, where each turn begins
 * with who spoke.
 *
 * @returns `undefined` unless it begins with a speaker, and both a person and an assistant speak in it
 */
export function readTranscript(text: string): Json | undefined {
  const turns: { role: string; lines: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, word, rest] = MARKED.test(line) ? (LINE.exec(line) ?? []) : [];
    const role = SPEAKERS.get(word?.toLowerCase() ?? '');
    if (role !== undefined) turns.push({ role, lines: [rest ?? ''] });
    else if (turns.length > 0) turns.at(-1)?.lines.push(line);
    else if (line.trim() !== '') return undefined;
  }
  const roles = new Set(turns.map(({ role }) => role));
  if (!roles.has('user') || !roles.has('assistant')) return undefined;
  return turns.map(({ role, lines }) => ({ role, content: lines.join('\n').trim() }));
}
