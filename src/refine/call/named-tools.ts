import type { ToolCall, ToolSpec } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { withoutQuotes } from '../text/wish.ts';
import { quotedIn, stemOf } from '../text/words.ts';

/** A tool as a sentence writes its name, letter for letter; `end` is behind it, and behind the quotation mark around it. */
export type WrittenTool = Readonly<{ name: string; at: number; end: number }>;

/** "call", "used the tool", "running": what stands right before the name of a tool that is to be called. */
export const CALLING = String.raw`(?:calls?|called|calling|uses?|used|using|invokes?|invoked|invoking|runs?|ran|running)\s+(?:(?:the|a|any|its|our) )?(?:tool )?`;

/** The tools that a sentence names, in quotation marks or in words: "looked up order" is `look_up_order`. Of `search_orders` and `search` only the first. */
export function toolsNamedIn(sentence: string, tools: readonly ToolSpec[]): readonly string[] {
  const quoted = quotedIn(sentence);
  const plain = withoutQuotes(sentence);
  return narrowest(tools.map(({ name }) => name).filter((name) => quoted.includes(name) || isNamed(name, plain)));
}

/** The tools whose very names stand in a sentence, in order of their places. */
export function toolsWrittenIn(sentence: string, tools: readonly ToolSpec[]): readonly WrittenTool[] {
  const found = tools.flatMap(({ name }) => {
    const form = new RegExp(
      String.raw`[“"\x60']?(?<![\p{L}\p{N}_-])${escaped(name)}(?![\p{L}\p{N}_-])[”"\x60']?`,
      'gu',
    );
    return [...sentence.matchAll(form)].map(({ index, 0: text }) => ({ name, at: index, end: index + text.length }));
  });
  return found.toSorted((a, b) => a.at - b.at);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Every word of the tool's name stands in the sentence, in its order and in some form: `look_up_order`, "looked up order". */
function isNamed(tool: string, sentence: string): boolean {
  const words = stemsOf(tool);
  const said = stemsOf(sentence);
  let from = 0;
  for (const word of words) {
    const at = said.indexOf(word, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return words.length > 0;
}

/** Who names `search_orders` names `search` too, and does not mean it. */
function narrowest(names: readonly string[]): readonly string[] {
  return names.filter(
    (name) => !names.some((other) => other !== name && isNamed(name, other) && !isNamed(other, name)),
  );
}

function stemsOf(text: string): readonly string[] {
  const words =
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map(stemOf);
}

/** Whether one of the calls is of the tool, with the value somewhere in its arguments where one is asked for. */
export function isCalled(calls: readonly ToolCall[], tool: string, argument: string | null): boolean {
  return calls.some(
    ({ name, arguments: given }) =>
      name === tool && (argument === null || valuesIn(given).some((value) => isSame(value, argument))),
  );
}

/** All plain values of the arguments, at any depth. */
function valuesIn(given: Json): readonly (string | number | boolean)[] {
  const values: (string | number | boolean)[] = [];
  const left: Json[] = [given];
  while (left.length > 0) {
    const next = left.pop();
    if (next === null || next === undefined) continue;
    if (typeof next === 'object') left.push(...Object.values(next));
    else values.push(next);
  }
  return values;
}

/** 42 is not A-0042: an identifier is right as a whole or not at all. */
function isSame(value: string | number | boolean, argument: string): boolean {
  return String(value).trim().toLowerCase() === argument.trim().toLowerCase();
}
