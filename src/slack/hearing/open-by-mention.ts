import { whisper } from '../controls/reply.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { nearMissView } from '../views/near-miss-view.ts';
import { EXPECTED } from './expected-words.ts';
import type { Answer, Heard } from './heard.ts';
import { linksIn, withoutUnseen } from './links-in.ts';
import { openByFile, traceAmong } from './open-by-file.ts';
import { linkJudge, openCase } from './open-case.ts';
import { type Command, readCommand } from './read-command.ts';

/** The link and the expectation may stand in the mention, or in what was said before it in the thread. */
export async function openByMention(
  heard: Heard,
  tools: SlackTools,
  earlier: () => Promise<readonly string[]>,
): Promise<Answer> {
  const judge = linkJudge(tools);
  const hasLink = linksIn(withoutUnseen(heard.text)).some(({ link }) => judge(link) === 'trace');
  const file = hasLink ? undefined : await traceAmong(heard, tools);
  if (file && 'ref' in file) {
    const { text, channel, ts, thread } = heard;
    const about = { file, text, channel, thread: thread ?? ts, request: `${channel}/${ts}` };
    return openByFile({ ...about, who: await tools.people(heard.user) }, tools);
  }
  let command = readCommand(heard.text, judge);
  if (command.kind === 'near-miss' || command.kind === 'form') {
    const before = heard.thread === null ? [] : await earlier();
    command = withEarlier(heard.text, before, judge) ?? command;
  }
  // A picture of what went wrong, beside a link that was given before, is no reason to refuse.
  if (file && command.kind !== 'open') return whisper(file.says);
  switch (command.kind) {
    case 'open':
      return open(command, heard, await tools.people(heard.user), tools);
    case 'near-miss':
      return nearMissView(command, heard.thread ?? heard.ts);
    case 'about-case':
    case 'audit':
    case 'cases':
    case 'context':
    case 'doctor':
    case 'failures':
    case 'help':
    case 'setup':
    case 'stats': {
      const { channel, ts, user, thread } = heard;
      const who = () => tools.people(user);
      return tools.run({ text: heard.text, channel, user, thread, who, request: `${channel}/${ts}` });
    }
    default:
      return whisper(HOW_TO_MENTION);
  }
}

const HOW_TO_MENTION =
  'Mention me with the link of a trace and what should have happened: @refinery <trace link> expected: say that … Or write /refinery in the channel, which opens a form.';

async function open(
  { link, expectation, fresh, files, wishes }: Command & { kind: 'open' },
  { channel, ts, thread }: Heard,
  who: Known,
  tools: SlackTools,
): Promise<Answer> {
  const requestKey = `slack/${tools.team}/${channel}/${ts}`;
  const opening = await openCase(
    { link, expectation, channel, thread: thread ?? ts, who, requestKey, fresh, files, wishes },
    tools,
  );
  if ('says' in opening) return whisper(opening.says);
  tools.resume(opening.opened);
  return undefined;
}

/** The latest trace that was linked, and the latest words on what should have happened; those of the mention itself before all. */
function withEarlier(
  text: string,
  earlier: readonly string[],
  judge: ReturnType<typeof linkJudge>,
): (Command & { kind: 'open' }) | undefined {
  const texts = [...earlier, text].map(withoutUnseen).toReversed();
  const link = texts.flatMap(linksIn).find((candidate) => judge(candidate.link) === 'trace')?.link;
  if (link === undefined) return undefined;
  const read = (said: string) => readCommand(`${link} ${withoutTraces(said, judge)}`, judge);
  // "It should have …" is taken for an expectation from who mentions the bot, not from talk before.
  const [own, ...before] = texts;
  const asCommands = [...(own === undefined ? [] : [own]), ...before.filter((said) => EXPECTED.test(said))].map(read);
  return asCommands.find((command) => command.kind === 'open');
}

function withoutTraces(text: string, judge: ReturnType<typeof linkJudge>): string {
  return linksIn(text)
    .filter(({ link }) => judge(link) === 'trace')
    .reduce((left, { raw }) => left.replaceAll(raw, ' '), text);
}
