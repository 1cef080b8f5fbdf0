import { setTimeout as sleep } from 'node:timers/promises';
import type { Read } from '../../domain/case.ts';
import type { Digest } from '../../domain/digest.ts';
import { kindOf, RefineryError } from '../../domain/errors.ts';
import type { BackgroundAnswers, Model, ModelReply } from '../../ports.ts';
import { digestOf } from '../../refine/case/digest.ts';
import type { House, Records } from '../house.ts';
import { STOPPED } from '../stop-watch.ts';
import { changeModels } from './analyst.ts';
import { steadily } from './steadily.ts';

const LOOK_MS = 2_000;
const MOST_BEGUN = 2;

/** The house with an analyst that thinks in the background, where the case is read so, as far as its models can. @param anew as for `PaidAnswers.once` */
export function patient(
  house: House,
  now: Pick<Read, 'workspace' | 'id' | 'reading'>,
  { answers }: Pick<Records, 'answers'>,
  anew?: string,
): House {
  const { analyst } = house;
  if (now.reading.strategy !== 'background' || !analyst) return house;
  const wished = (about: Digest) => (anew === undefined ? about : digestOf({ about, anew }));
  const jobs: Jobs = {
    begun: (about, begin) => answers.begun(now, wished(about), begin),
    over: (about) => answers.over(now, wished(about)),
  };
  const asked = (model: Model) => (model.background ? inBackground(model, model.background, jobs) : model);
  return { ...house, analyst: changeModels(analyst, asked) };
}

/** Remembers under which name an answer is being thought about, so that the next process asks for that one. */
export type Jobs = Readonly<{
  begun(about: Digest, begin: () => Promise<string>): Promise<string>;
  over(about: Digest): Promise<void>;
}>;

/**
 * Asks, and looks every now and then whether there is an answer. A process that ends leaves the provider thinking; only
 * a person's *Stop* ends that, too.
 */
export function inBackground(model: Model, background: BackgroundAnswers, jobs: Jobs, lookMs: number = LOOK_MS): Model {
  return {
    ...model,
    async answer(request, signal) {
      const about = digestOf({ model: model.name, request });
      for (let tries = 1; tries <= MOST_BEGUN; tries++) {
        const job = await jobs.begun(about, () => background.begin(request, signal));
        try {
          const reply = await thoughtOut(job, background, lookMs, signal);
          if (reply !== 'gone') return reply;
        } catch (error) {
          if (signal?.reason === STOPPED) await background.cancel(job);
          if (kindOf(error) !== 'model-unsuited') throw error;
          await jobs.over(about);
          throw error;
        }
        // It was lost there, over a long stop of ours perhaps: another is begun.
        await jobs.over(about);
      }
      throw new RefineryError(
        'model-unavailable',
        `${model.name} lost ${MOST_BEGUN} answers that it was thinking about`,
      );
    },
  };
}

async function thoughtOut(
  job: string,
  background: BackgroundAnswers,
  lookMs: number,
  signal: AbortSignal | undefined,
): Promise<ModelReply | 'gone'> {
  for (;;) {
    const reply = await steadily(() => background.collect(job, signal), signal);
    if (reply !== 'working') return reply;
    await sleep(lookMs, undefined, signal && { signal });
  }
}
