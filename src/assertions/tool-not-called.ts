import { z } from 'zod';
import { CALLING, isCalled, toolsWrittenIn } from '../refine/call/named-tools.ts';
import type { AssertionKind, Understood } from './assertion.ts';

const Params = z.object({
  tool: z.string(),
  /** `null`: whatever it is called with. */ argument: z.string().nullable(),
});
type Params = z.infer<typeof Params>;

const FORBIDDING = new RegExp(
  String.raw`(?<!\p{L})(?:(?:(?:it|you|the agent) )?(?:do not|don['’]t|must not|mustn['’]t|should not|shouldn['’]t|should never|never|not)(?: have)?|without)\s+${CALLING}$`,
  'iu',
);
const WITH =
  /^(?: tool)?(?: with (?:“(?<curly>[^”\n]{1,200})”|"(?<straight>[^"\n]{1,200})"))?(?<more>\s+(?:with|for|on)\b)?/iu;

/** "never call issue_refund", "without using the search tool". */
export const toolNotCalled: AssertionKind<Params> = {
  kind: 'tool-not-called',
  params: Params,
  ofOneCall: true,
  takes: 'phrase',

  understand(sentence, { tools }): Understood<Params> | undefined {
    for (const { name, at, end } of toolsWrittenIn(sentence, tools)) {
      const forbidding = FORBIDDING.exec(sentence.slice(0, at));
      const { 0: rest = '', groups } = WITH.exec(sentence.slice(end)) ?? {};
      // "never call cancel_order for gold customers" holds at times only.
      if (!forbidding || groups?.more !== undefined) continue;
      const argument = groups?.curly ?? groups?.straight ?? null;
      return { params: { tool: name, argument }, at: forbidding.index, end: end + rest.length };
    }
    return undefined;
  },

  judge: ({ output }, { tool, argument }) => !isCalled(output.toolCalls, tool, argument),
  say: ({ tool, argument }) => `does not call the tool ${tool}${argument === null ? '' : ` with “${argument}”`}`,
  write: ({ tool, argument }) => `never call “${tool}”${argument === null ? '' : ` with “${argument}”`}`,
};
