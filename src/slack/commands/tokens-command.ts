import type { Binding } from '../../domain/project.ts';
import { tokenLines } from '../../refine/picture/token-lines.ts';
import { recogniseTrace } from '../../refine/trace/recognise-trace.ts';
import { type AnswerForOne, whisper } from '../controls/reply.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { tokensView } from '../views/tokens-view.ts';

const MEMBERS_ONLY = 'Only members of this workspace can have a trace read. Ask one of them.';
const PATIENCE_MS = 60_000;

/** `/refinery tokens <trace>`, for whoever asks alone. Nothing is kept of the trace. Errors as `Summarise`. */
export async function answerTokens(
  link: string,
  { who, bound }: Readonly<{ who: Known; bound: Binding }>,
  { sources, weighTokens }: Pick<SlackTools, 'sources' | 'weighTokens'>,
): Promise<AnswerForOne> {
  if (who.standing !== 'member') return whisper(MEMBERS_ONLY);
  const { ref } = recogniseTrace(sources, link);
  const bars = await weighTokens(ref, bound.project, AbortSignal.timeout(PATIENCE_MS));
  return tokensView(bars, tokenLines(bars));
}
