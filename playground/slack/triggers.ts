import { randomUUID } from 'node:crypto';
import type { Clock } from './human-side.ts';

/** What lets an app open a modal for the person who did something: once, and soon. */
export type Triggers = Readonly<{
  give(personId: string): string;
  /** Uses it up. https://docs.slack.dev/reference/methods/views.open#errors */
  take(
    id: string,
  ):
    | Readonly<{ personId: string }>
    | Readonly<{ refused: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' }>;
}>;

export function newTriggers(clock: Clock, goodForMs: number): Triggers {
  const given = new Map<string, { personId: string; atMs: number; taken: boolean }>();
  return {
    give(personId) {
      const id = `${given.size + 1}.${clock.nowMs()}.${randomUUID().replaceAll('-', '')}`;
      given.set(id, { personId, atMs: clock.nowMs(), taken: false });
      return id;
    },
    take(id) {
      const found = given.get(id);
      if (!found) return { refused: 'invalid_trigger_id' };
      if (found.taken) return { refused: 'exchanged_trigger_id' };
      if (clock.nowMs() - found.atMs > goodForMs) return { refused: 'expired_trigger_id' };
      found.taken = true;
      return { personId: found.personId };
    },
  };
}
