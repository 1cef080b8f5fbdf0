import type { Budget, Model } from '../ports.ts';

/** What every model is opened with, whoever answers. */
export type ModelSettings = Readonly<{
  apiKey: string;
  /** `undefined` for the provider's own address. */
  baseUrl: string | undefined;
  /** Whether this model is asked whatever a recorded call names. */
  overrules: boolean;
  timeoutMs: number;
  budget: Budget;
}>;

/** Who answers the models that are named `<name>/<model>`. */
export type Provider = Readonly<{
  name: string;
  /** The settings that hold its key and its address. */
  settings: Readonly<{ key: 'OPENAI_API_KEY'; url: 'OPENAI_BASE_URL' }>;
  /** @param model without the provider's name. Nothing is loaded or sent yet */
  open(model: string, settings: ModelSettings): Model;
}>;
