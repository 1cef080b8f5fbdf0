import { judgeAnswer } from '../../flow/judge-answer.ts';
import { confine } from '../../flow/privacy.ts';
import { sampleOf } from '../../flow/prove/replay-call.ts';
import { checkWords } from '../../refine/case/check-words.ts';
import { printable, printableData } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { asJson, asJsonLine } from '../as-json.ts';
import { SEND } from '../ask-to-send.ts';
import { overFiles } from '../over-files.ts';
import { JSON_LINE, NO_CALL, reportedCheck } from '../reported-check.ts';
import { EXPECTED, expectationOf, HIDES, OUT, privacyIn } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const checkVerb: Verb = {
  name: 'check',
  about:
    'Say what would count as right, and whether the recorded answer is. Exit code 3 when the check does not see the failure.',
  args: '<trace...>',
  options: [EXPECTED, HIDES, SEND, JSON_LINE, OUT],
  examples: [
    'check trace.json --expected "say that we cannot remember past chats, in at most 3 sentences"',
    'check trace.json --expected "never call refund" --json',
  ],
  async run(call) {
    const { signal, screen } = call.tools;
    const { options } = call;
    const expectation = expectationOf(call);
    const privacy = await privacyIn(call);
    const house = confine(call.tools.house, privacy);
    let unseen = 0;
    const code = await overFiles(call, '.json', async (trace, file) => {
      const reported = await reportedCheck(call, house, trace, expectation, privacy);
      const answer = (await reported?.subjectFor(reported.check))?.answer;
      const recorded =
        reported && answer && (await judgeAnswer(reported.check, answer, reported.failing.call, house, signal));
      if (recorded?.passed !== false) unseen++;
      if (!reported || !answer || !recorded) {
        screen.err(`${printable(file)}: ${NO_CALL}`);
        return asJsonLine({ check: null });
      }
      const { check, failing } = reported;
      const sample = sampleOf(answer.output);
      const said = { check, run: failing.call.runId, recorded: { ...recorded, answer: sample } };
      if (options.out !== undefined) return asJson(said);
      if (options.json) return asJsonLine(said);
      const { rules, question, judged } = checkWords(check);
      const rows = [
        ...(rules === '' ? [] : [`Check     ${rules}`]),
        ...(question === null ? [] : [`Judge     ${question}`, `          ${judged}`]),
        `Recorded  ${RECORDED[`${recorded.passed}`]}: “${shorten(sample, 200)}”`,
        ...(recorded.reason === null ? [] : [`          ${recorded.reason}`]),
      ];
      return rows.map((row) => printableData(row)).join('\n');
    });
    return code === 0 && unseen > 0 ? 3 : code;
  },
};

const RECORDED = {
  true: 'passes, so the check does not see the failure',
  false: 'fails, as reported',
  null: 'can’t be told',
} as const;
