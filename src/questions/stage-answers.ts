import { z } from 'zod';
import { AnalyseAnswer } from './analyse-answer.ts';
import { DiagnoseAnswer } from './diagnose-answer.ts';
import { GapAnswer } from './gap-answer.ts';
import { ProposeAnswer } from './propose-answer.ts';
import { ReplyAnswer } from './reply-answer.ts';

/**
 * The answers to all questions about a trace, in one schema: one of them is given, the others are null. Providers put
 * the schema before everything else, so that another one for each question would make them read the whole trace anew
 * (decision 024).
 */
export const StageAnswers = z.object({
  analyse: AnalyseAnswer.nullable(),
  gap: GapAnswer.nullable(),
  diagnose: DiagnoseAnswer.nullable(),
  propose: ProposeAnswer.nullable(),
  reply: ReplyAnswer.nullable(),
});
