import type { Logger } from 'pino';
import type { CaseId } from '../domain/case.ts';
import type { Picture } from '../domain/picture.ts';
import type { Pictures } from '../ports.ts';
import { pause } from './painting/keep-trying.ts';
import type { Post } from './post.ts';

/** Makes the pictures of threads beside everything else: a thread is drawn without them first, and they come when they are there. */
export type Illustrator = Readonly<{
  /** What Slack has by now of the pictures of a case: files by slot. */
  filesOf(id: CaseId): ReadonlyMap<string, string>;
  /**
   * Draws and uploads what a thread lacks, then has it drawn again. Slack may not take a picture that it has only just
   * been given, so that is tried a few times. Never throws: a thread without a picture says the same in words.
   */
  supply(id: CaseId, posts: readonly Post[], lacking: readonly string[]): Promise<void>;
}>;

type Options = Readonly<{
  pictures: Pictures;
  upload(file: Readonly<{ name: string; alt: string; png: Uint8Array }>): Promise<string>;
  redraw(id: CaseId): Promise<unknown>;
  /** Resolves when nothing more urgent is to be done than pictures. */
  calm(signal: AbortSignal): Promise<void>;
  log: Logger;
  signal: AbortSignal;
}>;

const MOST_TRIES = 5;
const PAUSE_MS = 1_000;
const MOST_CASES = 500;

type Known = Readonly<{ files: Map<string, string>; tries: Map<string, number>; underWay: Set<string> }>;

export function illustrator({ pictures, upload, redraw, calm, log, signal }: Options): Illustrator {
  const cases = new Map<CaseId, Known>();
  const knownOf = (id: CaseId): Known => {
    const known = cases.get(id) ?? { files: new Map(), tries: new Map(), underWay: new Set() };
    cases.delete(id);
    cases.set(id, known);
    const [oldest] = cases.keys();
    if (cases.size > MOST_CASES && oldest !== undefined) cases.delete(oldest);
    return known;
  };

  const fileOf = async (id: CaseId, slot: string, picture: Picture): Promise<string> => {
    const png = await pictures.draw(picture);
    return upload({ name: `${id}-${slot.replaceAll('/', '-')}.png`, alt: picture.alt, png });
  };

  const supplyOne = async (id: CaseId, slot: string, picture: Picture): Promise<void> => {
    const { files, tries, underWay } = knownOf(id);
    const tried = tries.get(slot) ?? 0;
    if (signal.aborted || underWay.has(slot) || tried >= MOST_TRIES) return;
    underWay.add(slot);
    tries.set(slot, tried + 1);
    try {
      if (tried > 0) await pause(tried * PAUSE_MS, signal);
      await calm(signal);
      if (!files.has(slot)) files.set(slot, await fileOf(id, slot, picture));
    } catch (error) {
      log.warn({ case: id, slot, error: String(error) }, 'a picture could not be made');
    } finally {
      underWay.delete(slot);
    }
    if (!signal.aborted) await redraw(id);
  };

  return {
    filesOf: (id) => cases.get(id)?.files ?? new Map(),
    async supply(id, posts, lacking) {
      const wanted = posts.filter(({ slot }) => lacking.includes(slot));
      await Promise.all(wanted.map(({ slot, picture }) => picture && supplyOne(id, slot, picture)));
    },
  };
}
