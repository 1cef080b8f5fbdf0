import type { Case, CaseKey } from '../domain/case.ts';
import type { Answerer } from '../domain/diagnosis.ts';
import { askedAt, kindOf, RefineryError } from '../domain/errors.ts';
import type { FactBody } from '../domain/fact.ts';
import type { Chapter, Spent, Steps, Turn } from '../ports.ts';
import type { History } from '../refine/case/fold.ts';
import type { House, Records } from './house.ts';
import { historyOf, record } from './record.ts';
import { STOPPED } from './stop-watch.ts';

/**
 * What a chapter works with. Everything that happens between two decisions of
 * people is a chapter. Each of its steps fetches, decides and records one fact
 * under a key of its own; so a step that runs again finds its fact and adds
 * nothing. What a chapter knows it reads from the facts, never from an earlier
 * step's result.
 */
export type Scene = Readonly<{ at: CaseKey; turn: Turn; house: House; records: Records; steps: Steps }>;

/** A fact and the key that makes it happen once. */
type Learned = readonly [key: string, fact: FactBody];

/**
 * One durable step that records at most one fact, and only while the case stands
 * at `stage` of the revision that the chapter is about: whoever objects meanwhile
 * has begun a new one, and this chapter has nothing more to say.
 */
export async function step<Stage extends Case['stage']>(
  { at, records, steps }: Scene,
  name: string,
  { stage, revision }: Readonly<{ stage: Stage; revision?: number }>,
  learn: (
    now: Extract<Case, { stage: Stage }>,
    spent: (cost: Spent) => void,
    history: History,
  ) => Promise<Learned | undefined>,
): Promise<void> {
  await steps.step(name, async (spent) => {
    const history = await historyOf(records.facts, at);
    if (!isAt(history.now, stage) || history.now.revision !== (revision ?? history.now.revision)) return undefined;
    const learned = await learn(history.now, spent, history);
    if (!learned) return undefined;
    const [key, fact] = learned;
    await record(records.facts, at, key, ({ now }) =>
      now.stage === stage && now.revision === history.now.revision ? fact : undefined,
    );
    return undefined;
  });
}

function isAt<Stage extends Case['stage']>(now: Case, stage: Stage): now is Extract<Case, { stage: Stage }> {
  return now.stage === stage;
}

/**
 * What broke a chapter becomes a fact, so that everybody sees it and the case can go on from there.
 * A person's *Stop* ends what is under way, and is no failure.
 */
export function chapter(name: string, house: House, records: Records, run: (scene: Scene) => Promise<void>): Chapter {
  return {
    name,
    async run(turn, steps) {
      const { at } = turn;
      const stop = records.stops.watch(at);
      try {
        await run({ at, turn, house, records, steps: untilStopped(steps, stop.signal) });
      } catch (error) {
        if (steps.signal.aborted) throw error;
        if (stop.signal.aborted) return;
        const kind = kindOf(error) ?? 'unexpected';
        const detail = error instanceof RefineryError ? error.detail : String(error);
        const asked = askedAt(error);
        await steps.step('note the failure', async () => {
          await record(records.facts, at, `failed/${name}/${turn.decision}`, () => ({
            kind: 'failed',
            atMs: house.clock(),
            chapter: name,
            error: kind,
            detail,
            decision: turn.decision,
            ...(asked && { asked }),
          }));
          return undefined;
        });
      } finally {
        stop.end();
      }
    },
  };
}

/** Once stopped, a step ends with an error that is not tried again, whatever it was waiting for made of it. */
function untilStopped(steps: Steps, stopped: AbortSignal): Steps {
  return {
    signal: AbortSignal.any([steps.signal, stopped]),
    step: (name, run) =>
      steps.step(name, async (spent) => {
        try {
          stopped.throwIfAborted();
          return await run(spent);
        } catch (error) {
          throw stopped.aborted ? STOPPED : error;
        }
      }),
  };
}

export const costOfAnswer = ({ promptVersion: _version, tookMs: _tookMs, ...spent }: Answerer): Spent => spent;
