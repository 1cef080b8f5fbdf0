import type { Call } from '../../domain/call.ts';
import { asTraced } from './as-traced.ts';
import { compareLines, type Hunk, isReworded } from './compare-lines.ts';
import type { Language, PromptFile, PromptSite } from './locate-prompt.ts';
import { valuesAround, valuesIn } from './values-in-line.ts';

/**
 * A file that no longer renders to what the trace shows, but nearly does. `lines` is how many lines differ.
 * `site` is where it stands in the call; `undefined` when its values, or where it ends in the message, can't be told.
 */
export type ClosePrompt = Readonly<{ path: string; lines: number; site: PromptSite | undefined }>;

/** Of the neighbouring words of a file, the part that the message must share for the two to be one prompt. */
const LEAST_SHARE = 0.5;

/**
 * For each message that no file renders to: the file that it was most likely
 * rendered from before somebody reworded it. Compared line by line, so that the
 * values in the lines that are as they were can still be read from the message.
 */
export function closestPrompts(
  call: Call,
  files: readonly PromptFile[],
  languages: readonly Language[],
  sites: readonly PromptSite[],
): readonly ClosePrompt[] {
  const traced = asTraced(call);
  const free = files
    .filter(({ path }) => !sites.some((site) => site.path === path))
    .map((file) => ({ file, pairs: pairsIn(file.text) }));
  return call.messages.flatMap(({ role, content }, messageIndex) => {
    if ((role !== 'system' && role !== 'user') || sites.some((site) => site.messageIndex === messageIndex)) return [];
    const said = pairsIn(content);
    const [closest] = free
      .map(({ file, pairs }) => ({ file, share: [...pairs].filter((pair) => said.has(pair)).length / pairs.size }))
      .filter(({ share }) => share >= LEAST_SHARE)
      .toSorted((a, b) => b.share - a.share);
    if (!closest) return [];
    const { path } = closest.file;
    const [text = ''] = traced([closest.file.text], closest.file.hides)(content);
    const [best] = languages
      .flatMap((language) => compared(text.trim(), content, language) ?? [])
      .toSorted((a, b) => a.lines - b.lines || b.holes - a.holes);
    if (!best) return [];
    const { lines, language, fit } = best;
    return [{ path, lines, site: fit && { ...closest.file, language, messageIndex, trimmed: true, ...fit } }];
  });
}

/** Neighbouring words: single ones are the same in all prompts. */
function pairsIn(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

type Compared = Readonly<{
  language: string;
  holes: number;
  lines: number;
  fit: Pick<PromptSite, 'variables' | 'rest'> | undefined;
}>;

function compared(template: string, content: string, language: Language): Compared | undefined {
  const ours = template.split('\n');
  const theirs = content.split('\n');
  const known = new Set(ours.filter((line) => line.trim()));
  // What stands far behind the last line that both have is none of the file's.
  const end = theirs.findLastIndex((line) => known.has(line)) + 1 + ours.length;
  // Blank lines are in every text: one in a value of many lines would be taken for one of the file's.
  const isSame = (line: string, other: string) =>
    line.trim() !== '' && (line === other || valuesIn(line, other, language) !== undefined);
  const hunks = compareLines(ours, theirs.slice(0, end), isSame);
  if (!hunks) return undefined;

  const last = hunks.at(-1);
  const tail = last && !last.same ? last : { same: false, ours: [], theirs: [] };
  const behind = [...tail.theirs, ...theirs.slice(end)];
  const ended = endOfFile(tail.ours, behind, language);
  const own = { ...tail, theirs: behind.slice(0, ended) };
  const all = [...(tail === last ? hunks.slice(0, -1) : hunks), own];

  const { lines, variables } = learned(all, language);
  const canFit = ended !== undefined && variables && language.render(template, variables) !== undefined;
  const rest = behind.slice(ended).map((line) => `\n${line}`);
  const holes = (language.segments(template) ?? []).filter((segment) => 'variable' in segment).length;
  return { language: language.name, holes, lines, fit: canFit ? { variables, rest: rest.join('') } : undefined };
}

/** How many of the last lines of a message are the file's; the program may have added the others. `undefined`: nobody can tell. */
function endOfFile(ours: readonly string[], theirs: readonly string[], language: Language): number | undefined {
  if (written(ours) === 0) return 0;
  if (written(theirs) === 0 || language.align(ours.join('\n'), theirs.join('\n'))) return theirs.length;
  const like = theirs.findLastIndex((line) => ours.some((own) => isReworded(own, line)));
  if (like >= 0) return like + 1;
  const points = theirs.findIndex((line, index) => !markOf(line) || markOf(line) !== markOf(ours[index] ?? ''));
  const isWhole = points < 0 || (points > 0 && theirs[points]?.trim() === '');
  return isWhole ? (points < 0 ? theirs.length : points) : undefined;
}

/** What a point of a list begins with: one in the place of another is the file's, too, whatever it says. */
const markOf = (line: string): string | undefined => /^\s*[-*•]\s/.exec(line)?.[0];

/** The values that can be read from the message; none of them when two places do not agree. */
function learned(hunks: readonly Hunk[], language: Language) {
  const found: Readonly<Record<string, string>>[] = [];
  let lines = 0;
  for (const { same, ours, theirs } of hunks) {
    const whole = language.align(ours.join('\n'), theirs.join('\n'));
    if (whole) {
      found.push(whole);
    } else if (same) {
      found.push(...ours.map((line, index) => valuesIn(line, theirs[index] ?? '', language) ?? {}));
    } else {
      const goesOn = written(theirs) > written(ours);
      lines += Math.max(written(ours), written(theirs));
      const pairs = ours.flatMap((line) => theirs.map((other) => valuesAround(line, other, goesOn, language)));
      found.push(...pairs);
    }
  }
  const values = new Map<string, string>();
  for (const [name, value] of found.flatMap((each) => Object.entries(each))) {
    if (values.has(name) && values.get(name) !== value) return { lines, variables: undefined };
    values.set(name, value);
  }
  return { lines, variables: Object.fromEntries(values) };
}

const written = (lines: readonly string[]): number => lines.filter((line) => line.trim()).length;
