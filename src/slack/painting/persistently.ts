import { RefineryError } from '../../domain/errors.ts';
import { type Closed, troubleOf } from '../slack-trouble.ts';
import type { Painter } from './painter.ts';

const MOST_ATTEMPTS = 6;
/** Other threads wait for their turn meanwhile (`store/exclusive.ts`); whoever draws this one comes back later. */
const LONGEST_PAUSE_MS = 5_000;

/** Tries until it is done; between two tries what stands is looked at. */
export async function persistently(
  { wait }: Painter,
  look: () => Promise<unknown>,
  act: () => Promise<void>,
): Promise<Closed | undefined> {
  let mustLook = false;
  for (let attempt = 1; ; attempt++) {
    try {
      if (mustLook) await look();
      await act();
      return undefined;
    } catch (error) {
      if (error instanceof RefineryError) throw error;
      const trouble = troubleOf(error);
      if ('closed' in trouble) return trouble;
      if ('broken' in trouble) throw trouble.broken;
      const pauseMs = 'lookAgainMs' in trouble ? trouble.lookAgainMs * attempt : 0;
      if (attempt === MOST_ATTEMPTS || pauseMs > LONGEST_PAUSE_MS)
        throw new RefineryError('slack-unavailable', `no luck in ${attempt} attempts`, { cause: error });
      if (pauseMs > 0) await wait(pauseMs);
      mustLook = true;
    }
  }
}
