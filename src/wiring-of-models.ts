import { createHash } from 'node:crypto';
import type { House } from './flow/house.ts';
import { openAi, openAiProvider } from './models/openai.ts';
import type { Provider } from './models/provider.ts';
import type { Budgets, Model } from './ports.ts';
import { ownBudgets } from './store/budgets.ts';
import type { PerMinute } from './store/minute-budget.ts';

/** Everybody who can be named before the slash of a model. */
const providers: readonly Provider[] = [openAiProvider];

/** How a model is named, for who named it otherwise. */
export const modelForms = providers.map(({ name }) => `"${name}/<model>"`).join(' or ');

export const isModel = (name: string): boolean => partsOf(name) !== undefined;

/** Of the settings (`config.ts`), those that choose and reach models. */
type Chosen = Readonly<{
  OPENAI_API_KEY?: string | undefined;
  OPENAI_BASE_URL?: string | undefined;
  REFINERY_MODEL: string;
  REFINERY_REPLAY_MODEL?: string | undefined;
  REFINERY_JUDGE_MODEL?: string | undefined;
  REFINERY_STAND_IN_URL?: string | undefined;
  REFINERY_MODEL_TIMEOUT_MS: number;
  REFINERY_TOKENS_PER_MINUTE: number;
  REFINERY_REQUESTS_PER_MINUTE: number;
}>;

const DEFAULT_REPLAY_MODEL = 'openai/gpt-6.1-terra';

/** A model without the key of its provider is none. The stand-in plays the sample's agent alone, and can't judge. */
export function modelsOf(
  config: Chosen,
  budgets: Budgets = ownBudgets(usualBudget(config)),
): Pick<House, 'analyst' | 'replayer' | 'judge'> {
  const { REFINERY_MODEL: analyst, REFINERY_REPLAY_MODEL, REFINERY_JUDGE_MODEL } = config;
  const usual = analyst === 'rules' ? DEFAULT_REPLAY_MODEL : analyst;
  const open = opener(config, budgets);
  return {
    analyst: analyst === 'rules' ? undefined : open(analyst),
    replayer: open(REFINERY_REPLAY_MODEL ?? usual, REFINERY_REPLAY_MODEL !== undefined) ?? standInOf(config),
    judge: open(REFINERY_JUDGE_MODEL ?? usual),
  };
}

/** What is assumed of a provider until it says what it gives. */
export const usualBudget = (
  config: Pick<Chosen, 'REFINERY_TOKENS_PER_MINUTE' | 'REFINERY_REQUESTS_PER_MINUTE'>,
): PerMinute => ({ tokens: config.REFINERY_TOKENS_PER_MINUTE, requests: config.REFINERY_REQUESTS_PER_MINUTE });

function opener(config: Chosen, budgets: Budgets): (name: string, overrules?: boolean) => Model | undefined {
  return (name, overrules = false) => {
    const { provider, model } = partsOf(name) ?? {};
    const apiKey = provider && config[provider.settings.key];
    if (!model || !apiKey) return undefined;
    const baseUrl = config[provider.settings.url];
    const timeoutMs = config.REFINERY_MODEL_TIMEOUT_MS;
    const budget = budgets(budgetName(name, apiKey, baseUrl));
    return provider.open(model, { apiKey, baseUrl, overrules, timeoutMs, budget });
  };
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

/**
 * Providers count by model and key: who asks the same one with the same key shares what it gives, in all processes. Of
 * the key there is only what tells it from others; where two look alike they share a budget, and nothing worse.
 */
const budgetName = (name: string, apiKey: string, baseUrl = ''): string =>
  `${name} ${createHash('sha256').update(`${baseUrl} ${apiKey}`).digest('hex').slice(0, 6)}`;
