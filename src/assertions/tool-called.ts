import { z } from 'zod';
import { CALLING, isCalled, toolsNamedIn, toolsWrittenIn } from '../refine/call/named-tools.ts';
import { isToBeSaid, withoutQuotes } from '../refine/text/wish.ts';
import { identifiersIn, isNegated, quotedIn } from '../refine/text/words.ts';
import { type AssertionKind, type Understood, wholly } from './assertion.ts';

const Params = z.object({ tool: z.string(), /** `null`: with whatever. */ argument: z.string().nullable() });
type Params = z.infer<typeof Params>;

const CALLED = new RegExp(String.raw`(?<!\p{L})${CALLING}$`, 'iu');

/** "look up order A-0042", "use the search tool": which of the tools offered does that name, and with what value? */
export const toolCalled: AssertionKind<Params> = {
  kind: 'tool-called',
  params: Params,
  takes: 'clause',
  ofOneCall: true,

  understand(sentence, { tools }) {
    const plain = withoutQuotes(sentence);
    if (isNegated(plain) || isToBeSaid(sentence) || /^(?:we|they)\b/i.test(plain.trim())) return undefined;
    const [tool, another] = toolsNamedIn(sentence, tools);
    if (tool === undefined || another !== undefined) return undefined;
    const names = tools.map(({ name }) => name);
    const argument = [...quotedIn(sentence), ...identifiersIn(sentence)].find((value) => !names.includes(value));
    return argument === undefined ? bareCall(sentence, tool, tools) : wholly(sentence, { tool, argument });
  },

  judge: ({ output }, { tool, argument }) => isCalled(output.toolCalls, tool, argument),
  say: ({ tool, argument }) => `calls the tool ${tool}${argument === null ? '' : ` with “${argument}”`}`,
  write: ({ tool, argument }) => `call “${tool}”${argument === null ? '' : ` with “${argument}”`}`,
};

/** Without a value, only the tool's very name behind a word of calling will do: "ask for the order number" means no tool `ask`. */
function bareCall(
  sentence: string,
  tool: string,
  tools: Parameters<typeof toolsWrittenIn>[1],
): Understood<Params> | undefined {
  const written = toolsWrittenIn(sentence, tools).find(({ name }) => name === tool);
  const calling = written && CALLED.exec(sentence.slice(0, written.at));
  if (!written || !calling) return undefined;
  const end = written.end + (/^ tool(?!\p{L})/u.exec(sentence.slice(written.end))?.[0].length ?? 0);
  return { params: { tool, argument: null }, at: calling.index, end };
}
