import { z } from 'zod';
import type { Call } from '../domain/call.ts';
import { CALLING, toolsWrittenIn } from '../refine/call/named-tools.ts';
import { isNegated } from '../refine/text/words.ts';
import type { AssertionKind } from './assertion.ts';

const Params = z.object({ tools: z.array(z.string()).min(2) });
type Params = z.infer<typeof Params>;

const CALLED = new RegExp(String.raw`(?<!\p{L})(?:first )?${CALLING}$`, 'iu');
const THEN = new RegExp(String.raw`^(?: tool)?,?\s+(?:and )?(?:then|before|and after that)\s+(?:${CALLING})?$`, 'iu');
const AFTER = new RegExp(String.raw`^(?: tool)?,?\s+(?:only )?after\s+(?:${CALLING})?$`, 'iu');

/** "call find_customer, then issue_refund", "call find_customer before issue_refund": others may come in between. */
export const toolsInOrder: AssertionKind<Params> = {
  kind: 'tools-in-order',
  params: Params,
  takes: 'phrase',

  understand(sentence, { tools }) {
    const written = toolsWrittenIn(sentence, tools);
    const [first, second] = written;
    const calling = first && CALLED.exec(sentence.slice(0, first.at));
    if (!first || !second || !calling || isNegated(sentence.slice(0, first.at))) return undefined;
    const between = (index: number) => sentence.slice(written[index]?.end, written[index + 1]?.at);
    if (AFTER.test(between(0)) && written.length === 2)
      return { params: { tools: [second.name, first.name] }, at: calling.index, end: second.end };
    const follow = written.findIndex((_tool, index) => index === written.length - 1 || !THEN.test(between(index)));
    const chain = written.slice(0, follow + 1);
    const last = chain.at(-1);
    if (chain.length < 2 || !last) return undefined;
    return { params: { tools: chain.map(({ name }) => name) }, at: calling.index, end: last.end };
  },

  judge({ output }, { tools }, call) {
    let next = 0;
    for (const name of [...calledBefore(call), ...output.toolCalls.map((made) => made.name)])
      if (name === tools[next]) next++;
    return next === tools.length;
  },

  say: ({ tools }) => `comes of the tools ${tools.join(', then ')}, called in this order`,
  write: ({ tools }) => `call ${tools.map((name) => `“${name}”`).join(', then ')}`,
};

/** What the agent had called already to answer the customer's last message. */
function calledBefore({ messages }: Call): readonly string[] {
  const from = messages.findLastIndex(({ role }) => role === 'user');
  return messages.slice(from + 1).flatMap(({ toolCalls }) => toolCalls.map(({ name }) => name));
}
