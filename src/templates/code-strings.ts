import type { Parser, SyntaxNode, Tree } from '@lezer/common';
import { fixedLength, isText, joined, type Part } from '../refine/template/part.ts';
import { isTooDeep } from './hostile.ts';
import type { Found, Held } from './template.ts';

/** What a programming language tells of its strings. */
export type StringsOf = Readonly<{
  parser: Parser;
  /** The text that an expression makes, with holes for what only the running program knows; `undefined` when it makes none. */
  partsOf(node: SyntaxNode, code: Code): readonly Part[] | undefined;
  /** The name that a node gives to what stands in it: of a variable, a function, a field. */
  nameOf(node: SyntaxNode, source: string): string | undefined;
}>;

/** `partsOf`: the same for the expressions within, each looked at once. */
export type Code = Readonly<{ source: string; partsOf(node: SyntaxNode): readonly Part[] | undefined }>;

/** A parser that recovers from errors at every character takes this many, and one of a real program a third of its characters. */
const MOST_STEPS = 100_000;
/** Levels of a program's tree; finding the way back up takes the square of them. */
const DEEPEST = 1_000;
/** Shorter texts are no prompts. */
const LEAST_FIXED_TEXT = 20;

/**
 * The texts that the expressions of a program make, the largest first found.
 * Each is named by what it belongs to, and by its number of how many there: an
 * edit that adds another beside it leaves open which is which, and then none has that name.
 */
export function findStrings(text: string, { parser, partsOf, nameOf }: StringsOf): Found {
  if (isTooDeep(text)) return { held: [] };
  const found: FoundString[] = [];
  const names: (string | undefined)[] = [];
  const code = codeOf(text, partsOf);
  try {
    parsed(text, parser).iterate({
      enter({ node }) {
        const parts = joined(code.partsOf(node) ?? []);
        if (parts.some(isText)) {
          const { from, to } = node;
          found.push({ owner: names.filter((name) => name !== undefined).join('.'), parts, from, to });
          return false;
        }
        if (names.length > DEEPEST) throw new RangeError('too deep');
        names.push(nameOf(node, text));
        return true;
      },
      leave: () => void names.pop(),
    });
  } catch (error) {
    // Nested deeper than anybody writes.
    if (!(error instanceof RangeError)) throw error;
    return { held: [] };
  }
  const long = found.filter(({ parts }) => fixedLength(parts) >= LEAST_FIXED_TEXT);
  const byOwner = Map.groupBy(long, ({ owner }) => owner);
  const held = [...byOwner].flatMap(([owner, all]) =>
    all.map(({ parts }, index) => heldAt(`${owner} ${index + 1}/${all.length}`.trim(), parts)),
  );
  const pieces = new Map(held.map((each) => [each.place, JSON.stringify(each)]));
  return { held, pieces: pieces.set('code', textBeside(long, text)) };
}

/** @throws RangeError when it takes more steps than any program of this length */
function parsed(text: string, parser: Parser): Tree {
  const parse = parser.startParse(text);
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const tree = parse.advance();
    if (tree) return tree;
  }
  throw new RangeError('too many steps');
}

function codeOf(source: string, partsOf: StringsOf['partsOf']): Code {
  const known = new Map<string, readonly Part[] | undefined>();
  const code: Code = {
    source,
    partsOf(node) {
      const key = `${node.name} ${node.from} ${node.to}`;
      if (!known.has(key)) known.set(key, partsOf(node, code));
      return known.get(key);
    },
  };
  return code;
}

type FoundString = Readonly<{ owner: string; parts: readonly Part[]; from: number; to: number }>;

/** The program without its long texts. @param found in the order in which they stand there */
function textBeside(found: readonly FoundString[], text: string): string {
  const ends = [0, ...found.map(({ to }) => to)];
  return [...found.map(({ from }) => from), text.length].map((from, index) => text.slice(ends[index], from)).join('\0');
}

/** A string without holes of its own may still be a template for something else. */
function heldAt(place: string, parts: readonly Part[]): Held {
  const [only, ...more] = parts;
  return isText(only) && more.length === 0 ? { place, text: only.text } : { place, parts };
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** What only the running program knows, named by the words of the program. */
export const holeOf = (node: SyntaxNode, { source }: Code): Part => ({ variable: source.slice(node.from, node.to) });

/** One text after the other; nothing when none of them is a text. Comments are none. */
export function concatenated(nodes: readonly SyntaxNode[], code: Code): readonly Part[] | undefined {
  const texts = nodes.filter(({ name }) => !name.endsWith('Comment'));
  const all = texts.map((node) => ({ node, parts: code.partsOf(node) }));
  if (all.every(({ parts }) => parts === undefined)) return undefined;
  return all.flatMap(({ node, parts }) => parts ?? [holeOf(node, code)]);
}

/** One of two texts, as the program decides; nothing when neither is a text. */
export function choice(
  { condition, shown, other }: Readonly<Record<'condition' | 'shown' | 'other', SyntaxNode>>,
  code: Code,
): readonly Part[] | undefined {
  const sides = [shown, other].map((side) => code.partsOf(side));
  if (sides.every((parts) => parts === undefined)) return undefined;
  const [parts, otherwise] = [sides[0] ?? [holeOf(shown, code)], sides[1] ?? [holeOf(other, code)]];
  const when = `if ${code.source.slice(condition.from, condition.to)}`;
  return [
    {
      branches: [
        { when, is: true, parts },
        { when: null, is: true, parts: otherwise },
      ],
    },
  ];
}

/** The parts of each with a text between them. */
export function joinedWith(separator: string, rows: readonly (readonly Part[])[]): readonly Part[] {
  return rows.flatMap((row, index) => (index === 0 ? row : [{ text: separator }, ...row]));
}

/** Stands for what is no text while lines are looked at; no program has it. */
const HOLE = '\uE0A2';

/**
 * Without the white space that all lines begin with. Holes are taken for one
 * line each: a program that takes indentation off only after it filled in many lines makes something else.
 *
 * @param fromLine the first line that counts
 */
export function dedented(parts: readonly Part[], fromLine: 0 | 1): readonly Part[] {
  const others = parts.filter((part) => !isText(part));
  const lines = parts
    .map((part) => (isText(part) ? part.text : HOLE))
    .join('')
    .split('\n');
  const margins = lines
    .slice(fromLine)
    .flatMap((line) => (line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0] ?? '']));
  const margin = margins.reduce<string | undefined>((least, next) => shared(least, next), undefined) ?? '';
  const bare = lines.map((line, index) => {
    if (line.trim() === '') return index < fromLine ? line : '';
    return index >= fromLine ? line.slice(margin.length) : line.trimStart();
  });
  const texts = bare.join('\n').split(HOLE);
  return joined(texts.flatMap((text, index) => [{ text }, ...others.slice(index, index + 1)]));
}

function shared(least: string | undefined, next: string): string {
  if (least === undefined) return next;
  let length = 0;
  while (length < least.length && least[length] === next[length]) length++;
  return least.slice(0, length);
}
