import type { KnownBlock } from '@slack/types';
import { type PostForOne, postForOne } from '../controls/reply.ts';
import { bold, paragraph, richText } from '../texts/rich-text.ts';
import { diagnoseThereWay } from '../ways/diagnose-there-way.ts';
import { HELP } from './help-view.ts';

/** Beside a person's own channels nobody wants a longer list. */
const MOST_CHANNELS = 10;
const WHERE = 'A case is discussed in a channel, where others see it, too. In which one?';
const NOWHERE =
  'None of your channels with me in it is bound to a project yet. Invite me to one with /invite @refinery, and write /refinery setup there.';

export type Place = Readonly<{ channel: string; project: string }>;

/** A link that somebody sent to the bot alone: the channels that may take the case, each with a button. */
export function whereView(
  places: readonly Place[],
  draft: Readonly<{ link: string; expectation?: string }>,
): PostForOne {
  if (places.length === 0) return postForOne(NOWHERE, [richText(paragraph(NOWHERE))]);
  const shown = places.slice(0, MOST_CHANNELS);
  const more = places.length - shown.length;
  return postForOne(WHERE, [
    richText(
      paragraph(
        WHERE,
        ...(more > 0 ? [` These are ${shown.length} of ${places.length}; in the others, write /refinery.`] : []),
      ),
    ),
    ...shown.flatMap((place) => placeBlocks(place, draft)),
  ]);
}

function placeBlocks(
  { channel, project }: Place,
  draft: Readonly<{ link: string; expectation?: string }>,
): readonly KnownBlock[] {
  const button = diagnoseThereWay.draw({ channel, ...draft }) ?? diagnoseThereWay.draw({ channel, link: draft.link });
  return [
    richText(paragraph({ type: 'channel', channel_id: channel }, ', for the project ', bold(project))),
    ...(button ? [{ type: 'actions' as const, elements: [button] }] : []),
  ];
}

/** Who only says hello. */
export function directHelp(): PostForOne {
  return postForOne(
    `${HELP}\n\n*Here*, send me the link of a trace, and I ask where its case shall be discussed. Ask about a case by its name, _RF-12, why …?_, and I answer in its thread.`,
    [],
  );
}
