import type { ReplayedOn } from '../../domain/verdict.ts';

/** One model that is set, at one provider. */
export type ModelOffer = Readonly<{
  provider: string;
  /** The model that is asked there when a recorded call names none that the provider serves. */
  model: string;
  /** What the provider calls the recorded model; `undefined` when it does not serve it. */
  nameOf(recorded: string): string | undefined;
}>;

export type Choice = Readonly<{ offer: ModelOffer; replayedOn: ReplayedOn }>;

/** Makers that recorded names, and many hosts in front of them, are known by. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[^a-z])(?:chat)?gpt|^o\d/, 'gpt'],
  [/claude/, 'claude'],
  [/gemini|gemma/, 'gemini'],
  [/llama/, 'llama'],
  [/mistral|mixtral|ministral|codestral|magistral/, 'mistral'],
  [/qwen|qwq/, 'qwen'],
  [/deepseek/, 'deepseek'],
  [/command/, 'command'],
  [/grok/, 'grok'],
  [/nova/, 'nova'],
];
const SMALL = /(?:^|[-_.: ])(?:mini|nano|micro|tiny|small|lite|flash|haiku|instant|[1-9]b)(?:$|[-_.: ])/;
const LARGE = /(?:^|[-_.: ])(?:opus|pro|ultra|large|max|heavy|o1|o3|\d{2,3}b)(?:$|[-_.: ])/;

/**
 * Which model plays a recorded call again: the recorded one where a provider that is set serves it; else the nearest
 * that is set: of the same family, else of the same size class, else the first.
 *
 * @param offers the default first
 * @param overrules a model that is set to be asked whatever was recorded
 * @returns `undefined` when none is set
 */
export function chooseModel(
  recorded: string | null,
  offers: readonly ModelOffer[],
  overrules: boolean,
): Choice | undefined {
  const [first] = offers;
  if (!first) return undefined;
  if (recorded === null) return on(first, recorded, 'unrecorded');
  if (overrules) return on(first, recorded, bareName(first.model) === bareName(recorded) ? 'recorded' : 'set');
  for (const offer of offers) {
    const used = offer.nameOf(recorded);
    if (used !== undefined) return { offer, replayedOn: { recorded, used, why: 'recorded' } };
  }
  const related = offers.find(({ model }) => familyOf(model) !== null && familyOf(model) === familyOf(recorded));
  if (related) return on(related, recorded, 'family');
  const alike = offers.length > 1 ? offers.find(({ model }) => sizeOf(model) === sizeOf(recorded)) : undefined;
  return alike ? on(alike, recorded, 'size') : on(first, recorded, 'default');
}

const on = (offer: ModelOffer, recorded: string | null, why: ReplayedOn['why']): Choice => ({
  offer,
  replayedOn: { recorded, used: offer.model, why },
});

/** Without what gateways put before it: `openai/gpt-…`, `us.anthropic.claude-…`, `models/gemini-…`. */
export const bareName = (name: string): string => name.slice(name.lastIndexOf('/') + 1).toLowerCase();

function familyOf(name: string): string | null {
  return FAMILIES.find(([pattern]) => pattern.test(bareName(name)))?.[1] ?? null;
}

function sizeOf(name: string): 'small' | 'medium' | 'large' {
  const bare = bareName(name);
  return SMALL.test(bare) ? 'small' : LARGE.test(bare) ? 'large' : 'medium';
}
