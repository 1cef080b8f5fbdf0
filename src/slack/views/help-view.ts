import { COMMANDS, type CommandLine } from '../commands/catalogue.ts';
import { type PostForOne, postForOne } from '../controls/reply.ts';
import { bold, bullets, buttons, code, heading, type Piece, paragraph, richText } from '../texts/rich-text.ts';
import { reportWay } from '../ways/report-way.ts';
import { showHelpWay } from '../ways/show-help-way.ts';

const ABOUT = 'Refinery finds out why the assistant gave a wrong answer, and proves a fix before anybody approves it.';

const TITLES: Readonly<Record<CommandLine['group'], string>> = {
  report: 'Report a wrong answer',
  case: 'Look after a case',
  channel: 'Your channel',
};

const IN_THREADS: readonly (readonly Piece[])[] = [
  [code('@refinery <trace link> expected: …'), ' opens a case there. What was said before is read.'],
  [code('@refinery why do you think so?'), ' asks me, in the thread of a case. I answer when you mention me.'],
  [code('That’s not it: …'), ' makes me look again, with what you say.'],
  [code('@refinery mute'), ' keeps me quiet there, ', code('@refinery unmute'), ' ends that.'],
  [code('@refinery redraw'), ' posts again what was deleted there.'],
  [code('@refinery stop'), ', or the button Stop, ends the case.'],
];

const BEHIND: readonly (readonly Piece[])[] = [
  [code('files: prompts/returns.md'), ' behind a trace has me work on that file, too.'],
  [code('--fresh'), ' has me ask the model again even what it has answered here before.'],
];

type Section = Readonly<{ title: string; lines: readonly (readonly Piece[])[] }>;

const SECTIONS: readonly Section[] = [
  ...(['report', 'case', 'channel'] as const).map((group) => ({
    title: TITLES[group],
    lines: [
      ...COMMANDS.filter((command) => command.group === group).map(({ example, says }) => [
        code(example),
        ...withCode(` ${says}.`),
      ]),
      ...(group === 'report' ? BEHIND : []),
    ],
  })),
  { title: 'In a thread', lines: IN_THREADS },
];

/** What stands between backticks is typed as it is. */
function withCode(words: string): readonly Piece[] {
  return words.split('`').map((part, index) => (index % 2 === 0 ? part : code(part)));
}

/** `/refinery help`: every command with an example, by what it is for. Nothing in it comes from outside. */
export function helpView(): PostForOne {
  const pressable = buttons(reportWay.draw({}));
  return postForOne(HELP, [
    richText(paragraph(bold(ABOUT))),
    ...SECTIONS.flatMap(({ title, lines }) => [heading(title), richText(bullets(lines))]),
    ...(pressable ? [pressable] : []),
  ]);
}

/** The same as mrkdwn, for whoever is shown no blocks: a notification, a screen reader. */
export const HELP = [
  `*${ABOUT}*`,
  ...SECTIONS.flatMap(({ title, lines }) => [
    '',
    `*${title}*`,
    ...lines.map((line) => `• ${line.map(asMrkdwn).join('')}`),
  ]),
].join('\n');

function asMrkdwn(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  return piece.type === 'text' ? `\`${piece.text}\`` : '';
}

/** To who only says hello to the bot alone: what to begin with, and the way to everything else. */
export function greetingView(): PostForOne {
  const lines: readonly (readonly Piece[])[] = [
    ['Send me the ', bold('link of a trace'), ', and I ask where its case shall be discussed.'],
    ['Ask about a case by its name, ', code('RF-12, why …?'), ', and I answer in its thread.'],
    [code('failures 24h'), ' lists what went wrong lately, ', code('cases'), ' what waits for a decision.'],
  ];
  const pressable = buttons(reportWay.draw({}), showHelpWay.draw({}));
  return postForOne(`${ABOUT} Send me the link of a trace, or say help.`, [
    richText(
      paragraph(ABOUT),
      bullets(lines),
      paragraph('Every command works here without ', code('/refinery'), ' before it.'),
    ),
    ...(pressable ? [pressable] : []),
  ]);
}
