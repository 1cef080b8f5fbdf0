import type { Budget, Model } from '../ports.ts';

/** What every model is opened with, whoever answers. */
export type ModelSettings = Readonly<{
  /** Empty where the server asks for none. */
  apiKey: string;
  /** `undefined` for the provider's own address. */
  baseUrl: string | undefined;
  /** Whether this model is asked whatever a recorded call names. */
  overrules: boolean;
  timeoutMs: number;
  budget: Budget;
  /** Where the provider has several. */
  serviceTier?: ServiceTier | undefined;
}>;

/** OpenAI's: https://developers.openai.com/api/docs/guides/flex-processing */
export type ServiceTier = 'auto' | 'default' | 'flex' | 'priority';

/** Of the settings (`config.ts`), those that reach providers. */
export type Reach = Readonly<
  Partial<
    Record<
      | 'OPENAI_API_KEY'
      | 'OPENAI_BASE_URL'
      | 'ANTHROPIC_API_KEY'
      | 'ANTHROPIC_BASE_URL'
      | 'GEMINI_API_KEY'
      | 'GEMINI_BASE_URL'
      | 'REFINERY_COMPATIBLE_KEY'
      | 'REFINERY_COMPATIBLE_URL',
      string | undefined
    >
  >
>;

/** Who answers the models that are named `<name>/<model>`. */
export type Provider = Readonly<{
  name: string;
  /** The settings that hold its key and its address, the one without which nobody is there to ask, and how the address is written. */
  settings: Readonly<{ key: keyof Reach; url: keyof Reach; needs: 'key' | 'url'; ending: string }>;
  /** @param model without the provider's name. Nothing is loaded or sent yet */
  open(model: string, settings: ModelSettings): Model;
}>;
