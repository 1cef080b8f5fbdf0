import type { HandedOver } from '../domain/case.ts';
import { RefineryError } from '../domain/errors.ts';
import { MOST_REPLAYS } from '../domain/replay-plan.ts';
import { printable } from '../refine/text/printable.ts';
import type { ExitCode } from './verb.ts';
import type { Walk } from './walk.ts';

/** What people change of how a case is proved, on a terminal. */

const MORE = 10;

export const CHANGE_CHECK = {
  value: 'check',
  label: 'Change what counts as right',
  hint: 'all fixes are tried again by it',
};

/** Asks for the conditions and the question in place of those that stand; what is left empty stays. Errors as `CaseDesk`. */
export async function askForCheck(walk: Walk, otherwise: ExitCode): Promise<ExitCode | 'again'> {
  const { screen } = walk.call.tools;
  const written = await walk.desk.writtenCheck(walk.id);
  if (!written) return otherwise;
  screen.out(`Now: ${printable(written.conditions.join('; ')) || 'no condition'}`);
  const conditions = await screen.write('What must hold? One condition after the other, with ; between them.');
  if (written.question !== '') screen.out(`A model is asked: ${printable(written.question)}`);
  const question = await screen.write('What is a model asked besides? (- for nothing)');
  if (!conditions && !question) return otherwise;
  return changeCheck(walk, { conditions, question });
}

export type CheckTyped = Readonly<{ conditions: string | undefined; question: string | undefined }>;

/** `case RF-1 --check "in German; at most 3 sentences" --ask "Is it kind?"`. @throws RefineryError wrong-usage for a check that can't be read, and what `CaseDesk` throws */
export async function changeCheck({ id, call, desk }: Walk, { conditions, question }: CheckTyped): Promise<'again'> {
  const known = await desk.writtenCheck(id);
  if (!known) throw new RefineryError('wrong-usage', `${id} has no check that could be changed now`);
  const written = {
    conditions: conditions === undefined ? known.conditions : conditionsIn(conditions),
    question: question === undefined ? known.question : question.trim() === '-' ? '' : question,
  };
  const changed = await desk.changeCheck(id, call.tools.person, known.revision, written);
  if (changed === 'too-late') throw new RefineryError('wrong-usage', `${id} has moved on; look at it again`);
  if (typeof changed === 'string') return 'again';
  const wrong = changed.conditions.flatMap((problem, index) =>
    problem === null ? [] : [`“${written.conditions[index] ?? ''}”: ${problem}`],
  );
  throw new RefineryError(
    'wrong-usage',
    [...wrong, ...(changed.question === null ? [] : [changed.question])].join('\n'),
  );
}

/** A semicolon in quotation marks or slashes parts nothing. */
function conditionsIn(text: string): readonly string[] {
  const parts = text.match(/(?:"[^"]*"|“[^”]*”|\{.*\}|\/(?:\\.|[^\\/])+\/|[^;])+/gu) ?? [];
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** It did not go wrong again: more replays, another message, or leave it. */
export async function tryOtherwise({ plan, revision }: HandedOver, walk: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = walk.call;
  if (options.yes || options.json || options.dry) return 3;
  const more = Math.min(MOST_REPLAYS, plan.replays + MORE);
  const chosen = await tools.screen.choose('It did not go wrong again. What now?', [
    ...(more > plan.replays
      ? [
          {
            value: 'more',
            label: `Try ${more - plan.replays} more times`,
            hint: 'what was asked already is not paid for again',
          },
        ]
      : []),
    { value: 'message', label: 'Try another message', hint: 'what else a customer might write' },
    CHANGE_CHECK,
    { value: 'leave', label: 'Leave it' },
  ]);
  if (chosen === CHANGE_CHECK.value) return askForCheck(walk, 3);
  const message = chosen === 'message' ? await tools.screen.write('What might a customer write?') : undefined;
  if (chosen !== 'more' && !message) return 3;
  const asked = message ? { ...plan, message } : { ...plan, replays: more };
  await walk.desk.askReplays(walk.id, tools.person, revision, asked);
  return 'again';
}
