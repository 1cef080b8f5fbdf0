import { type Answerer, type PassedOver, PassedOverReason } from '../../domain/diagnosis.ts';
import type { Digest } from '../../domain/digest.ts';
import { isRetryable, kindOf, RefineryError } from '../../domain/errors.ts';
import type { Model, Note, PaidAnswer } from '../../ports.ts';
import { steadfast } from './steadily.ts';

/** One question, as it is put to whichever model. */
export type Inquiry = Readonly<{
  /** What an answer of that model is kept by. */
  digest(model: Model): Digest;
  ask(model: Model, note: Note): Promise<PaidAnswer>;
  /** Gives the answer that is known under a digest, else the one that is asked for now. An error is not kept. */
  once(about: Digest, ask: (note: Note) => Promise<PaidAnswer>): Promise<PaidAnswer>;
  /** Whether an answer is good enough; only the cheaper model's is looked at. */
  holds(paid: PaidAnswer): Promise<boolean>;
  /** Before a model is asked again; not given for the usual half a second. */
  pauseMs?: number | undefined;
  signal: AbortSignal | undefined;
}>;

/** `cheaper` is asked first, if it is there. At least one model. */
export type InTurn = Readonly<{ models: readonly Model[]; cheaper: Model | undefined; rulesLast: boolean }>;

/** Who was to answer, and did not; without knowing yet who did. */
type Failed = Omit<PassedOver, 'instead'>;

/**
 * The first answer of a chain. The next model is asked where another one may help: this one did not answer, or not in a
 * form that can be used. Whatever else breaks ends it: the store, what nobody expected, and a *Stop*.
 *
 * What was paid for is known again, whoever answered: an answer that was given in the place of others is taken without
 * asking those once more.
 *
 * @returns who was passed over when rules are to answer
 * @throws RefineryError of the models where all failed: one that may pass, if there is any
 */
export async function askInTurn(
  { models, cheaper, rulesLast }: InTurn,
  inquiry: Inquiry,
): Promise<PaidAnswer | Readonly<{ passedOver: readonly PassedOver[] }>> {
  const inTurn = cheaper ? [cheaper, ...models] : models;
  const isGood = async (model: Model, paid: PaidAnswer) => model !== cheaper || (await inquiry.holds(paid));
  const known = inTurn.length > 1 ? await firstKnown(inTurn, isGood, inquiry) : undefined;
  if (known) return known;

  const failed: Failed[] = [];
  const broken: Broken[] = [];
  for (const [index, model] of inTurn.entries()) {
    const isLast = index === inTurn.length - 1 && !rulesLast;
    const asked = isLast || model === cheaper ? model : steadfast(model, inquiry.pauseMs);
    try {
      const paid = await inquiry.once(inquiry.digest(model), async (note) => {
        const { text, answerer } = await inquiry.ask(asked, note);
        return { text, answerer: after(failed, model.name, answerer) };
      });
      if (await isGood(model, paid)) return { text: paid.text, answerer: after(failed, model.name, paid.answerer) };
      const { inputTokens, outputTokens } = paid.answerer;
      failed.push({ model: model.name, because: 'quotes-missing', inputTokens, outputTokens });
    } catch (error) {
      const because = PassedOverReason.safeParse(kindOf(error)).data;
      if (inquiry.signal?.aborted || !because) throw error;
      // What it took nobody says.
      failed.push({ model: model.name, because, inputTokens: 0, outputTokens: 0 });
      broken.push({ model: model.name, error });
    }
  }
  if (rulesLast) return { passedOver: failed.map((one) => ({ ...one, instead: 'rules' })) };
  throw worthTrying(broken);
}

/** Somebody further down counts only where it was asked in the place of all before. */
async function firstKnown(
  inTurn: readonly Model[],
  isGood: (model: Model, paid: PaidAnswer) => Promise<boolean>,
  { once, digest }: Inquiry,
): Promise<PaidAnswer | undefined> {
  for (const [index, model] of inTurn.entries()) {
    const paid = await peek(once, digest(model));
    if (!paid) continue;
    const before = new Set(inTurn.slice(0, index).map(({ name }) => name));
    const passedOver = (paid.answerer.insteadOf ?? []).filter((one) => before.has(one.model));
    if (passedOver.length === before.size && (await isGood(model, paid)))
      return { text: paid.text, answerer: after(passedOver, model.name, paid.answerer) };
  }
  return undefined;
}

const NOT_KNOWN = new Error('nothing is known under this digest');

async function peek(once: Inquiry['once'], about: Digest): Promise<PaidAnswer | undefined> {
  try {
    return await once(about, () => Promise.reject(NOT_KNOWN));
  } catch (error) {
    if (error === NOT_KNOWN) return undefined;
    throw error;
  }
}

function after(failed: readonly Failed[], instead: string, { insteadOf: _then, ...answerer }: Answerer): Answerer {
  return failed.length === 0 ? answerer : { ...answerer, insteadOf: failed.map((one) => ({ ...one, instead })) };
}

type Broken = Readonly<{ model: string; error: unknown }>;

/** One failure as it is; of several one that may pass, so that the step is tried again, with what all of them said. */
function worthTrying(broken: readonly Broken[]): unknown {
  const kinds = broken.flatMap(({ error }) => kindOf(error) ?? []);
  const kind = kinds.find(isRetryable) ?? kinds.at(-1);
  if (broken.length === 1 || kind === undefined) return broken[0]?.error;
  const said = broken.map(({ model, error }) => `${model}: ${error instanceof RefineryError ? error.detail : error}`);
  return new RefineryError(kind, said.join('; '));
}
