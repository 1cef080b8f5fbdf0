import type { Call } from '../domain/call.ts';
import type { ReplayPlan } from '../ports.ts';
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

/** @param isLocal what is sent stays on this machine or in its own network */
export function planReplay(call: Call, options: ReplayOptions, isLocal: boolean): ReplayPlan {
  const offer = offerOf(options);
  const choice = chooseModel(call.model, [offer], options.overrules && !options.standIn);
  const replayedOn = choice?.replayedOn ?? { recorded: call.model, used: options.model, why: 'default' };
  const hasMedia = call.messages.some(({ media }) => media !== undefined);
  const isKnownThere = options.baseUrl === undefined && OPENAI_NAME.test(call.model ?? '');
  const unable = hasMedia && !isKnownThere && !isLocal ? NOT_SHOWN : unsendableMedia(call);
  return { replayedOn, leftOut: leftOutOf(call), unable };
}

/** No redaction can look into an image: only who has had it may have it again. */
const NOT_SHOWN =
  'The call holds an image or a file. I can’t take private things out of those, so I send them to nobody but the provider that had them before.';

function offerOf({ model, baseUrl, standIn }: ReplayOptions): ModelOffer {
  const servesAll = standIn || baseUrl !== undefined;
  return {
    provider: 'openai',
    model,
    nameOf: (recorded) => (servesAll ? recorded : OPENAI_NAME.exec(recorded)?.[1]),
  };
}
