import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { Exchange } from '../../src/domain/exchange.ts';
import type { PaidAnswer } from '../../src/ports.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { paidAnswers } from '../../src/store/paid-answers.ts';
import { onEachStore } from '../stores.ts';

const said = (text: string): PaidAnswer => ({
  text,
  answerer: { model: 'm', promptVersion: 'v1', inputTokens: 1, outputTokens: 2, tookMs: 3 },
});

/** Does not pack well. */
const TRACE = Array.from({ length: 3_000 }, (_, index) => digestOf(index)).join('\n');

onEachStore('paid answers', (fresh) => {
  it('asks once for each case and digest, also after a restart, and again after an error', async () => {
    const place = await fresh();
    const one = { workspace: 'w', id: CaseId.parse('RF-1') };
    let asked = 0;
    const ask = (text: string) => async () => {
      asked++;
      return said(text);
    };
    for (let restart = 0; restart < 2; restart++) {
      const database = await openDatabase(place);
      const { once } = paidAnswers(database);
      await expect(once(one, digestOf('b'), async () => Promise.reject(new Error('down')))).rejects.toThrow('down');
      expect(await once(one, digestOf('a'), ask('first'))).toEqual(said('first'));
      expect(await once(one, digestOf('a'), ask('second'))).toEqual(said('first'));
      expect(asked).toBe(1);
      if (restart === 1) {
        expect(await once(one, digestOf('b'), ask('other'))).toEqual(said('other'));
        expect(await once({ ...one, id: CaseId.parse('RF-2') }, digestOf('a'), ask('second'))).toEqual(said('second'));
        expect(await once({ ...one, workspace: 'v' }, digestOf('a'), ask('third'))).toEqual(said('third'));
      }
      await database.close();
    }
  });

  it('keeps each call that was made for them, in order, by its case; a call that broke, too', async () => {
    const place = await fresh();
    const one = { workspace: 'w', id: CaseId.parse('RF-1') };
    const called = (atMs: number, reply: string | null): Exchange => ({
      atMs,
      tookMs: 1_200,
      asked: 'some/model',
      question: 'diagnose',
      promptVersion: 'v1',
      // What no text column takes as it is, and what a megabyte of a trace looks like.
      request: { system: 'a\u0000b\ud800', shared: { text: TRACE, key: 'k' }, user: `at ${atMs}`, maxOutputTokens: 9 },
      reply: reply === null ? null : { text: reply, model: 'm', usage: { inputTokens: 1, outputTokens: 2 } },
    });
    const calls = [called(900, null), called(1_000, 'no JSON'), called(1_001, '{}')];
    const database = await openDatabase(place);
    const { once } = paidAnswers(database);
    await expect(
      once(one, digestOf('a'), async (note) => {
        for (const call of calls.slice(0, 2)) await note(call);
        throw new Error('down');
      }),
    ).rejects.toThrow('down');
    await once(one, digestOf('a'), async (note) => {
      for (const call of calls.slice(2)) await note(call);
      return said('{}');
    });
    await once({ ...one, id: CaseId.parse('RF-2') }, digestOf('a'), async () => said('nothing noted'));
    const size = await database.tables
      .selectFrom('cache')
      .select(({ fn }) => fn.sum<string>(sql`length(value)`).as('chars'))
      .where('namespace', '=', 'sent/RF-1')
      .executeTakeFirst();
    // Kept once, and packed: each of the three has all of it.
    expect(Number(size?.chars)).toBeLessThan(TRACE.length);
    await database.close();

    const again = await openDatabase(place);
    const { exchanges } = paidAnswers(again);
    expect(await exchanges(one)).toEqual(calls);
    expect(await exchanges({ ...one, id: CaseId.parse('RF-2') })).toEqual([]);
    expect(await exchanges({ ...one, workspace: 'v' })).toEqual([]);
    await again.tables
      .updateTable('cache')
      .set({ expires_at_ms: Date.now() - 1 })
      .execute();
    expect(await exchanges(one)).toEqual([]);
    await again.close();
  });
});
