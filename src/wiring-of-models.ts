import type { House } from './flow/house.ts';
import { playWhereRecorded } from './flow/play-where-recorded.ts';
import { anthropicProvider } from './models/anthropic.ts';
import { compatibleProvider } from './models/compatible.ts';
import { geminiProvider } from './models/gemini.ts';
import { openAi, openAiProvider } from './models/openai.ts';
import type { Provider, Reach, ServiceTier } from './models/provider.ts';
import type { Budget, Model } from './ports.ts';
import { minuteBudget } from './store/minute-budget.ts';

/** Everybody who can be named before the slash of a model. */
const providers: readonly Provider[] = [openAiProvider, anthropicProvider, geminiProvider, compatibleProvider];

/** How a model is named, for who named it otherwise. */
export const modelForms = providers.map(({ name }) => `"${name}/<model>"`).join(' or ');

export const isModel = (name: string): boolean => partsOf(name) !== undefined;

/** Of the settings (`config.ts`), those that choose and reach models. */
type Chosen = Reach &
  Readonly<{
    REFINERY_MODEL: string;
    REFINERY_REPLAY_MODEL?: string | undefined;
    REFINERY_JUDGE_MODEL?: string | undefined;
    REFINERY_STAND_IN_URL?: string | undefined;
    REFINERY_SERVICE_TIER?: ServiceTier | undefined;
    REFINERY_MODEL_TIMEOUT_MS: number;
    REFINERY_TOKENS_PER_MINUTE: number;
    REFINERY_REQUESTS_PER_MINUTE: number;
  }>;

const DEFAULT_REPLAY_MODEL = 'openai/gpt-6.1-terra';

/** Which model is wanted for what; whether it can be asked is another matter. */
export function wantedModels({ REFINERY_MODEL, REFINERY_REPLAY_MODEL, REFINERY_JUDGE_MODEL }: Chosen) {
  const usual = REFINERY_MODEL === 'rules' ? DEFAULT_REPLAY_MODEL : REFINERY_MODEL;
  return { analyst: REFINERY_MODEL, replayer: REFINERY_REPLAY_MODEL ?? usual, judge: REFINERY_JUDGE_MODEL ?? usual };
}

/** A model without the key of its provider is none. The stand-in plays the sample's agent alone, and can't judge. */
export function modelsOf(config: Chosen): Pick<House, 'analyst' | 'replayer' | 'judge'> {
  const { analyst, judge } = wantedModels(config);
  const open = opener(config);
  return {
    analyst: analyst === 'rules' ? undefined : open(analyst),
    replayer: replayerOf(config, open) ?? standInOf(config),
    judge: open(judge),
  };
}

/** A model that is set for replays plays them all; else each is played where it was recorded, where there is a key. */
function replayerOf(config: Chosen, open: Open): Model | undefined {
  const { replayer: name } = wantedModels(config);
  const isSet = config.REFINERY_REPLAY_MODEL !== undefined;
  const usual = open(name, isSet);
  const others = providers.filter((each) => each !== partsOf(name)?.provider && config[neededBy(each)]);
  if (!usual || isSet || others.length === 0) return usual;
  return playWhereRecorded(
    usual,
    others.map((other) => ({ name: other.name, open: (model) => open(`${other.name}/${model}`) })),
  );
}

type Open = (name: string, overrules?: boolean) => Model | undefined;

function opener(config: Chosen): Open {
  const budgetOf = budgetsOf(config);
  return (name, overrules = false) => {
    const { provider, model } = partsOf(name) ?? {};
    if (!provider || !model || !config[neededBy(provider)]) return undefined;
    const { key, url } = provider.settings;
    const reached = { apiKey: config[key] ?? '', baseUrl: config[url] };
    const { REFINERY_MODEL_TIMEOUT_MS: timeoutMs, REFINERY_SERVICE_TIER: serviceTier } = config;
    return provider.open(model, { ...reached, overrules, timeoutMs, serviceTier, budget: budgetOf(name) });
  };
}

const neededBy = ({ settings }: Provider): keyof Reach => settings[settings.needs];

/** The setting without which the model can't be asked, where it is missing. */
export function missingFor(name: string, config: Reach): keyof Reach | undefined {
  const { provider } = partsOf(name) ?? {};
  const needed = provider && neededBy(provider);
  return needed && !config[needed] ? needed : undefined;
}

function partsOf(name: string): Readonly<{ provider: Provider; model: string }> | undefined {
  const slash = name.indexOf('/');
  const provider = providers.find((each) => each.name === name.slice(0, slash));
  const model = name.slice(slash + 1);
  return provider && model ? { provider, model } : undefined;
}

function standInOf({ REFINERY_STAND_IN_URL: baseUrl, REFINERY_MODEL_TIMEOUT_MS: timeoutMs }: Chosen) {
  if (!baseUrl) return undefined;
  return openAi({ model: 'stand-in', overrules: false, apiKey: 'none', baseUrl, standIn: true, timeoutMs });
}

/** Providers count by model: who asks the same one shares what it gives. */
function budgetsOf(config: Chosen): (name: string) => Budget {
  const known = new Map<string, Budget>();
  const usual = { tokens: config.REFINERY_TOKENS_PER_MINUTE, requests: config.REFINERY_REQUESTS_PER_MINUTE };
  return (name) => {
    const budget = known.get(name) ?? minuteBudget(usual);
    known.set(name, budget);
    return budget;
  };
}
