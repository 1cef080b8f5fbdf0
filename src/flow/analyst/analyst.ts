import type { Model } from '../../ports.ts';

/** Who may answer a question, in the order of asking; made by `chainOf`. */
export type Chain = Readonly<{
  /** None: rules alone. */
  models: readonly Model[];
  /** Asked before them about what is small, where code can check the answer (`flow/analyst/ask.ts`). */
  cheaper: Cheaper | undefined;
  /** Whether rules answer where every model failed; else the question fails. */
  rulesLast: boolean;
}>;

/** `maxTokens`: of all that would be sent, estimated. */
export type Cheaper = Readonly<{ model: Model; maxTokens: number }>;

/** Who answers what: one chain for all questions, and those that have another, by the question's name. */
export type Analyst = Readonly<{ usual: Chain; own: ReadonlyMap<string, Chain> }>;

/** A cheaper model that is asked anyway is none, nor is one after which there would be nobody to ask. */
export function chainOf(models: readonly Model[], rulesLast: boolean, cheaper?: Cheaper): Chain {
  const isOneMore = models.length > 0 && models.every(({ name }) => name !== cheaper?.model.name);
  return { models, rulesLast, cheaper: isOneMore ? cheaper : undefined };
}

/** `undefined` where rules answer everything. */
export function analystOf(usual: Chain, own: ReadonlyMap<string, Chain> = new Map()): Analyst | undefined {
  return [usual, ...own.values()].some(({ models }) => models.length > 0) ? { usual, own } : undefined;
}

/** One model for everything, and nobody in its place. */
export const onlyAnalyst = (model: Model): Analyst => ({ usual: chainOf([model], false), own: new Map() });

export const chainFor = ({ usual, own }: Analyst, question: string): Chain => own.get(question) ?? usual;

/** Who is asked that question as a rule; `undefined` where rules answer it. */
export const usuallyAsked = (analyst: Analyst | undefined, question: string): Model | undefined =>
  analyst && chainFor(analyst, question).models[0];

/** All that may be asked anything, each once. */
export function modelsIn(analyst: Analyst | undefined): readonly Model[] {
  const chains = analyst ? [analyst.usual, ...analyst.own.values()] : [];
  const models = chains.flatMap(({ models, cheaper }) => (cheaper ? [...models, cheaper.model] : models));
  return [...new Map(models.map((model) => [model.name, model])).values()];
}

/** The analyst with other models in the places of these; as if those were not set for which there is `undefined`. */
export function changeModels({ usual, own }: Analyst, other: (model: Model) => Model | undefined): Analyst | undefined {
  const changed = ({ models, cheaper, rulesLast }: Chain): Chain => {
    const first = cheaper && other(cheaper.model);
    return chainOf(
      models.flatMap((model) => other(model) ?? []),
      rulesLast,
      first && { ...cheaper, model: first },
    );
  };
  return analystOf(changed(usual), new Map([...own].map(([question, chain]) => [question, changed(chain)])));
}
