import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { openAi } from '../../src/models/openai.ts';
import type { Budget } from '../../src/ports.ts';
import { minuteBudget } from '../../src/store/minute-budget.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { NOTHING, sharedBucket } from '../../src/store/shared-bucket.ts';
import { sharedBudget } from '../../src/store/shared-budget.ts';
import { noPostgres } from '../postgres.ts';
import { someDesk } from '../some-desk.ts';
import { freshPostgres, type StorePlace } from '../stores.ts';
import { someCall } from '../unit/some.ts';

/** A minute of 600,000 tokens gives 10 in a millisecond, and 100,000 at once. */
const usual = { tokens: 600_000, requests: 60_000 };
/** Far less than what a test would wait if it were not at once, and enough for a machine that is busy. */
const AT_ONCE_MS = 1_500;

async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** What every budget keeps. They wait beside each other. @param open gives one that nobody has used */
function keeps(open: (perMinute?: typeof usual) => Budget): void {
  it('gives at once what has gathered, and the rest as it comes', async () => {
    const budget = open();
    const took = await tookMs(async () => {
      expect(await tookMs(() => budget.reserve(100_000))).toBeLessThan(AT_ONCE_MS);
      await Promise.all([budget.reserve(1_000), budget.reserve(2_000)]);
    });
    expect(took).toBeGreaterThan(290);
  });

  it('gives back what a call did not take, and waits for what it took besides', async () => {
    const budget = open();
    const kept = await budget.reserve(100_000);
    kept.settle(10_000);
    kept.settle(0);
    expect(await tookMs(() => budget.reserve(88_000))).toBeLessThan(AT_ONCE_MS);
    const more = await budget.reserve(0);
    budget.learn({ tokensLeft: 0 });
    more.settle(4_000);
    expect(await tookMs(() => budget.reserve(0))).toBeGreaterThan(290);
  });

  it('lets a call through that is larger than all it can gather, and makes the next wait for it', async () => {
    const budget = open();
    const took = await tookMs(async () => {
      expect(await tookMs(() => budget.reserve(103_000))).toBeLessThan(AT_ONCE_MS);
      await budget.reserve(1);
    });
    expect(took).toBeGreaterThan(290);
  });

  it('lets a larger call wait until it is full', async () => {
    const budget = open();
    const took = await tookMs(async () => {
      await budget.reserve(4_000);
      await budget.reserve(900_000);
    });
    expect(took).toBeGreaterThan(390);
    expect(took).toBeLessThan(2_000);
  });

  it('counts requests, too', async () => {
    const budget = open({ tokens: 600_000, requests: 600 });
    const took = await tookMs(() => Promise.all(Array.from({ length: 103 }, () => budget.reserve(1))));
    expect(took).toBeGreaterThan(290);
  });

  it('keeps the order of asking, and forgets who has left', async () => {
    const budget = open();
    await budget.reserve(100_000);
    const left = new AbortController();
    const order: string[] = [];
    const leaving = budget.reserve(90_000, left.signal);
    const later = budget.reserve(5_000).then(() => order.push('later'));
    const last = budget.reserve(1).then(() => order.push('last'));
    await sleep(20);
    left.abort(new Error('Ctrl-C'));
    await expect(leaving).rejects.toThrow('Ctrl-C');
    await Promise.all([later, last]);
    expect(order).toEqual(['later', 'last']);
    await expect(budget.reserve(1, left.signal)).rejects.toThrow('Ctrl-C');
  });

  it('who leaves takes nobody along who waits in front of it', async () => {
    const budget = open();
    const left = new AbortController();
    const took = await tookMs(async () => {
      await budget.reserve(100_000);
      const front = budget.reserve(5_000);
      const leaving = budget.reserve(90_000, left.signal);
      await sleep(50);
      left.abort(new Error('Ctrl-C'));
      await expect(leaving).rejects.toThrow('Ctrl-C');
      await front;
    });
    expect(took).toBeGreaterThan(490);
  });

  it('learns what the provider gives and what is left of it', async () => {
    const budget = open();
    const took = await tookMs(async () => {
      budget.learn({ tokensLeft: 0, tokensPerMinute: 60_000 });
      await budget.reserve(300);
    });
    expect(took).toBeGreaterThan(290);
    budget.learn({ tokensLeft: 0 });
    const waits = tookMs(() => budget.reserve(60_000));
    await sleep(50);
    budget.learn({ tokensPerMinute: 60_000_000 });
    expect(await waits).toBeLessThan(2_000);
    budget.learn({ waitMs: 300 });
    expect(await tookMs(() => budget.reserve(0))).toBeGreaterThan(290);
  });

  it('a model that is asked too often is asked again when it says so, by all who ask it, and nobody hears of it', async () => {
    let asked = 0;
    let openFromMs = 0;
    const early: number[] = [];
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        asked++;
        if (asked === 1) openFromMs = performance.now() + 1_000;
        else if (performance.now() < openFromMs - 50) early.push(performance.now());
        const headers = { 'content-type': 'application/json', 'x-ratelimit-limit-tokens': '600000' };
        if (asked === 1) return response.writeHead(429, { ...headers, 'retry-after': '1' }).end('{}');
        const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] }];
        const usage = { input_tokens: 3, output_tokens: 1 };
        return response.writeHead(200, headers).end(JSON.stringify({ status: 'completed', model: 'm', output, usage }));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const model = openAi({
      ...{ model: 'm', overrules: true, apiKey: 'key', baseUrl, standIn: false, timeoutMs: 10_000 },
      budget: open(),
    });
    const first = model.replay(someCall());
    // The others come when it is known already.
    while (asked === 0) await sleep(5);
    await sleep(500);
    const answers = await Promise.all([first, model.replay(someCall()), model.replay(someCall())]);
    expect(answers.map(({ output }) => output.text)).toEqual(['Hi.', 'Hi.', 'Hi.']);
    expect(asked).toBe(4);
    expect(early).toEqual([]);
    server.closeAllConnections();
    server.close();
  });
}

