import { COMMANDS } from '../commands/catalogue.ts';
import { type PostForOne, postForOne } from '../controls/reply.ts';

/** `/refinery help`, as mrkdwn; nothing in it comes from outside. */
export const HELP = [
  '*Refinery finds out why the assistant gave a wrong answer, and proves a fix before anybody approves it.*',
  '',
  ...COMMANDS.map(({ example, says }) => `• \`${example}\` ${says}.`),
  '',
  'Behind a trace, `files: prompts/returns.md` has me work on that file, too; with `--fresh` I ask the model again even what it has answered here before.',
  '',
  '*In a thread*, `@refinery <trace link> expected: …` opens a case. What was said there before is read.',
  '*In the thread of a case* everything you say is taken into account. I answer when you mention me.',
  '• `@refinery why do you think so?` asks me.',
  '• `That’s not it: …` makes me look again, with what you say.',
  '• `@refinery mute` keeps me quiet there, `@refinery unmute` ends that.',
  '• `@refinery redraw` posts again what was deleted there.',
  '• `@refinery stop`, or the button *Stop*, ends the case.',
].join('\n');

/** To who only says hello to the bot alone. */
export function directHelp(): PostForOne {
  return postForOne(
    `${HELP}\n\n*Here*, all of these work without \`/refinery\` before them. Send me the link of a trace, and I ask where its case shall be discussed. Ask about a case by its name, _RF-12, why …?_, and I answer in its thread.`,
  );
}
