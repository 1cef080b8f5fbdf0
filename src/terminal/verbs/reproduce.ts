import type { Call } from '../../domain/call.ts';
import { RefineryError } from '../../domain/errors.ts';
import { MOST_REPLAYS, type ReplayPlan, USUAL_PLAN } from '../../domain/replay-plan.ts';
import type { Reproduction } from '../../domain/verdict.ts';
import { repoContext } from '../../flow/context.ts';
import { directSteps } from '../../flow/direct-steps.ts';
import type { House } from '../../flow/house.ts';
import { confine } from '../../flow/privacy.ts';
import { reproduceFailure } from '../../flow/prove/reproduce-failure.ts';
import { withJudge } from '../../flow/with-judge.ts';
import type { PromptFile } from '../../refine/template/template.ts';
import { printable } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { asJson, asJsonLine } from '../as-json.ts';
import { SEND } from '../ask-to-send.ts';
import { handedTest } from '../handed-test.ts';
import { overFiles } from '../over-files.ts';
import { JSON_LINE, NO_CALL, reportedCheck } from '../reported-check.ts';
import { EXPECTED, expectationOf, OUT, privacyIn, projectOf } from '../reported-file.ts';
import type { Verb, VerbCall } from '../verb.ts';
import { reproductionLine } from '../views/proof-view.ts';

export const reproduceVerb: Verb = {
  name: 'reproduce',
  about:
    'Make the failing call again, and say whether it goes wrong again. Exit code 3 when it does not, or that can’t be told.',
  args: '<trace...>',
  options: [
    EXPECTED,
    {
      flags: '--repo <path>',
      about: "the agent's git repository: the call is made with its prompts as they are today",
    },
    {
      flags: '--replays <number>',
      about: `how many fresh answers are asked for, at most ${MOST_REPLAYS}; 5 when not given`,
    },
    { flags: '--message <text>', about: 'what the customer writes in place of the recorded message' },
    { flags: '--mended', about: 'the other way round: exit code 0 once it does not go wrong any more, else 3' },
    SEND,
    JSON_LINE,
    OUT,
  ],
  examples: [
    'reproduce trace.json --expected "say that we cannot remember past chats"',
    'reproduce trace.json --expected "…" --replays 20',
    'reproduce RF-1-1-failing-test.json --repo ../agent --mended',
  ],
  async run(call) {
    const { signal, screen } = call.tools;
    const plan = planOf(call);
    const privacy = await privacyIn(call);
    const house = confine(call.tools.house, privacy);
    let unproved = 0;
    const code = await overFiles(call, '.json', async (trace, file) => {
      const handed = call.options.expected === undefined ? await handedTest(file, call.tools.folder) : undefined;
      const expectation = handed?.expected ?? expectationOf(call);
      const reported = await reportedCheck(call, house, trace, expectation, privacy);
      if (!reported) {
        unproved++;
        screen.err(`${printable(file)}: ${NO_CALL}`);
        return asJsonLine({ reproduction: null });
      }
      const { failing, subjectFor } = reported;
      const check = handed ? withJudge(handed.check, failing.call, house) : reported.check;
      const subject = await subjectFor(check);
      const prompts = await promptsIn(call, house, failing.call);
      const { reproduction } = await reproduceFailure({ subject, check, plan, prompts }, house, directSteps(signal));
      if (reproduction.word !== (call.options.mended ? 'not-reproduced' : 'reproduced')) unproved++;
      const said = { check, run: failing.call.runId, plan, reproduction };
      if (call.options.out !== undefined) return asJson(said);
      return call.options.json ? asJsonLine(said) : printable(words(check.words, reproduction, plan));
    });
    return code === 0 && unproved > 0 ? 3 : code;
  },
};

function words(check: string, reproduction: Reproduction, { replays }: ReplayPlan): string {
  const { word, sample, model, inputTokens, outputTokens, usd: cost } = reproduction;
  const spent = `${inputTokens} tokens in, ${outputTokens} out${cost === undefined ? '' : `, $${cost.toFixed(4)}`}`;
  return [
    `Check     ${check}`,
    reproductionLine(reproduction),
    ...(sample === null ? [] : [`One says: “${shorten(sample, 200)}”`]),
    ...(model === null ? [] : [`Spent     ${spent}`]),
    ...(word === 'not-reproduced'
      ? [
          `Ask for more answers (--replays ${Math.min(MOST_REPLAYS, replays + 10)}), or try another message (--message "…").`,
        ]
      : []),
  ].join('\n');
}

/** @throws RefineryError wrong-usage */
function planOf({ options }: VerbCall): ReplayPlan {
  const { replays, message } = options;
  const plan = {
    replays: replays === undefined ? USUAL_PLAN.replays : Number(replays),
    message: typeof message === 'string' && message.trim() !== '' ? message : null,
  };
  if (!Number.isInteger(plan.replays) || plan.replays < 1 || plan.replays > MOST_REPLAYS)
    throw new RefineryError('wrong-usage', `--replays is a number from 1 to ${MOST_REPLAYS}`);
  return plan;
}

/** Without a repository the call is made as it was recorded. Errors as `CodeHost`. */
async function promptsIn(call: VerbCall, { codeHost }: House, failing: Call): Promise<readonly PromptFile[] | null> {
  if (call.options.repo === undefined) return null;
  const project = projectOf(call);
  const { prompts } = await repoContext(project, await codeHost.head(project.repo, project), codeHost, failing);
  return prompts;
}
