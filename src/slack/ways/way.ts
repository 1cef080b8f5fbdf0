import type { Button } from '@slack/types';
import type { z } from 'zod';
import { readCarried } from '../controls/read-carried.ts';
import { type AnswerForOne, whisper } from '../controls/reply.ts';
import type { Known } from '../people.ts';
import { label } from '../texts/rich-text.ts';
import type { SlackTools, Typed } from '../tools.ts';

/** Who pressed, and where. `message`: the `ts` of what the button stands at, so that a second press of it is known. */
export type Pressed = Readonly<{ user: string; who: Known; channel: string; message: string }>;

/** A button that leads to a case, or to a command: it is about a channel, as forms are. */
export type Way<Carried> = Readonly<{
  id: string;
  /** `undefined` when what it would carry is more than Slack takes. */
  draw(carried: Carried): Button | undefined;
  /** @param raw the button's value. Errors as `Desk`. */
  press(raw: string, pressed: Pressed, tools: SlackTools): Promise<AnswerForOne>;
}>;

/** Of a button's value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MOST_CHARS = 2_000;
const FROM_AN_OLDER_ME = 'This message is from an older me. Write /refinery, which opens a form.';

/** A press that runs a command, as if whoever presses had typed it here. Pressed again, it is the same request. */
export const asTyped = (
  text: string,
  { who, user, channel, message }: Pressed,
  thread: string | null = null,
): Typed => ({
  text,
  channel,
  user,
  thread,
  who: async () => who,
  request: `run/${channel}/${message}`,
});

export function defineWay<Carried>(
  spec: Readonly<{
    /** Slack's action_id. Old messages keep pressing it: never reuse one for something else. */
    id: string;
    label: string;
    style?: 'primary';
    /** It comes back from outside, so it is parsed, and judged like words that somebody typed. */
    carries: z.ZodType<Carried>;
    pressed(carried: Carried, pressed: Pressed, tools: SlackTools): Promise<AnswerForOne>;
  }>,
): Way<Carried> {
  return {
    id: spec.id,
    draw(carried) {
      const value = JSON.stringify(carried);
      if (value.length > MOST_CHARS) return undefined;
      const { style } = spec;
      return { type: 'button', action_id: spec.id, text: label(spec.label, 75), value, ...(style && { style }) };
    },
    async press(raw, pressed, tools) {
      const carried = readCarried(raw, spec.carries);
      return carried === undefined ? whisper(FROM_AN_OLDER_ME) : spec.pressed(carried, pressed, tools);
    },
  };
}
