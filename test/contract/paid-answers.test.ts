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

const SOME_CALL: Exchange = {
  atMs: 0,
  tookMs: 1_200,
  asked: 'some/model',
  question: 'diagnose',
  promptVersion: 'v1',
  request: { user: 'a' },
  reply: null,
};

/** Does not pack well. */
const TRACE = Array.from({ length: 3_000 }, (_, index) => digestOf(index)).join('\n');

onEachStore('paid answers', (fresh) => {
  it('asks once for each workspace and digest, also after a restart, and again after an error', async () => {
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
        expect(await once({ ...one, workspace: 'v' }, digestOf('a'), ask('third'))).toEqual(said('third'));
      }
      await database.close();
    }
  });

  it('keeps each call that was made for them, in order, by its case; a call that broke, too', async () => {
    const place = await fresh();
    const one = { workspace: 'w', id: CaseId.parse('RF-1') };
    const called = (atMs: number, reply: string | null): Exchange => ({
      ...SOME_CALL,
      atMs,
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
    await once({ ...one, id: CaseId.parse('RF-2') }, digestOf('b'), async () => said('nothing noted'));
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

  it('gives another case what is known, with what was asked for it, at no cost, and for no longer', async () => {
    const place = await fresh();
    const database = await openDatabase(place);
    const { once, exchanges } = paidAnswers(database);
    const [one, two, three] = ['RF-1', 'RF-2', 'RF-3'].map((id) => ({ workspace: 'w', id: CaseId.parse(id) }));
    if (!one || !two || !three) throw new Error('no cases');
    const call = { ...SOME_CALL, atMs: 1 };
    const nobody = () => Promise.reject(new Error('it is known'));
    await once(one, digestOf('other'), async (note) => {
      await note({ ...call, atMs: 0 });
      return said('other');
    });
    await once(one, digestOf('a'), async (note) => {
      await note(call);
      return said('first');
    });
    const soonMs = Date.now() + 60_000;
    await database.tables.updateTable('cache').set({ expires_at_ms: soonMs }).execute();

    const free = { model: 'm', promptVersion: 'v1', inputTokens: 0, outputTokens: 0, tookMs: 0, known: true };
    expect(await once(two, digestOf('a'), nobody)).toEqual({ text: 'first', answerer: free });
    expect(await exchanges(two)).toEqual([call]);
    await expect(once({ ...two, workspace: 'v' }, digestOf('a'), nobody)).rejects.toThrow('it is known');

    // What was forgotten of one case is still the other's own.
    await database.tables.deleteFrom('cache').where('namespace', 'in', ['answers/RF-1', 'sent/RF-1']).execute();
    expect(await once(three, digestOf('a'), nobody)).toEqual({ text: 'first', answerer: free });
    const kept = await database.tables.selectFrom('cache').select('expires_at_ms').execute();
    for (const { expires_at_ms } of kept) expect(Number(expires_at_ms)).toBeLessThanOrEqual(soonMs + 30_000);
    await database.close();
  });

  it('asks anew where somebody wants that, once for each wish, and the next are content with it', async () => {
    const database = await openDatabase(await fresh());
    const { once } = paidAnswers(database);
    const [one, two] = ['RF-1', 'RF-2'].map((id) => ({ workspace: 'w', id: CaseId.parse(id) }));
    if (!one || !two) throw new Error('no cases');
    let asked = 0;
    const ask = async () => said(`answer ${++asked}`);
    const text = async (at: typeof one, anew?: string) => (await once(at, digestOf('a'), ask, anew)).text;
    expect(await text(one)).toBe('answer 1');
    expect(await text(two, 'RF-2/1')).toBe('answer 2');
    expect(await text(two, 'RF-2/1')).toBe('answer 2');
    expect(await text(two, 'RF-2/9')).toBe('answer 3');
    expect(await text(two)).toBe('answer 3');
    expect(await text(one)).toBe('answer 1');
    expect(await text({ ...one, id: CaseId.parse('RF-3') })).toBe('answer 3');
    await database.close();
  });
});
