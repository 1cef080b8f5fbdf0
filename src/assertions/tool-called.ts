import { z } from 'zod';
import type { Json } from '../domain/json.ts';
import { isToBeSaid, withoutQuotes } from '../refine/text/wish.ts';
import { identifiersIn, isNegated, quotedIn, stemOf } from '../refine/text/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ tool: z.string(), argument: z.string() });
type Params = z.infer<typeof Params>;

/** "look up order A-0042": which of the tools offered does that name, and with what value? */
export const toolCalled: AssertionKind<Params> = {
  kind: 'tool-called',
  params: Params,

  understand(expectation, { tools }) {
    const plain = withoutQuotes(expectation);
    if (isNegated(plain) || isToBeSaid(expectation) || /^(?:we|they)\b/i.test(plain.trim())) return undefined;
    const quoted = quotedIn(expectation);
    const names = tools.map(({ name }) => name);
    const [tool, another] = narrowest(names.filter((name) => quoted.includes(name) || isNamed(name, plain)));
    const argument = [...identifiersIn(expectation), ...quoted].find((value) => !names.includes(value));
    return tool !== undefined && another === undefined && argument !== undefined ? { tool, argument } : undefined;
  },

  judge: ({ output: { toolCalls } }, { tool, argument }) =>
    toolCalls.some((call) => call.name === tool && valuesIn(call.arguments).some((value) => isSame(value, argument))),

  say: ({ tool, argument }) => `calls the tool ${tool} with “${argument}”`,
};

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
