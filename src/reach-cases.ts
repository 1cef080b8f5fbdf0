import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { CaseId } from './domain/case.ts';
import { kindOf } from './domain/errors.ts';
import type { CaseDesk, CaseRecord } from './door/calls.ts';
import type { Door } from './door/open-door.ts';
import { type Visit, visit } from './door/visit.ts';
import type { House } from './flow/house.ts';
import type { StepNews } from './ports.ts';
import { holderOf } from './store/held-by.ts';
import { openDeskOn, openDoorOn, openStore, type Store } from './wiring.ts';

/** A holder that is just starting, or about to end, is waited for. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 100;

export type Hearing = Readonly<{
  /** A step of ours begins. */
  onProgress(step: string): void;
  /** Any step, of whatever case, that runs in this process. */
  onStep(news: StepNews): void;
  onLost(error: Error): void;
  /** The work is done by the process that holds the store, with its settings. */
  onForwarded(holder: string): void;
}>;

export type Reached = Readonly<{
  facts(): Promise<CaseRecord>;
  desk(): Promise<CaseDesk>;
  close(): Promise<void>;
}>;

/**
 * The cases as a terminal reaches them: by holding the store itself, or by
 * asking whoever holds it. Nothing is opened before it is asked for. With the
 * desk a door is opened, for the terminals that come meanwhile.
 */
export function reachCases(config: Config, house: House, hearing: Hearing): Reached {
  let way: Promise<Store | Visit> | undefined;
  let desk: Promise<OwnDesk> | undefined;
  const found = () => {
    way ??= findWay(config, hearing);
    return way;
  };

  return {
    async facts() {
      const to = await found();
      return 'counter' in to ? to.counter : to.records.facts;
    },
    async desk() {
      const to = await found();
      if ('counter' in to) return to.counter;
      desk ??= openOwnDesk(to, config, house, hearing);
      return (await desk).desk;
    },
    async close() {
      await Promise.allSettled([desk?.then((own) => own.close())]);
      await Promise.allSettled([way?.then((to) => ('counter' in to ? to.end() : to.database.close()))]);
    },
  };
}

/** Errors as `openStore`. */
async function findWay(config: Config, { onProgress, onForwarded }: Hearing): Promise<Store | Visit> {
  const { REFINERY_DATA, REFINERY_WORKSPACE } = config;
  for (const begunMs = performance.now(); ; await sleep(LOOK_MS)) {
    try {
      return await openStore(config);
    } catch (error) {
      if (kindOf(error) !== 'store-busy') throw error;
      const holder = holderOf(REFINERY_DATA);
      const visiting = await visit(holder, REFINERY_WORKSPACE, onProgress);
      if (visiting) onForwarded(holder.words);
      if (visiting) return visiting;
      if (performance.now() - begunMs > PATIENCE_MS) throw error;
    }
  }
}

type OwnDesk = Readonly<{ desk: CaseDesk; close(): Promise<void> }>;

async function openOwnDesk(store: Store, config: Config, house: House, hearing: Hearing): Promise<OwnDesk> {
  let door: Door | undefined;
  /** Visitors' cases go on beside ours, and are theirs to hear of. */
  let ours: CaseId | undefined;
  const desk = await openDeskOn(store, {
    workspace: config.REFINERY_WORKSPACE,
    house,
    onStep(news) {
      if (news.state === 'begun' && news.turn.at.id === ours) hearing.onProgress(news.step);
      hearing.onStep(news);
      door?.hear(news);
    },
    onLost: hearing.onLost,
  });
  door = await openDoorOn(store, config, desk);
  return {
    desk: {
      ...desk,
      goOn(id, how) {
        ours = id;
        return desk.goOn(id, how);
      },
    },
    async close() {
      await door?.close();
      await desk.close();
    },
  };
}
