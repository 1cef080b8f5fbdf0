import type { CaseId } from '../../domain/case.ts';
import { type AnswerForOne, whisper } from '../controls/reply.ts';
import type { CaseVerb } from '../hearing/read-case-verb.ts';
import type { SlackTools, Typed } from '../tools.ts';
import { caseView } from '../views/case-view.ts';
import { exportCase } from './export-command.ts';
import { askToForget } from './forget-command.ts';
import { muteCase, unmuteCase } from './mute-command.ts';
import { type AboutCase, noCaseWords, reachCase } from './reach-case.ts';
import { askToRollBack } from './roll-back-command.ts';

const ANSWERS: Readonly<Record<CaseVerb, (about: AboutCase, tools: SlackTools) => Promise<AnswerForOne>>> = {
  case: async ({ history }) => caseView(history),
  export: exportCase,
  rollback: askToRollBack,
  forget: askToForget,
  mute: muteCase,
  unmute: unmuteCase,
  redraw: async ({ id }, { redraw }) => whisper(await redraw(id)),
};

/** `/refinery <verb> RF-12`, for whoever is in the case's channel. Errors as `reachCase`, and as `Desk`. */
export async function answerAboutCase(
  { verb, id }: Readonly<{ verb: CaseVerb; id: CaseId }>,
  typed: Typed,
  tools: SlackTools,
): Promise<AnswerForOne> {
  const history = await reachCase(id, typed, tools);
  if (!history) return whisper(noCaseWords(id));
  return ANSWERS[verb]({ id, history, who: await typed.who() }, tools);
}
