import { z } from 'zod';
import type { Json } from '../domain/json.ts';
import { identifiersIn, quotedIn } from '../refine/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ tool: z.string(), argument: z.string() });
type Params = z.infer<typeof Params>;

/** "look up order A-0042": which of the tools offered does that name, and with what value? */
export const toolCalled: AssertionKind<Params> = {
  kind: 'tool-called',
  params: Params,

  understand(expectation, { tools }) {
    const argument = [...identifiersIn(expectation), ...quotedIn(expectation)][0];
    const tool = tools.find(({ name }) => isNamed(name, expectation));
    return argument !== undefined && tool ? { tool: tool.name, argument } : undefined;
  },

  judge: ({ toolCalls }, { tool, argument }) =>
    toolCalls.some((call) => call.name === tool && valuesIn(call.arguments).some((value) => isSame(value, argument))),

  say: ({ tool, argument }) => `calls the tool ${tool} with “${argument}”`,
};

/** Every word of the tool's name stands in the sentence, in its order: `look_up_order`, `lookUpOrder`. */
function isNamed(tool: string, sentence: string): boolean {
  const words = tool
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const said = sentence.toLowerCase();
  let from = 0;
  for (const word of words) {
    const at = said.indexOf(word, from);
    if (at < 0) return false;
    from = at + word.length;
  }
  return words.length > 0;
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
