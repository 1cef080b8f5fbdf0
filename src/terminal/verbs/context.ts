import type { ContextWrite } from '../../domain/context-set.ts';
import { RefineryError } from '../../domain/errors.ts';
import type { Project } from '../../domain/project.ts';
import { contextWords, undoneWords } from '../../refine/context/context-words.ts';
import { readOrder } from '../../refine/context/read-order.ts';
import { printable } from '../../refine/text/printable.ts';
import { recogniseTrace } from '../../refine/trace/recognise-trace.ts';
import { asJsonLine } from '../as-json.ts';
import { BRANCH, EXPECTED, PROJECT, projectOf, REPO } from '../reported-file.ts';
import type { ExitCode, Verb, VerbCall } from '../verb.ts';
import { diffView } from '../views/diff-view.ts';

/** The same words as behind `/refinery context`, and the same answers. */
export const contextVerb: Verb = {
  name: 'context',
  about: "Which files of the agent's repository cases work on: show, list, add, remove, or write them into it.",
  args: '[words...]',
  options: [
    REPO,
    PROJECT,
    BRANCH,
    EXPECTED,
    { flags: '--message <text>', about: 'of write and extract: the message of the commit' },
    { flags: '--yes', about: 'approve what would be written or taken back, without being asked' },
    { flags: '--json', about: 'one JSON object; asks nothing' },
  ],
  examples: [
    'context --repo ../agent',
    "context add-prompt 'prompts/**/*.md' --repo ../agent",
    'context add-eval evals/cases.jsonl --repo ../agent --project shop',
    'context update --repo ../agent',
    'context extract trace.json --repo ../agent --expected "say that orders ship in two days"',
    'context write --repo ../agent',
    'context undo --repo ../agent',
  ],

  async run(call) {
    const { screen, house, person, desk } = call.tools;
    const command = readOrder(call.args);
    const project = projectOf(call);
    switch (command.kind) {
      case 'near-miss':
        throw new RefineryError('wrong-usage', `${command.says} Write it like this: context ${command.corrected}`);
      case 'use':
        throw new RefineryError('wrong-usage', 'a terminal is bound to no project; name it with --project');
      case 'write':
        return write(call, project, { kind: 'declaration' });
      case 'undo':
        return undo(call, project);
      case 'extract': {
        const { ref } = recogniseTrace(house.sources, command.trace);
        const { expected } = call.options;
        const expectation = typeof expected === 'string' && expected.trim() !== '' ? expected : null;
        return write(call, project, { kind: 'extracted', source: ref, expectation });
      }
      case 'order': {
        const answer = await (await desk()).context(project, command.order, person);
        screen.out(call.options.json ? asJsonLine(answer) : contextWords(answer, 'context'));
        return 'refused' in answer ? 1 : 0;
      }
    }
  },
};

const AWAITED =
  'Your yes is kept. Nothing is written before another approver says yes to the same, in Slack or with this command under their own account.';

/** Nothing is taken back without a yes, either. */
async function undo({ options, tools: { screen, person, desk } }: VerbCall, project: Project): Promise<ExitCode> {
  const yes = options.yes === true || (!options.json && (await screen.confirm(TAKE_BACK, false)));
  const undone = yes ? await (await desk()).undoContext(project, person) : { refused: NOT_UNDONE };
  screen.out(options.json ? asJsonLine(undone) : undoneWords(undone));
  return 'refused' in undone ? 1 : 0;
}

const TAKE_BACK = 'Take back the last files that were written for this project?';
const NOT_UNDONE = 'Nothing was taken back. --yes does it without being asked.';

/** Nothing is written before somebody has seen exactly what, and said yes to it. */
async function write(call: VerbCall, project: Project, wish: ContextWrite): Promise<ExitCode> {
  const {
    options,
    tools: { screen, person, desk },
  } = call;
  const open = await desk();
  const message =
    typeof options.message === 'string' && options.message.trim() !== '' ? `${options.message.trim()}\n` : undefined;
  const made = await open.offerContext(project, wish, message);
  if ('refused' in made) return refused(made.refused);
  const { branch } = made.offer.target;
  if (!options.json) {
    screen.out(diffView(made, screen.paint));
    for (const { severity, says } of made.findings) screen.out(printable(`${severity}: ${says}`));
    screen.out(printable(made.offer.target.message.trimEnd()));
    screen.out(`It goes to the branch ${branch}, and nowhere else.`);
    if (made.awaited)
      screen.out(printable(`${made.awaited.name} has approved just this. Your yes would be the second one.`));
  }
  const blocked = made.findings.find(({ severity }) => severity === 'block');
  if (blocked) return refused(blocked.says);
  const yes = options.yes === true || (!options.json && (await screen.confirm('Write exactly that?', false)));
  if (!yes) return refused('Nothing was written. --yes approves without being asked.');
  const written = await open.writeContext(project, wish, person, made.offer.digest, made.offer.target.message);
  if ('refused' in written) return refused(written.refused);
  if ('awaits' in written) {
    screen.out(options.json ? asJsonLine(written) : AWAITED);
    return 0;
  }
  screen.out(options.json ? asJsonLine(written) : `Written: ${written.sha.slice(0, 12)} on ${written.branch}.`);
  return 0;

  function refused(says: string): ExitCode {
    screen.out(options.json ? asJsonLine({ refused: says }) : printable(says));
    return 1;
  }
}
