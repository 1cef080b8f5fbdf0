import type { Button, ConfirmationDialog, KnownBlock, ModalView } from '@slack/types';
import type { z } from 'zod';
import type { CaseId } from '../../domain/case.ts';
import type { Desk } from '../../flow/desk.ts';
import type { History } from '../../refine/case/fold.ts';
import { drawModal } from '../modals/draw-modal.ts';
import { noteView } from '../modals/note-view.ts';
import { type Known, MAY_NOT_DECIDE } from '../people.ts';
import { label } from '../texts/rich-text.ts';
import { readCarried } from './read-carried.ts';
import { type FileForOne, modal, type Reply, whisper } from './reply.ts';

/** Who pressed, and where, as Slack says it. Bolt checks none of this: `handle` below does. */
export type Press = Known &
  Readonly<{
    team: string;
    /** `null` in a modal: Slack says no channel, and the press that opened it was looked at. */
    channel: string | null;
  }>;

/** What a person wrote or ticked, by block: text of an input, values of ticked boxes. */
export type Values = ReadonlyMap<string, string | readonly string[]>;

/** What travels through Slack and back: ids, never more. */
type Spec<Carried extends Readonly<{ id: CaseId }>> = Readonly<{
  /** Slack's action_id or callback_id. Old messages keep pressing it: never reuse one for something else. */
  id: string;
  /** It comes back from outside, so it is parsed, never trusted. */
  carries: z.ZodType<Carried>;
  /** `decide`: members only. */
  right: 'see' | 'decide';
}>;

/** A handler is asked only about a case of the channel that the press comes from, by somebody who may. */
type Handle<Carried, Answer> = (about: Asked<Carried>) => Promise<Answer>;
export type Asked<Carried> = Readonly<{
  carried: Carried;
  press: Press;
  desk: Desk;
  history: History;
  values: Values;
}>;

export type CaseButton<Carried, Answer = Reply> = Readonly<{
  id: string;
  draw(carried: Carried, confirm?: ConfirmationDialog): Button;
  /** @param raw the button's value. Errors as `Desk`. */
  press(raw: string, press: Press, desk: Desk): Promise<Answer | Reply>;
}>;

export type CaseModal<Carried, About> = Readonly<{
  id: string;
  draw(carried: Carried, about: About): ModalView;
  /** @param raw the modal's private_metadata. Errors as `Desk`. */
  submit(raw: string, values: Values, press: Press, desk: Desk): Promise<Reply>;
}>;

export function defineButton<Carried extends Readonly<{ id: CaseId }>, Answer extends Reply | FileForOne = Reply>(
  spec: Spec<Carried> & Readonly<{ label: string; style?: 'primary' | 'danger'; press: Handle<Carried, Answer> }>,
): CaseButton<Carried, Answer> {
  return {
    id: spec.id,
    draw: (carried, confirm) => ({
      type: 'button',
      action_id: spec.id,
      text: label(spec.label, 75),
      value: JSON.stringify(carried),
      ...(spec.style && { style: spec.style }),
      ...(confirm && { confirm }),
    }),
    press: (raw, press, desk) => handle(spec, spec.press, raw, { press, desk, values: new Map() }),
  };
}

export function defineModal<Carried extends Readonly<{ id: CaseId }>, About>(
  spec: Spec<Carried> &
    Readonly<{
      title: string;
      submit: string;
      body(about: About): readonly KnownBlock[];
      submitted: Handle<Carried, Reply>;
    }>,
): CaseModal<Carried, About> {
  return {
    id: spec.id,
    draw: (carried, about) => drawModal(spec, carried, spec.body(about)),
    // What a press would whisper stands in place of the modal: there nobody overlooks it.
    async submit(raw, values, press, desk) {
      const reply = await handle(spec, spec.submitted, raw, { press, desk, values });
      return reply.show === 'whisper' ? modal(noteView(reply.text)) : reply;
    },
  };
}

export const FROM_AN_OLDER_ME = 'This message is from an older me. Mention me in the thread to go on.';
const ELSEWHERE = 'This case belongs to another channel, so it can’t be worked on from here.';

async function handle<Carried extends Readonly<{ id: CaseId }>, Answer>(
  { carries, right }: Spec<Carried>,
  answer: Handle<Carried, Answer>,
  raw: string,
  { press, desk, values }: Pick<Asked<Carried>, 'press' | 'desk' | 'values'>,
): Promise<Answer | Reply> {
  const carried = readCarried(raw, carries);
  if (carried === undefined) return whisper(FROM_AN_OLDER_ME);
  if (right === 'decide' && press.standing !== 'member') return whisper(MAY_NOT_DECIDE);
  const history = await desk.find(carried.id);
  const { place } = history.now;
  // A press names its case itself: a forged one must not reach a case of another team or channel.
  if (place?.team !== press.team || place.channel !== (press.channel ?? place.channel)) return whisper(ELSEWHERE);
  return answer({ carried, press, desk, history, values });
}
