import type { Call } from '../../domain/call.ts';
import { align } from '../template/align.ts';
import { fixedLength, flattened, isHole, isText, type Part, trimmed, type Variables } from '../template/part.ts';
import { partsOfRows, type Row, rowsOf } from '../template/rows.ts';
import type { PromptFile, ReadTemplates, Template } from '../template/template.ts';
import { asTraced } from './as-traced.ts';
import { compareLines, type Hunk, isReworded } from './compare-lines.ts';
import { rendering } from './fit-template.ts';
import { explains, LEAST_FIXED_TEXT, type PromptSite } from './locate-prompt.ts';
import { valuesAround, valuesIn } from './values-in-line.ts';

/**
 * A file that no longer renders to what the trace shows, but nearly does. `lines` is how many lines differ.
 * `site` is where it stands in the call; `undefined` when its values, or where it ends in the message, can't be told.
 */
export type ClosePrompt = Readonly<{ path: string; lines: number; site: PromptSite | undefined }>;

/** Of the neighbouring words of a text, the part that the message must share for the two to be one prompt. */
const LEAST_SHARE = 0.5;

/**
 * For each message that no file renders to: the text that it was most likely
 * rendered from before somebody reworded it. Compared line by line, so that the
 * values in the lines that are as they were can still be read from the message.
 */
export function closestPrompts(
  call: Call,
  files: readonly PromptFile[],
  readTemplates: ReadTemplates,
  sites: readonly PromptSite[],
): readonly ClosePrompt[] {
  const traced = asTraced(call);
  const told = sites.filter((site) => explains(site, call));
  const free = files
    .filter(({ path }) => !sites.some((site) => site.path === path))
    .flatMap((file) => readTemplates(file).templates.map((template) => ({ file, template })))
    .filter(({ template }) => fixedLength(template.parts) >= LEAST_FIXED_TEXT)
    .map((each) => ({ ...each, pairs: pairsIn(each.template.parts) }));
  return call.messages.flatMap(({ role, content }, messageIndex) => {
    if ((role !== 'system' && role !== 'user') || told.some((site) => site.messageIndex === messageIndex)) return [];
    const said = pairsIn([{ text: content }]);
    const [closest] = free
      .map((each) => ({ ...each, share: [...each.pairs].filter((pair) => said.has(pair)).length / each.pairs.size }))
      .filter(({ share }) => share >= LEAST_SHARE)
      .toSorted((a, b) => b.share - a.share);
    if (!closest) return [];
    const { file } = closest;
    const [text = ''] = traced([file.text], file.hides)(content);
    const [best] = readTemplates({ ...file, text })
      .templates.filter(({ place }) => place === closest.template.place)
      .flatMap((template) => compared(template, content) ?? [])
      .toSorted((a, b) => a.lines - b.lines || b.holes - a.holes);
    if (!best) return [];
    const { lines, language, fit } = best;
    const { place } = closest.template;
    return [
      {
        path: file.path,
        lines,
        site: fit && { ...file, language, place, messageIndex, trimmed: true, start: 0, ...fit },
      },
    ];
  });
}

