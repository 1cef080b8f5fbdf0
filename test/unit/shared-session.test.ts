import { setTimeout as sleep } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { expect, it } from 'vitest';
import { shareSession } from '../../src/store/shared-session.ts';

/** Answers each query with ReadyForQuery, a moment later, and notes what was asked. */
function someDatabase() {
  const asked: string[] = [];
  let state = 'I';
  const ask = async (sql: string) => {
    asked.push(sql);
    if (sql === 'begin') state = 'T';
    if (sql === 'rollback') state = 'I';
    const ready = state;
    await sleep(5);
    return ready;
  };
  const database: Pick<PGlite, 'runExclusive' | 'execProtocolRawStream' | 'isInTransaction' | 'exec'> = {
    runExclusive: (work) => work(),
    async execProtocolRawStream(messages, { onRawData }) {
      const ready = await ask(Buffer.from(messages).toString());
      onRawData(Buffer.from(`Z\0\0\0\x05${ready}`));
    },
    isInTransaction: () => state === 'T',
    async exec(sql) {
      await ask(sql);
      return [];
    },
  };
  return { asked, database };
}
const someParty = () => ({ hear: () => {} });
const query = (sql: string) => new Uint8Array(Buffer.from(sql));

it('has transactions queue up, and rolls back what somebody left open', async () => {
  const { asked, database } = someDatabase();
  const session = shareSession(database);
  const [first, second] = [someParty(), someParty()];
  await session.exchange(first, query('begin'));
  const waits = session.exchange(second, query('select 2'));
  await session.exchange(first, query('select 1'));
  await session.leave(first);
  await waits;
  expect(asked).toEqual(['begin', 'select 1', 'rollback', 'select 2']);
});

it('gives a turn to one only, though somebody leaves in the middle of an exchange', async () => {
  const { asked, database } = someDatabase();
  const session = shareSession(database);
  const [leaver, second, third] = [someParty(), someParty(), someParty()];
  const begun = session.exchange(leaver, query('select 1'));
  const others = [session.exchange(second, query('begin')), session.exchange(third, query('select 3'))];
  await session.leave(leaver);
  await begun;
  await others[0];
  await sleep(20);
  await session.exchange(second, query('rollback'));
  await others[1];
  expect(asked).toEqual(['select 1', 'begin', 'rollback', 'select 3']);
});

it('lets others be heard while one asks without a pause', async () => {
  const { database } = someDatabase();
  const busy = {
    ...database,
    async execProtocolRawStream(...[, { onRawData }]: Parameters<typeof database.execProtocolRawStream>) {
      for (const began = performance.now(); performance.now() - began < 2; );
      onRawData(Buffer.from('Z\0\0\0\x05I'));
    },
  };
  const session = shareSession(busy);
  const party = someParty();
  let heard = 0;
  const ticking = setInterval(() => heard++, 1);
  for (let count = 0; count < 300; count++) await session.exchange(party, query('select 1'));
  clearInterval(ticking);
  expect(heard).toBeGreaterThan(1);
});
