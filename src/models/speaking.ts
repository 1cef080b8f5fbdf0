import type { Call } from '../domain/call.ts';
import { RefineryError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Model } from '../ports.ts';
import { providerAt } from '../refine/call/recorded-provider.ts';
import { isPrivateHost } from '../refine/trace/is-private-host.ts';
import { type Answered, replyOf } from './answered.ts';
import type { Dialect } from './dialect.ts';
import { postJson } from './post-json.ts';
import type { ModelSettings, Provider } from './provider.ts';
import { type Replaying, termsOf } from './replay-terms.ts';
import { reachedBy, typedError } from './typed-error.ts';
import { withinBudget } from './within-budget.ts';

export type Spoken = Readonly<{
  provider: Pick<Provider, 'name' | 'settings'>;
  model: string;
  /** Of the server, with whatever stands in front of the dialect's paths. */
  address: string;
  /** Names, in the first group, under which the provider itself serves models; others' names mean nothing to it. */
  ownNames: RegExp | null;
}>;

/** A model at a server that speaks the dialect, asked by plain HTTP, one request for an answer. */
export function speaking(
  dialect: Dialect,
  spoken: Spoken,
  { apiKey, overrules, timeoutMs, budget }: Omit<ModelSettings, 'baseUrl'>,
): Model {
  const { model, address } = spoken;
  const whose = { provider: providerAt(address), isLocal: isPrivateHost(new URL(address)) };
  const nameOf = namesAt(whose.provider, spoken);
  const terms = (call: Call) => termsOf(call, { model, overrules, nameOf }, whose, dialect);
  const say = async (to: string, body: JsonObject, signal: AbortSignal | undefined): Promise<Answered> => {
    const url = `${address.replace(/\/+$/, '')}${dialect.path(to)}`;
    const reached = reachedBy(spoken.provider, `${spoken.provider.name}/${to}`, address);
    const line = { apiKey, timeoutMs, budget, reached };
    const said = await postJson(url, { headers: dialect.headers(apiKey), body }, line, signal);
    const read = dialect.read(said);
    if (!read) throw typedError(new RefineryError('model-unavailable', NO_RESPONSE), apiKey, reached);
    return { ...read, model: read.model ?? to };
  };
  return withinBudget(
    {
      name: `${spoken.provider.name}/${model}`,
      standIn: false,
      ...whose,
      termsOf: terms,
      answer: async (request, signal) => replyOf(await say(model, dialect.question(request, model), signal)),
      async replay(call, signal) {
        const { unable, replayedOn } = terms(call);
        if (unable !== null) throw new RefineryError('model-unsuited', unable);
        return say(replayedOn.used, dialect.recorded(call, replayedOn), signal);
      },
    },
    budget,
  );
}

const NO_RESPONSE = 'the server answered something else than a response';

/** Another server than the provider's own knows what it was asked for when the call was recorded, and what is set. */
function namesAt(server: string, { provider, model, ownNames }: Spoken): Replaying['nameOf'] {
  return (recorded, hadBy) => {
    const isKnown = server !== provider.name && (hadBy === server || recorded === model);
    return ownNames?.exec(recorded)?.[1] ?? (isKnown ? recorded : undefined);
  };
}
