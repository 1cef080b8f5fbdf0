import type { Call } from '../domain/call.ts';
import type { Model } from '../ports.ts';

/** Another provider whose models may be asked. */
export type OtherProvider = Readonly<{
  /** As it stands before the slash of a model's name. */
  name: string;
  /** Nothing is loaded or sent yet. */
  open(model: string): Model | undefined;
}>;

/**
 * The replayer with the sample's stand-in beside it: the stand-in plays what it played when it was recorded, and nothing
 * else. A server that takes every name for its own would else answer in its place.
 */
export function playBesideStandIn(usual: Model, standIn: Model): Model {
  const of = (call: Call): Model => (isOwn(standIn, call) ? standIn : usual);
  return {
    ...usual,
    termsOf: (call) => of(call).termsOf(call),
    replay: (call, signal) => of(call).replay(call, signal),
    players: {
      of: (call) => of(call).players?.of(call) ?? of(call),
      usual: usual.players?.usual ?? usual,
      names: [...(usual.players?.names ?? [usual.name]), standIn.name],
      hasStandIn: true,
    },
  };
}

/** Its answers bear its name, with a version behind it: nobody takes them for those of a real model. */
const isOwn = ({ name }: Model, { model }: Call): boolean =>
  model !== null && (model === name || model.startsWith(`${name}-`));

/**
 * The replayer over several providers: a call is played with the very model that it was recorded with, where one of them
 * serves that, and best by the provider that had it; by the usual model otherwise.
 */
export function playWhereRecorded(usual: Model, others: readonly OtherProvider[]): Model {
  const of = (call: Call): Model => {
    if (call.model === null) return usual;
    const served = [usual, ...others.flatMap((other) => servedBy(other, call, call.model ?? ''))].filter((model) =>
      serves(model, call),
    );
    return served.find(({ provider }) => provider === call.provider) ?? served[0] ?? usual;
  };
  return {
    ...usual,
    termsOf: (call) => of(call).termsOf(call),
    replay: (call, signal) => of(call).replay(call, signal),
    players: { of, usual, names: [usual.name, ...others.map(({ name }) => `${name}/*`)] },
  };
}

const serves = (model: Model, call: Call): boolean => model.termsOf(call).replayedOn.why === 'recorded';

/** Under the provider's own name for it, by which its answers are counted. */
function servedBy({ open }: OtherProvider, call: Call, recorded: string): readonly Model[] {
  const asRecorded = open(recorded);
  if (!asRecorded || !serves(asRecorded, call)) return [];
  const { used } = asRecorded.termsOf(call).replayedOn;
  return [(used === recorded ? undefined : open(used)) ?? asRecorded];
}