/** Neighbouring words: single ones are the same in all prompts. */
function pairsIn(parts: readonly Part[]): ReadonlySet<string> {
  const texts = flattened(parts).map((part) => (isText(part) ? part.text : '\n'));
  const words =
    texts
      .join('')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

type Compared = Readonly<{
  language: string;
  holes: number;
  lines: number;
  fit: Pick<PromptSite, 'variables' | 'end'> | undefined;
}>;

function compared({ language, parts }: Template, content: string): Compared | undefined {
  const rows = rowsOf(flattened(trimmed(parts)));
  const rowOf = new Map(rows.map((row) => [row.shown, row]));
  const ours = rows.map(({ shown }) => shown);
  const theirs = content.split('\n');
  const known = new Set(ours.filter((line) => line.trim()));
  // What stands far behind the last line that both have is none of the file's.
  const end = theirs.findLastIndex((line) => known.has(line)) + 1 + ours.length;
  // Blank lines are in every text: one in a value of many lines would be taken for one of the file's.
  const isSame = (line: string, other: string) => {
    const row = rowOf.get(line);
    return line.trim() !== '' && (line === other || (row !== undefined && valuesIn(row, other) !== undefined));
  };
  const hunks = compareLines(ours, theirs.slice(0, end), isSame)?.map((hunk) => ({
    ...hunk,
    ours: hunk.ours.flatMap((line) => rowOf.get(line) ?? []),
  }));
  if (!hunks) return undefined;

  const last = hunks.at(-1);
  const tail = last && !last.same ? last : { same: false, ours: [], theirs: [] };
  const behind = [...tail.theirs, ...theirs.slice(end)];
  const ended = endOfFile(tail.ours, behind);
  const own = { ...tail, theirs: behind.slice(0, ended) };
  const all = [...(tail === last ? hunks.slice(0, -1) : hunks), own];

  const { lines, variables } = learned(all);
  // Of what is left out at times, or repeated, lines do not tell how often it was there.
  const isFlat = parts.every((part) => isText(part) || isHole(part));
  const isRead = !parts.some((part) => isText(part) && hasUnreadHole(part.text, content));
  const canFit =
    isFlat &&
    isRead &&
    ended !== undefined &&
    variables &&
    rendering(parts, { variables, trimmed: true }) !== undefined;
  const rest = behind.slice(ended).map((line) => `\n${line}`);
  const holes = parts.filter((part) => !isText(part)).length;
  const fit = canFit ? { variables, end: content.length - rest.join('').length } : undefined;
  return { language, holes, lines, fit };
}

/** How programs write holes, in languages that are not understood here, too. */
const HOLE_MARKS = /\{\{|\{%|%[sd(]|\$\{|<%/g;

/** Sent to a model as it stands, such a text would be none that the program ever sends. */
function hasUnreadHole(text: string, content: string): boolean {
  return (text.match(HOLE_MARKS) ?? []).some((mark) => !content.includes(mark));
}

type RowHunk = Omit<Hunk, 'ours'> & Readonly<{ ours: readonly Row[] }>;

/** How many of the last lines of a message are the file's; the program may have added the others. `undefined`: nobody can tell. */
function endOfFile(ours: readonly Row[], theirs: readonly string[]): number | undefined {
  if (written(shownOf(ours)) === 0) return 0;
  if (written(theirs) === 0 || align(partsOfRows(ours), theirs.join('\n'))) return theirs.length;
  const like = theirs.findLastIndex((line) => ours.some(({ shown }) => isReworded(shown, line)));
  if (like >= 0) return like + 1;
  const points = theirs.findIndex((line, index) => !markOf(line) || markOf(line) !== markOf(ours[index]?.shown ?? ''));
  const isWhole = points < 0 || (points > 0 && theirs[points]?.trim() === '');
  return isWhole ? (points < 0 ? theirs.length : points) : undefined;
}

/** What a point of a list begins with: one in the place of another is the file's, too, whatever it says. */
const markOf = (line: string): string | undefined => /^\s*[-*•]\s/.exec(line)?.[0];

/** The values that can be read from the message; none of them when two places do not agree. */
function learned(hunks: readonly RowHunk[]) {
  const found: Variables[] = [];
  let lines = 0;
  for (const { same, ours, theirs } of hunks) {
    const whole = align(partsOfRows(ours), theirs.join('\n'));
    if (whole) {
      found.push(whole);
    } else if (same) {
      found.push(...ours.map((row, index) => valuesIn(row, theirs[index] ?? '') ?? {}));
    } else {
      const goesOn = written(theirs) > written(shownOf(ours));
      lines += Math.max(written(shownOf(ours)), written(theirs));
      found.push(...ours.flatMap((row) => theirs.map((other) => valuesAround(row, other, goesOn))));
    }
  }
  const values = new Map<string, Variables[string]>();
  for (const [name, value] of found.flatMap((each) => Object.entries(each))) {
    if (values.has(name) && values.get(name) !== value) return { lines, variables: undefined };
    values.set(name, value);
  }
  return { lines, variables: Object.fromEntries(values) };
}

const shownOf = (rows: readonly Row[]): readonly string[] => rows.map(({ shown }) => shown);
const written = (lines: readonly string[]): number => lines.filter((line) => line.trim()).length;
