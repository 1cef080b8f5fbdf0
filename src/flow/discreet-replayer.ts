import type { Call } from '../domain/call.ts';
import type { Digest } from '../domain/digest.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Model, Originals, Restored } from '../ports.ts';
import { withoutOriginals } from '../refine/text/originals.ts';
import { labelsIn, redactOutgoing } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { textsIn } from '../refine/trace/json-texts.ts';
import type { TraceAtHand } from './reader.ts';

/** A call with what is private in it again, for one model; `undefined` when that may not be, or can't. */
export type Reveal = (call: Call, model: Pick<Model, 'provider'>) => Promise<Restored | undefined>;

/**
 * The model as replays may use it. Just before a call is sent, what a prompt of the repository would show is hidden,
 * and what the model's provider has seen before is put back. What comes of it is redacted again under the same
 * labels, before anybody sees it. That a call went out with labels in it is said.
 *
 * @param own what the project hides besides
 */
export function discreet(
  replayer: Model,
  own: readonly RedactionRule[],
  reveal: Reveal = async () => undefined,
): Model {
  const { players } = replayer;
  return {
    ...replayer,
    players: players && { ...players, usual: discreet(players.usual, own, reveal) },
    async replay(call, signal) {
      const hidden = hide(call, own);
      const player = players?.of(hidden) ?? replayer;
      const { call: sent, values } = (await reveal(hidden, player)) ?? { call: hidden, values: new Map() };
      const conceal = <Value extends Json>(value: Value): Value =>
        values.size === 0 ? value : withoutOriginals(value, values, own);
      try {
        const { output, ...replayed } = await replayer.replay(sent, signal);
        return { ...replayed, output: conceal(output), ...(holdsLabels(sent) && { redacted: true as const }) };
      } catch (error) {
        throw values.size === 0 ? error : concealed(error, conceal);
      }
    },
  };
}

/** What a trace's own provider had is put back into its calls. */
export function revealFrom(
  trace: TraceAtHand,
  at: Readonly<{ workspace: string; trace: Digest }>,
  originals: Originals,
): Reveal {
  return async (call, model) => {
    const provider = await trace('provider', { runId: call.runId });
    return provider === undefined ? undefined : originals.restore(call, { ...at, provider }, model);
  };
}

/** The call came from a redacted trace; a prompt that is rendered again from its file did not. */
function hide(call: Call, own: readonly RedactionRule[]): Call {
  if (own.length === 0) return call;
  const { texts } = redactOutgoing(
    call.messages.map(({ content }) => content),
    own,
  );
  return { ...call, messages: call.messages.map((message, index) => ({ ...message, content: texts[index] ?? '' })) };
}

const holdsLabels = (call: Call): boolean => [...textsIn(call)].some((text) => labelsIn(text).length > 0);

/** Some servers say back what they refuse. */
function concealed(error: unknown, conceal: (text: string) => string): unknown {
  const kind = kindOf(error);
  return kind && error instanceof RefineryError
    ? new RefineryError(kind, conceal(error.detail), { asked: error.asked })
    : error;
}
