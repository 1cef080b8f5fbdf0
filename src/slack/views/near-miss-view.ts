import type { PostForOne } from '../controls/reply.ts';
import { postForOne } from '../controls/reply.ts';
import { type Command, draftIn } from '../hearing/read-command.ts';
import { mrkdwn } from '../texts/mrkdwn.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { buttons, code, paragraph, richText } from '../texts/rich-text.ts';
import { fillInWay } from '../ways/fill-in-way.ts';
import { runWay } from '../ways/run-way.ts';

/** `mayRun`: whether it is the command that was meant, or shows by an example how it is written. */
type NearMiss = Extract<Command, { kind: 'near-miss' }> & Readonly<{ mayRun?: boolean }>;

/**
 * What is wrong with a command, and the right one: to be run by a press, or with what is missing in it by the form.
 *
 * @param thread where it was said in a mention: commands do not work there
 */
export function nearMissView({ says, corrected, mayRun = true }: NearMiss, thread?: string): PostForOne {
  const typed = thread === undefined ? corrected : corrected?.replace(/^\/refinery/, '@refinery');
  const shown = typed == null ? undefined : startOf(plainText(typed), 2_000);
  const where = thread === undefined ? {} : { thread };
  const draft = corrected === null ? undefined : draftIn(corrected);
  const run = mayRun && corrected ? runWay.draw({ text: corrected, ...where }) : undefined;
  const way = draft ? fillInWay.draw({ ...draft, ...where }) : run;
  const pressable = buttons(way);
  return postForOne(mrkdwn(shown === undefined ? says : `${says} Write it like this: ${shown}`), [
    richText(
      paragraph(says, ...(shown === undefined ? [] : [' Write it like this:'])),
      shown === undefined ? undefined : paragraph(code(shown)),
    ),
    ...(pressable ? [pressable] : []),
  ]);
}
