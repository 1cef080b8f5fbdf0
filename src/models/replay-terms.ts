import type { Call } from '../domain/call.ts';
import type { Model, ReplayTerms } from '../ports.ts';
import { chooseModel, type ModelOffer } from '../refine/call/choose-model.ts';
import { leftOutOf } from './responses-dialect.ts';
import { unsendableMedia } from './responses-media.ts';

export type ReplayOptions = Readonly<{
  /** The model that is asked when a recorded call names none that this server can know. */
  model: string;
  /** Whether `model` is asked whatever a recorded call names. */
  overrules: boolean;
  /** `undefined` for OpenAI's own: every other server has names of its own. */
  baseUrl: string | undefined;
  standIn: boolean;
}>;

/** Names under which OpenAI itself serves models; other providers' names mean nothing to it. */
const OPENAI_NAME = /^(?:openai\/)?((?:gpt-|chatgpt-|o\d|ft:(?:gpt-|o\d)).*)$/;

/** @param model who gets what is sent */
export function termsOf(
  call: Call,
  options: ReplayOptions,
  { provider, isLocal }: Pick<Model, 'provider' | 'isLocal'>,
): ReplayTerms {
  const offer = offerOf(options, provider);
  const choice = chooseModel(call.model, [offer], options.overrules && !options.standIn);
  const replayedOn = choice?.replayedOn ?? { recorded: call.model, used: options.model, why: 'default' };
  const hasMedia = call.messages.some(({ media }) => media !== undefined);
  const unable = hasMedia && call.provider !== provider && !isLocal ? NOT_SHOWN : unsendableMedia(call);
  return { replayedOn, leftOut: leftOutOf(call), unable };
}

/** No redaction can look into an image: only who has had it may have it again. */
const NOT_SHOWN =
  'The call holds an image or a file. I can’t take private things out of those, so I send them to nobody but the provider that had them before.';

function offerOf({ model, baseUrl, standIn }: ReplayOptions, provider: string): ModelOffer {
  const servesAll = standIn || baseUrl !== undefined;
  return {
    provider,
    model,
    nameOf: (recorded) => (servesAll ? recorded : OPENAI_NAME.exec(recorded)?.[1]),
  };
}
