import { createHash } from 'node:crypto';
import { analystOf, type Chain, type Cheaper, chainOf } from './flow/analyst/analyst.ts';
import type { House } from './flow/house.ts';
import { playBesideStandIn, playWhereRecorded } from './flow/play-where-recorded.ts';
import { anthropicProvider } from './models/anthropic.ts';
import { compatibleProvider } from './models/compatible.ts';
import { geminiProvider } from './models/gemini.ts';
import { openAi, openAiProvider } from './models/openai.ts';
import type { Provider, Reach, ServiceTier } from './models/provider.ts';
import { traced } from './models/traced.ts';
import type { Budgets, Model } from './ports.ts';
import { ownBudgets } from './store/budgets.ts';
import type { PerMinute } from './store/minute-budget.ts';

/** Everybody who can be named before the slash of a model. */
const providers: readonly Provider[] = [openAiProvider, anthropicProvider, geminiProvider, compatibleProvider];

/** How a model is named, for who named it otherwise. */
export const modelForms = providers.map(({ name }) => `"${name}/<model>"`).join(' or ');

export const isModel = (name: string): boolean => partsOf(name) !== undefined;

/** Of the settings (`config.ts`), those that choose and reach models. */
type Chosen = Reach &
  Readonly<{
    REFINERY_MODEL: readonly string[];
    REFINERY_CHEAPER_MODEL?: string | undefined;
    REFINERY_CHEAPER_MAX_TOKENS: number;
    ownModels: ReadonlyMap<string, readonly string[]>;
    REFINERY_REPLAY_MODEL?: string | undefined;
    REFINERY_JUDGE_MODEL?: string | undefined;
    REFINERY_STAND_IN_URL?: string | undefined;
    REFINERY_SERVICE_TIER?: ServiceTier | undefined;
    REFINERY_MODEL_TIMEOUT_MS: number;
    REFINERY_TOKENS_PER_MINUTE: number;
    REFINERY_REQUESTS_PER_MINUTE: number;
  }>;

const DEFAULT_REPLAY_MODEL = 'openai/gpt-6.1-terra';

/** Which models are wanted for what; whether they can be asked is another matter. `analyst`: all of all lists, each once. */
export function wantedModels(config: Chosen) {
  const { REFINERY_MODEL, REFINERY_REPLAY_MODEL, REFINERY_JUDGE_MODEL, REFINERY_CHEAPER_MODEL, ownModels } = config;
  const named = REFINERY_MODEL.filter((name) => name !== 'rules');
  const usual = named.find((name) => !missingFor(name, config)) ?? named[0] ?? DEFAULT_REPLAY_MODEL;
  const own = [...ownModels.values()].flat().filter((name) => name !== 'rules');
  const cheaper = REFINERY_CHEAPER_MODEL === undefined || named.length === 0 ? [] : [REFINERY_CHEAPER_MODEL];
  return {
    analyst: [...new Set([...named, ...cheaper, ...own])],
    replayer: REFINERY_REPLAY_MODEL ?? usual,
    judge: REFINERY_JUDGE_MODEL ?? usual,
  };
}

/** A model without the key of its provider is none. The stand-in plays the sample's agent alone, and can't judge. */
export function modelsOf(
  config: Chosen,
  budgets: Budgets = ownBudgets(usualBudget(config)),
): Pick<House, 'analyst' | 'replayer' | 'judge'> {
  const open = opener(config, budgets);
  return {
    analyst: analystIn(config, open),
    replayer: besideStandIn(replayerOf(config, open), config),
    judge: open(wantedModels(config).judge),
  };
}

/** Without a real model the stand-in plays everything; beside one, what it was recorded with. A model that is set for replays plays that, too. */
function besideStandIn(replayer: Model | undefined, config: Chosen): Model | undefined {
  const standIn = standInOf(config);
  if (!replayer || !standIn) return replayer ?? standIn;
  return config.REFINERY_REPLAY_MODEL === undefined ? playBesideStandIn(replayer, standIn) : replayer;
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

/** Who has no key is passed over. A question with a list of its own is put to no other, the cheaper model included. */
function analystIn(config: Chosen, open: Open): House['analyst'] {
  const { REFINERY_CHEAPER_MODEL: name, REFINERY_CHEAPER_MAX_TOKENS: maxTokens } = config;
  const model = name && open(name);
  const chain = (names: readonly string[], cheaper?: Cheaper): Chain => {
    const models = names.flatMap((each) => open(each) ?? []);
    return chainOf(models, names.at(-1) === 'rules', cheaper);
  };
  const own = new Map([...config.ownModels].map(([question, names]) => [question, chain(names)]));
  return analystOf(chain(config.REFINERY_MODEL, model ? { model, maxTokens } : undefined), own);
}

/** What is assumed of a provider until it says what it gives. */
export const usualBudget = (
  config: Pick<Chosen, 'REFINERY_TOKENS_PER_MINUTE' | 'REFINERY_REQUESTS_PER_MINUTE'>,
): PerMinute => ({ tokens: config.REFINERY_TOKENS_PER_MINUTE, requests: config.REFINERY_REQUESTS_PER_MINUTE });

function opener(config: Chosen, budgets: Budgets): Open {
  return (name, overrules = false) => {
    const { provider, model } = partsOf(name) ?? {};
    if (!provider || !model || !config[neededBy(provider)]) return undefined;
    const { key, url } = provider.settings;
    const [apiKey, baseUrl] = [config[key] ?? '', config[url]];
    const { REFINERY_MODEL_TIMEOUT_MS: timeoutMs, REFINERY_SERVICE_TIER: serviceTier } = config;
    const budget = budgets(budgetName(name, apiKey, baseUrl));
    return traced(provider.open(model, { apiKey, baseUrl, overrules, timeoutMs, serviceTier, budget }));
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
  return traced(openAi({ model: 'stand-in', overrules: false, apiKey: 'none', baseUrl, standIn: true, timeoutMs }));
}

/**
 * Providers count by model and key: who asks the same one with the same key shares what it gives, in all processes. Of
 * the key there is only what tells it from others; where two look alike they share a budget, and nothing worse.
 */
const budgetName = (name: string, apiKey: string, baseUrl = ''): string =>
  `${name} ${createHash('sha256').update(`${baseUrl} ${apiKey}`).digest('hex').slice(0, 6)}`;
