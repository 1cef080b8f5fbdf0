import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openAi } from '../../src/models/openai.ts';
import { minuteBudget } from '../../src/store/minute-budget.ts';
import { someCall } from './some.ts';

/** A minute of 600,000 tokens gives 10 in a millisecond, and 100,000 at once. */
const usual = { tokens: 600_000, requests: 60_000 };

async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

it('gives at once what has gathered, and the rest as it comes', async () => {
  const budget = minuteBudget(usual);
  expect(await tookMs(() => budget.reserve(100_000))).toBeLessThan(50);
  const took = await tookMs(() => Promise.all([budget.reserve(1_000), budget.reserve(2_000)]));
  expect(took).toBeGreaterThan(280);
});

it('gives back what a call did not take, and waits for what it took besides', async () => {
  const budget = minuteBudget(usual);
  const kept = await budget.reserve(100_000);
  kept.settle(10_000);
  kept.settle(0);
  expect(await tookMs(() => budget.reserve(90_000))).toBeLessThan(50);
  const more = await budget.reserve(0);
  more.settle(3_000);
  expect(await tookMs(() => budget.reserve(1))).toBeGreaterThan(250);
});

it('lets a call through that is larger than all it can gather, and makes the next wait for it', async () => {
  const budget = minuteBudget(usual);
  expect(await tookMs(() => budget.reserve(102_000))).toBeLessThan(50);
  expect(await tookMs(() => budget.reserve(1))).toBeGreaterThan(180);
});

it('counts requests, too', async () => {
  const budget = minuteBudget({ tokens: 600_000, requests: 600 });
  const took = await tookMs(() => Promise.all(Array.from({ length: 103 }, () => budget.reserve(1))));
  expect(took).toBeGreaterThan(250);
});

it('keeps the order of asking, and forgets who has left', async () => {
  const budget = minuteBudget(usual);
  await budget.reserve(100_000);
  const left = new AbortController();
  const order: string[] = [];
  const leaving = budget.reserve(90_000, left.signal);
  const later = budget.reserve(500).then(() => order.push('later'));
  const last = budget.reserve(1).then(() => order.push('last'));
  left.abort(new Error('Ctrl-C'));
  await expect(leaving).rejects.toThrow('Ctrl-C');
  await Promise.all([later, last]);
  expect(order).toEqual(['later', 'last']);
  await expect(budget.reserve(1, left.signal)).rejects.toThrow('Ctrl-C');
});

it('learns what the provider gives and what is left of it', async () => {
  const budget = minuteBudget(usual);
  budget.learn({ tokensLeft: 0, tokensPerMinute: 60_000 });
  expect(await tookMs(() => budget.reserve(300))).toBeGreaterThan(280);
  budget.learn({ waitMs: 300 });
  expect(await tookMs(() => budget.reserve(0))).toBeGreaterThan(280);
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
    budget: minuteBudget(usual),
  });
  const first = model.replay(someCall());
  // The others come when it is known already.
  while (asked === 0) await new Promise((soon) => setTimeout(soon, 5));
  await new Promise((soon) => setTimeout(soon, 50));
  const answers = await Promise.all([first, model.replay(someCall()), model.replay(someCall())]);
  expect(answers.map(({ output }) => output.text)).toEqual(['Hi.', 'Hi.', 'Hi.']);
  expect(asked).toBe(4);
  expect(early).toEqual([]);
  server.closeAllConnections();
  server.close();
});
