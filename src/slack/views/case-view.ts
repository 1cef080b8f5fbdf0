import type { KnownBlock } from '@slack/types';
import type { History } from '../../refine/case/fold.ts';
import { type Happened, happenedIn } from '../../refine/case/happened.ts';
import { mutedWords } from '../../refine/case/muted-words.ts';
import { standingWords } from '../../refine/case/standing.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { type PostForOne, postForOne } from '../controls/reply.ts';
import { drawnToFit } from '../post.ts';
import { tellPeople } from '../tell-people.ts';
import { folderOf } from '../texts/folder-of.ts';
import { inReadersZone } from '../texts/in-readers-zone.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import {
  aside,
  bold,
  bullets,
  buttons,
  code,
  heading,
  type Piece,
  paragraph,
  quote,
  richText,
  webLink,
} from '../texts/rich-text.ts';
import { threadLink } from '../texts/thread-link.ts';
import { recordWay } from '../ways/record-way.ts';

/** The latest; all of them are in the file. */
const MOST_SHOWN = 25;

/** `/refinery case RF-12`: what it is about, what it waits for, and who did what when, for whoever asks alone. */
export function caseView(history: History): PostForOne {
  const { now } = history;
  const trail = happenedIn(history.facts, tellPeople);
  const shown = trail.slice(-MOST_SHOWN);
  const earlier = trail.length - shown.length;
  const pressable = buttons(recordWay.draw({ id: now.id }));
  const { text, blocks } = drawnToFit((room) => ({
    text: noticeOf(now, `${standingWords(history)}.`),
    blocks: [
      heading(`Case ${now.id}`),
      ...aboutBlocks(history),
      richText(
        paragraph(bold('What happened')),
        ...(earlier > 0
          ? [
              paragraph(
                `${earlier.toLocaleString('en')} earlier ${earlier === 1 ? 'entry is' : 'entries are'} in the file.`,
              ),
            ]
          : []),
        bullets(shown.map((line) => linePieces(line, room(300)))),
      ),
      ...(pressable ? [pressable] : []),
      aside('Only you see this.'),
    ],
  }));
  return postForOne(text, blocks);
}

function aboutBlocks(history: History): readonly KnownBlock[] {
  const { expectation, openedBy, openedAtMs, place, project, stage } = history.now;
  const link = place ? threadLink(place) : undefined;
  const standing = `${standingWords(history)}.${mutedWords(history)}`;
  return [
    ...(stage === 'forgotten'
      ? []
      : [
          richText(
            paragraph(bold(nameOf(openedBy)), ' reported it ', inReadersZone(openedAtMs), '. Expected:'),
            quote(startOf(expectation, 600)),
          ),
        ]),
    richText(
      paragraph(bold(plainText(standing))),
      ...(link === undefined ? [] : [paragraph(webLink('Open its thread', link))]),
      paragraph(
        'Project ',
        bold(shorten(plainText(project.name), 100)),
        ', repository ',
        code(folderOf(project.repo)),
        '.',
      ),
    ),
  ];
}

function linePieces({ atMs, by, what }: Happened, chars: number): readonly Piece[] {
  const who = by === undefined ? 'Refinery' : nameOf(by);
  return [inReadersZone(atMs), ': ', bold(who), ` ${shorten(plainText(asRead(what)).replace(/\s+/g, ' '), chars)}`];
}

/** What people wrote, without Slack's marks around links and names: https://docs.slack.dev/messaging/formatting-message-text */
function asRead(text: string): string {
  return text
    .replace(/<https?:[^>|]*(?:\|([^>]*))?>/g, (_link, label?: string) => label ?? '(a link)')
    .replace(/<@[^>]*>/g, 'somebody')
    .replace(/<[#!][^>|]*\|?([^>]*)>/g, (_name, label: string) => label || '(a channel)')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
