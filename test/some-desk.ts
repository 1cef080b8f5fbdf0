import { readConfig } from '../src/config.ts';
import type { Desk } from '../src/flow/desk.ts';
import type { House } from '../src/flow/house.ts';
import type { StepNews } from '../src/ports.ts';
import { openDeskOn, openStore, type Store, wireHouse } from '../src/wiring.ts';

export type SomeDesk = Readonly<{ desk: Desk; house: House; store: Store; close(): Promise<void> }>;

/** A desk of this process, with its own store and all that belongs to it, real as in the bot. */
export async function someDesk(
  settings: Readonly<Record<string, string>>,
  about: Readonly<{ workspace?: string; adapt?: (house: House) => House; onStep?: (news: StepNews) => void }> = {},
): Promise<SomeDesk> {
  const { workspace = 'local', adapt = (wired: House) => wired, onStep = () => {} } = about;
  const config = readConfig(settings);
  const house = adapt(wireHouse(config, { clock: Date.now, searchPath: process.env.PATH }));
  const store = await openStore(config);
  const desk = await openDeskOn(store, { workspace, house, onStep, onLost: () => {} });
  return {
    desk,
    house,
    store,
    async close() {
      await desk.close();
      await store.database.close();
      await house.workshop.close();
    },
  };
}
