import type { Logger } from 'pino';
import { kindOf } from '../domain/errors.ts';
import { keepTrying } from './painting/keep-trying.ts';

/** What a person decided is stored: though the database is away for a while, what follows from it is not forgotten. */
export async function whenStoreAnswers(work: () => Promise<unknown>, log: Logger, signal: AbortSignal): Promise<void> {
  const isDone = async () => {
    try {
      await work();
      return true;
    } catch (error) {
      if (kindOf(error) !== 'store-unavailable') throw error;
      log.warn({ error: String(error) }, 'a case waits for the database');
      return false;
    }
  };
  if (!(await isDone())) await keepTrying(isDone, signal);
}
