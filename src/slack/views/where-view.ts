import type { Button, KnownBlock } from '@slack/types';
import { type PostForOne, postForOne } from '../controls/reply.ts';
import type { BoundChannel } from '../home/home-scene.ts';
import { bold, buttons, paragraph, richText } from '../texts/rich-text.ts';
import { diagnoseThereWay } from '../ways/diagnose-there-way.ts';
import { runThereWay } from '../ways/run-there-way.ts';

/** Beside a person's own channels nobody wants a longer list. */
const MOST_CHANNELS = 10;
const WHERE = 'A case is discussed in a channel, where others see it, too. In which one?';
const RUN_WHERE = 'That is about the project of a channel. Of which one?';
export const NOWHERE =
  'None of your channels with me in it is bound to a project yet. Invite me to one with /invite @refinery, and write /refinery setup there.';

/** A link that somebody sent to the bot alone: the channels that may take the case, each with a button. */
export function whereView(
  places: readonly BoundChannel[],
  { link, expectation }: Readonly<{ link: string; expectation?: string }>,
): PostForOne {
  return choiceView(WHERE, places, (channel) => {
    const whole = diagnoseThereWay.draw({ channel, link, ...(expectation !== undefined && { expectation }) });
    return whole ?? diagnoseThereWay.draw({ channel, link });
  });
}

/** A command that lacks its channel: those that it may be about, each with a button. */
export function runWhereView(places: readonly BoundChannel[], text: string): PostForOne {
  return choiceView(RUN_WHERE, places, (channel) => runThereWay.draw({ channel, text }));
}

function choiceView(
  asks: string,
  places: readonly BoundChannel[],
  buttonFor: (channel: string) => Button | undefined,
): PostForOne {
  if (places.length === 0) return postForOne(NOWHERE, [richText(paragraph(NOWHERE))]);
  const shown = places.slice(0, MOST_CHANNELS);
  const more = places.length - shown.length;
  return postForOne(asks, [
    richText(
      paragraph(
        asks,
        ...(more > 0 ? [` These are ${shown.length} of ${places.length}; in the others, write /refinery.`] : []),
      ),
    ),
    ...shown.flatMap(({ id, binding }): readonly KnownBlock[] => {
      const pressable = buttons(buttonFor(id));
      const place = paragraph({ type: 'channel', channel_id: id }, ', for the project ', bold(binding.project.name));
      return [richText(place), ...(pressable ? [pressable] : [])];
    }),
  ]);
}
