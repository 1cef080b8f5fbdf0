import { agree } from './agree.ts';
import { callTool } from './call-tool.ts';
import { answerFromDocuments, documentsIn } from './documents.ts';
import { exampleAnswer } from './examples.ts';
import { instructedAnswer, isForbidden, wantsNewest } from './instructions.ts';
import { instructionsIn } from './parse-instructions.ts';
import { type Answer, type ModelRequest, promptOf, questionOf } from './request.ts';
import { tellResult } from './tool-result.ts';

const CANNOT_TELL = 'I am sorry, I am unable to answer that.';

/**
 * The whole mind of the stand-in model. It sees the request and nothing else,
 * keeps nothing between two of them, knows no case, and gives the same answer to
 * the same request. The first of these rules that has an answer gives it:
 *
 * 1. Tools are offered and a person spoke last: call the one that fits (`call-tool.ts`).
 * 2. An instruction of the prompt says what to say in this case (`instructions.ts`).
 * 3. An example in the prompt answers a question like this one (`examples.ts`).
 * 4. Documents are given: quote the first that fits, or the newest if the prompt says so (`documents.ts`).
 * 5. A tool spoke last: tell what it said (`tool-result.ts`).
 * 6. Agree, like an over-eager assistant (`agree.ts`), unless the prompt forbids just that.
 *
 * Everything else in a prompt changes nothing.
 */
export function answer(request: ModelRequest): Answer {
  const last = request.messages.at(-1);
  const question = questionOf(request);
  const call = last?.role === 'user' ? callTool(request.tools, question) : undefined;
  if (call) return call;

  const prompt = promptOf(request);
  const instructions = instructionsIn(prompt);
  const text =
    instructedAnswer(instructions, question) ??
    exampleAnswer(prompt, question) ??
    answerFromDocuments(documentsIn(request), question, wantsNewest(instructions, question)) ??
    (last?.role === 'tool' ? tellResult(last.text) : undefined);
  if (text !== undefined) return { text };

  const eager = agree(question);
  return { text: isForbidden(instructions, question, eager) ? CANNOT_TELL : eager };
}
