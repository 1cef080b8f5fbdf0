import type { Answer, Call, CallOutput } from '../../domain/call.ts';
import type { Run } from '../../domain/trace.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { recordedProvider } from './recorded-provider.ts';

export type RebuiltCall = (Answer & Readonly<{ call: Call }>) | Readonly<{ unreadable: string }>;

const NO_ANSWER: CallOutput = { text: '', toolCalls: [], finish: 'unknown' };

/**
 * Rebuilds the request that an LLM run sent, and what the model answered, in no
 * provider's dialect. A run that failed has an empty answer.
 *
 * @returns `unreadable`, with the reason in plain words, when no messages can be found in it
 */
export function rebuildCall(run: Run): RebuiltCall {
  if (run.kind !== 'llm') return { unreadable: `It is no call of a language model, but of kind ${run.kind}.` };
  const request = readRequest(run);
  if (request.messages.length === 0)
    return { unreadable: 'It does not record the messages that were sent to the model.' };
  const provider = recordedProvider(run);
  return {
    call: { runId: run.id, model: run.model, ...(provider !== null && { provider }), ...request },
    output: readAnswer(run.outputs) ?? NO_ANSWER,
    tookMs: run.startMs === null || run.endMs === null ? null : run.endMs - run.startMs,
    usage: run.usage,
  };
}
