import type { Call } from '../domain/call.ts';
import type { ReplayedOn } from '../domain/verdict.ts';
import type { Model, ReplayTerms } from '../ports.ts';
import { chooseModel } from '../refine/call/choose-model.ts';

export type Replaying = Readonly<{
  /** The model that is asked when a recorded call names none that this server can know. */
  model: string;
  /** Whether `model` is asked whatever a recorded call names. */
  overrules: boolean;
  /** What the server calls a recorded model; `undefined` when it does not serve it. @param hadBy who was asked then */
  nameOf(recorded: string, hadBy: string | undefined): string | undefined;
}>;

/** What of a recorded call a provider's API has no words for. */
export type Sending = Readonly<{
  /** What is not sent, as people call it. */
  leftOut(call: Call, replayedOn: ReplayedOn): readonly string[];
  /** Why what is no text in a call can't be sent, in a sentence; `null` when all of it can. */
  unsendable(call: Call): string | null;
}>;

/** @param who gets what is sent */
export function termsOf(
  call: Call,
  { model, overrules, nameOf }: Replaying,
  { provider, isLocal }: Pick<Model, 'provider' | 'isLocal'>,
  { leftOut, unsendable }: Sending,
): ReplayTerms {
  const offer = { provider, model, nameOf: (recorded: string) => nameOf(recorded, call.provider) };
  const choice = chooseModel(call.model, [offer], overrules);
  const replayedOn = choice?.replayedOn ?? { recorded: call.model, used: model, why: 'default' };
  const hasMedia = call.messages.some(({ media }) => media !== undefined);
  const unable = hasMedia && call.provider !== provider && !isLocal ? NOT_SHOWN : unsendable(call);
  return { replayedOn, leftOut: leftOut(call, replayedOn), unable };
}

/** No redaction can look into an image: only who has had it may have it again. */
const NOT_SHOWN =
  'The call holds an image or a file. I can’t take private things out of those, so I send them to nobody but the provider that had them before.';
