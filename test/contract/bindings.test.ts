import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { bindings } from '../../src/store/bindings.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { onEachStore } from '../stores.ts';
import { ada, someOpened } from '../unit/some.ts';

const { project } = someOpened();
const bound = (name: string) => ({ project: { ...project, name }, by: ada, atMs: 1 });

onEachStore('bindings', (fresh) => {
  let database: Database;
  afterEach(() => database.close());

  it('gives the last one of each channel, and lets nobody overwrite what they have not seen', async () => {
    database = await openDatabase(await fresh());
    const channels = bindings(database);
    expect(await channels.of('w', 'slack/T1/C1')).toBeUndefined();
    const tries = await Promise.all(['a', 'b', 'c'].map((name) => channels.bind('w', 'slack/T1/C1', 0, bound(name))));
    expect(tries.toSorted()).toEqual(['bound', 'moved', 'moved']);
    expect(await channels.bind('w', 'slack/T1/C1', 1, bound('later'))).toBe('bound');
    expect(await channels.of('w', 'slack/T1/C1')).toEqual({ ...bound('later'), version: 2 });
    expect(await channels.of('w', 'slack/T1/C2')).toBeUndefined();
    expect(await channels.of('v', 'slack/T1/C1')).toBeUndefined();
    const elsewhere = { ...bound('other'), project: { ...project, repo: '/elsewhere' } };
    await channels.bind('w', 'slack/T1/C3', 0, bound('another'));
    await channels.bind('w', 'slack/T1/C4', 0, elsewhere);
    await channels.bind('w', 'slack/T1/C5', 0, bound('moved away'));
    await channels.bind('w', 'slack/T1/C5', 1, elsewhere);
    expect((await channels.to('w', project.repo)).map((binding) => binding.project.name)).toEqual(['later', 'another']);
    expect(await channels.among('w', ['slack/T1/C5', 'slack/T1/C1', 'slack/T1/C2'])).toEqual(
      new Map([
        ['slack/T1/C1', bound('later')],
        ['slack/T1/C5', elsewhere],
      ]),
    );
    expect(await channels.among('v', ['slack/T1/C1'])).toEqual(new Map());
    expect(await channels.among('w', [])).toEqual(new Map());
    await expect(sql`delete from refinery.bindings`.execute(database.tables)).rejects.toThrow(/only ever added/);
  });
});
