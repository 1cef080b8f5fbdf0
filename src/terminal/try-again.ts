import { askForCheck, CHANGE_CHECK } from './prove-otherwise.ts';
import { type ExitCode, howToGoOn } from './verb.ts';
import type { Walk } from './walk.ts';

export async function onMovedBase({ id, call, desk }: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  const again =
    options.yes === true || (await tools.screen.confirm('Prove everything again on the new commits?', true)) === true;
  if (!again) return 1;
  await desk.startAgain(id, tools.person, 'base-moved');
  return 'again';
}

/** What could not be proved may be provable now: a model was set, or the check is changed. */
export async function tryAgain(walk: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = walk.call;
  if (options.yes || options.json || options.dry || !tools.screen.attended) {
    tools.screen.err(`When that is mended, try it once more, in a terminal that can ask you: ${howToGoOn(walk.id)}`);
    tools.screen.err(`Or say what counts as right in other words: ${howToGoOn(walk.id)} --check "…"`);
    return 3;
  }
  const chosen = await tools.screen.choose('What now?', [
    { value: LEAVE, label: 'Leave it for now' },
    { value: AGAIN, label: 'Try it once more' },
    CHANGE_CHECK,
  ]);
  if (chosen === CHANGE_CHECK.value) return askForCheck(walk, 3);
  if (chosen !== AGAIN) return 3;
  await walk.desk.startAgain(walk.id, tools.person, 'asked');
  return 'again';
}

const AGAIN = 'again';
const LEAVE = 'leave';
