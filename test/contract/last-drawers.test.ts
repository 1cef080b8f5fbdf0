import { afterEach, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { lastDrawers } from '../../src/store/last-drawers.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { onEachStore } from '../stores.ts';

const open: Database[] = [];
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});

onEachStore('who drew a thread last', (fresh) => {
  it('is nobody at first, then whoever took it last, and each case for itself', async () => {
    const database = await openDatabase(await fresh());
    open.push(database);
    const at = { workspace: 'w', id: CaseId.parse('RF-1') };
    const [here, there] = [lastDrawers(database, 'here'), lastDrawers(database, 'there')];
    expect(await here.take(at)).toBe('nobody');
    expect(await here.take(at)).toBe('us');
    expect(await there.take(at)).toBe('others');
    expect(await here.take(at)).toBe('others');
    expect(await here.take(at)).toBe('us');
    expect(await here.take({ ...at, id: CaseId.parse('RF-2') })).toBe('nobody');
    expect(await here.take({ ...at, workspace: 'v' })).toBe('nobody');
    // A process that was started anew remembers nothing.
    expect(await lastDrawers(database, 'here again').take(at)).toBe('others');
  });
});
