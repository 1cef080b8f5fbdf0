import type { Fault, Faults } from './human-side.ts';
import type { Workspace } from './workspace.ts';

/** The faults that tests ask for, and those of them that are due. */
export type DueFaults = Readonly<{
  faults: Faults;
  /** @returns what is to go wrong with this call; used up by that */
  take(method: string): Fault | undefined;
}>;

export function newFaults({ sockets, delivery, files }: Pick<Workspace, 'sockets' | 'delivery' | 'files'>): DueFaults {
  const due = new Map<string, readonly Fault[]>();
  return {
    faults: {
      next(method, fault, times = 1) {
        due.set(method, [...(due.get(method) ?? []), ...Array<Fault>(times).fill(fault)]);
      },
      dropSockets: sockets.drop,
      dropAfterNextEnvelope: sockets.dropAfterNextEnvelope,
      refreshSocket: (reason = 'refresh_requested') => sockets.refresh(reason),
      delayDelivery: delivery.delay,
      delayFiles: files.delay,
      async deliver(type, payload) {
        if (type === 'events_api') delivery.event(payload);
        else await delivery.ask(type, payload);
      },
      clear() {
        due.clear();
        sockets.forgetFaults();
        delivery.delay(0);
        files.delay(0);
      },
    },
    take(method) {
      const [fault, ...rest] = due.get(method) ?? [];
      due.set(method, rest);
      return fault;
    },
  };
}
