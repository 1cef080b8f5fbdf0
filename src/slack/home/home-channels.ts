import type { KnownBlock } from '@slack/types';
import type { Project } from '../../domain/project.ts';
import type { Stats } from '../../refine/case/stats.ts';
import { statsWords } from '../../refine/case/stats-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { folderOf } from '../texts/folder-of.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bold, bullets, buttons, code, heading, type Piece, paragraph, richText } from '../texts/rich-text.ts';
import { reportWay } from '../ways/report-way.ts';
import type { HomeScene } from './home-scene.ts';

const MOST_CHANNELS = 12;

export function projectBlocks({ channels, mayDecide }: HomeScene): readonly KnownBlock[] {
  if (channels.length === 0) return [];
  const shown = channels.slice(0, MOST_CHANNELS);
  const more = channels.length - shown.length;
  return [
    heading('Projects of your channels'),
    ...shown.flatMap(({ id, binding: { project } }) => {
      const pressable = mayDecide ? buttons(reportWay.draw({ channel: id })) : undefined;
      return [
        richText(
          paragraph(
            { type: 'channel', channel_id: id },
            ': ',
            bold(shorten(plainText(project.name), 100)),
            ', in the repository ',
            code(folderOf(project.repo)),
            `. ${approversWords(project)}`,
          ),
        ),
        ...(pressable ? [pressable] : []),
      ];
    }),
    ...(more > 0 ? [aside(`And ${more.toLocaleString('en')} more.`)] : []),
  ];
}

function approversWords({ approvers, approverGroups = [], fourEyes }: Project): string {
  const count = approvers?.length ?? 0;
  const people = count === 0 ? [] : [count === 1 ? 'one person' : `${count} people`];
  const groups =
    approverGroups.length === 0
      ? []
      : [approverGroups.length === 1 ? 'a user group' : `${approverGroups.length} user groups`];
  const named = [...people, ...groups].join(' and ') || 'any member';
  const isOne = count < 2 && people.length + approverGroups.length < 2;
  const who = `${named.charAt(0).toUpperCase()}${named.slice(1)} ${isOne ? 'approves' : 'approve'}`;
  return fourEyes ? `${who}, and a second one agrees.` : `${who}.`;
}

export function statsBlocks(stats: Stats): readonly KnownBlock[] {
  if (stats.cases === 0) return [];
  const lines = statsWords(stats, 'in your channels');
  return [heading('How it goes in your channels'), richText(bullets(lines.map((line) => [line])))];
}

/** A first run: what is done already, and what comes next. */
export function firstSteps({ isInvited }: HomeScene): readonly KnownBlock[] {
  const step = (isDone: boolean, ...pieces: readonly Piece[]) =>
    paragraph(bold(isDone ? 'Done: ' : 'To do: '), ...pieces);
  return [
    heading('Find out why an answer went wrong, and prove a fix'),
    richText(
      step(true, 'Refinery is in this workspace.'),
      step(isInvited, 'Invite it into a channel of yours: ', code('/invite @refinery'), '.'),
      step(false, 'Bind that channel to a project and its repository: ', code('/refinery setup'), '.'),
      step(false, 'Report a wrong answer there: ', code('/refinery <trace link> expected: …'), '.'),
    ),
  ];
}
