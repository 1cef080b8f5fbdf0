import { USUAL_PLAN } from '../../domain/replay-plan.ts';
import { diagnoseTrace } from '../../flow/analyst/diagnose.ts';
import { proposeFixes } from '../../flow/analyst/propose.ts';
import { directSteps } from '../../flow/direct-steps.ts';
import { confine } from '../../flow/privacy.ts';
import { UNBOUND } from '../../flow/prove/bounds.ts';
import { proveHypotheses } from '../../flow/prove/prove-hypotheses.ts';
import { asJson } from '../as-json.ts';
import { askToSend, SEND } from '../ask-to-send.ts';
import { folderOthers, GOOD, SIMILAR } from '../folder-others.ts';
import { overFiles } from '../over-files.ts';
import { BRANCH, EXPECTED, expectationOf, OUT, privacyIn, projectOf, REPO, reportedFile } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const proveVerb: Verb = {
  name: 'prove',
  about: 'Try every proposed fix on the failing call. Exit code 3 when none is proved.',
  args: '<trace...>',
  options: [EXPECTED, REPO, BRANCH, SIMILAR, GOOD, SEND, OUT],
  examples: [
    'prove trace.json --expected "say that we cannot remember past chats" --repo ../agent',
    'prove trace.json --expected "…" --repo ../agent --good traces/good --similar traces/like-this',
  ],
  async run(call) {
    const { signal } = call.tools;
    const expectation = expectationOf(call);
    const project = projectOf(call);
    const privacy = await privacyIn(call);
    const house = confine(call.tools.house, privacy);
    const { cap } = house;
    const bounds = { ...UNBOUND, own: privacy.own, cap, others: await folderOthers(call, privacy.own, house) };
    let unproved = 0;
    const code = await overFiles(call, '.json', async (trace) => {
      const reported = await reportedFile(house, trace, expectation, privacy);
      await askToSend(call, reported, privacy, house);
      const { diagnosis } = await diagnoseTrace(reported, house, signal);
      const proposals = await proposeFixes(reported, diagnosis, project, house, signal);
      const toProve = {
        ...proposals,
        trace: reported.trace,
        traceName: reported.traceName,
        failingRunId: diagnosis.failingRunId,
        expectation,
        project,
        plan: USUAL_PLAN,
      };
      const proof = await proveHypotheses(toProve, house, directSteps(signal), bounds);
      if (!proof.verdicts.some(({ word }) => word === 'fixed')) unproved++;
      return asJson({ diagnosis, ...proposals, ...proof });
    });
    return code === 0 && unproved > 0 ? 3 : code;
  },
};