describe('a budget of one process', { concurrent: true }, () => keeps((perMinute = usual) => minuteBudget(perMinute)));

const shared = { concurrent: true, skip: noPostgres !== undefined };

describe('a budget of all who share a database', shared, () => {
  let place: StorePlace;
  let here: Database;
  /** Another process, with its own connections. */
  let there: Database;
  let names = 0;
  const budgetIn = (database: Database, name: string, perMinute = usual) =>
    sharedBudget(sharedBucket(database, name, perMinute));

  beforeAll(async () => {
    place = await freshPostgres();
    here = await openDatabase(place);
    there = await openDatabase(place);
    return async () => {
      await here.close();
      await there.close();
    };
  });

  keeps((perMinute = usual) => budgetIn(here, `model ${names++}`, perMinute));

  it('is one for all: they wait in one row, and what one hears counts for the other', async () => {
    const [mine, other] = [budgetIn(here, 'one row'), budgetIn(there, 'one row')];
    const look = sharedBucket(here, 'one row', usual);
    const taken = async () => (await look(NOTHING)).taken.tokens;
    const order: string[] = [];
    const took = await tookMs(async () => {
      await Promise.all([mine.reserve(50_000), other.reserve(50_000)]);
      const turns = [];
      for (const [budget, who] of [
        [other, 'first'],
        [mine, 'second'],
        [other, 'third'],
      ] as const) {
        const before = await taken();
        turns.push(budget.reserve(4_000).then(() => order.push(who)));
        while ((await taken()) === before) await sleep(5);
      }
      await Promise.all(turns);
    });
    expect(order).toEqual(['first', 'second', 'third']);
    expect(took).toBeGreaterThan(1_190);
    const closed = await tookMs(async () => {
      mine.learn({ waitMs: 1_000 });
      await sleep(500);
      await other.reserve(0);
    });
    expect(closed).toBeGreaterThan(990);
  });

  it('who waits hears what another process gives back, and what it leaves', async () => {
    const [mine, other] = [budgetIn(here, 'given back'), budgetIn(there, 'given back')];
    const kept = await mine.reserve(100_000);
    const leaving = new AbortController();
    const left = mine.reserve(30_000, leaving.signal).catch(() => 'left');
    await sleep(50);
    // Five seconds of waiting, were it not for that.
    const waits = tookMs(() => other.reserve(20_000));
    await sleep(50);
    leaving.abort();
    kept.settle(60_000);
    expect(await left).toBe('left');
    expect(await waits).toBeLessThan(2_000);
  });

  it('a process that is killed while it waits costs the others a minute at most', async () => {
    const killed = await openDatabase(place);
    const budget = budgetIn(killed, 'killed');
    const row = Array.from({ length: 100 }, () => budget.reserve(20_000).catch(() => 'never'));
    await row[4];
    const level = await sharedBucket(here, 'killed', usual)(NOTHING);
    await killed.close();
    expect(level.tokens).toBeLessThan(-400_000);
    expect(level.tokens).toBeGreaterThan(-usual.tokens);
    expect(await row[99]).toBe('never');
  });

  it('gives nothing while the database is away, and says so', async () => {
    const away = await openDatabase(place);
    const budget = budgetIn(away, 'away');
    const kept = await budget.reserve(1);
    await away.close();
    kept.settle(0);
    await expect(budget.reserve(1)).rejects.toMatchObject({ kind: 'store-unavailable' });
  });

  it('keeps what the provider has said, and what is usual here only until then', async () => {
    const heard = budgetIn(here, 'heard');
    heard.learn({ tokensPerMinute: 60_000 });
    await heard.reserve(0);
    const perMinute = async (name: string, usually: typeof usual) =>
      (await sharedBucket(there, name, usually)(NOTHING)).perMinute;
    expect(await perMinute('heard', usual)).toEqual({ tokens: 60_000, requests: usual.requests });
    expect(await perMinute('unheard', usual)).toEqual(usual);
    expect(await perMinute('unheard', { tokens: 5, requests: 7 })).toEqual({ tokens: 5, requests: 7 });
  });

  it('is where models count once a desk is open, by model and by no more than what tells one key from another', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] }];
        const usage = { input_tokens: 3, output_tokens: 1 };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ status: 'completed', model: 'm', output, usage }));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { house, close } = await someDesk({
      DATABASE_URL: place.databaseUrl ?? '',
      REFINERY_DATA: place.dataDir,
      REFINERY_REPLAY_MODEL: 'openai/m',
      OPENAI_API_KEY: 'sk-very-secret',
      OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    });
    await house.replayer?.replay(someCall());
    const { rows } = await sql<{ row: string }>`select to_jsonb(b)::text as row from refinery.budgets b
      where name like 'openai/m %'`.execute(here.tables);
    expect(rows).toEqual([{ row: expect.stringMatching(/"name": "openai\/m [0-9a-f]{6}"/) }]);
    expect(rows[0]?.row).not.toContain('secret');
    await close();
    server.closeAllConnections();
    server.close();
  });
});
