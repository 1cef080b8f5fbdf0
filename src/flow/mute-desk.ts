import type { CaseId } from '../domain/case.ts';
import type { Person } from '../domain/project.ts';
import type { Deciding } from './deciding.ts';
import type { House } from './house.ts';

/** Errors as `Desk`. */
export type MuteDesk = Readonly<{
  /** The case's thread is left in peace; `as-before` where it is already. Work goes on, and facts are recorded as ever. */
  mute(id: CaseId, by: Person): Promise<'done' | 'as-before'>;
  /** The other way round. */
  unmute(id: CaseId, by: Person): Promise<'done' | 'as-before'>;
}>;

export function muteDesk({ clock }: Pick<House, 'clock'>, { decide }: Pick<Deciding, 'decide'>): MuteDesk {
  const turn = async (id: CaseId, by: Person, kind: 'muted' | 'unmuted') => {
    const atMs = clock();
    // Two who want the same at once are one; the same person may want it again later.
    const key = `${kind}/${by.id}/${atMs}`;
    const { facts } = await decide(id, key, ({ muted }) =>
      (muted !== undefined) === (kind === 'muted') ? undefined : { kind, atMs, by },
    );
    return facts.some((fact) => fact.key === key) ? ('done' as const) : ('as-before' as const);
  };
  return {
    mute: (id, by) => turn(id, by, 'muted'),
    unmute: (id, by) => turn(id, by, 'unmuted'),
  };
}
