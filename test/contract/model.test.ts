import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kindOf, type RefineryError } from '../../src/domain/errors.ts';
import type { Json } from '../../src/domain/json.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { ask } from '../../src/flow/analyst/ask.ts';
import type { Model, RateLimits } from '../../src/ports.ts';
import type { Question } from '../../src/questions/question.ts';
import { minuteBudget } from '../../src/store/minute-budget.ts';
import { questions } from '../../src/wiring-of-questions.ts';
import { someCall } from '../unit/some.ts';
import { type Answer, json, someServer } from './serve-answers.ts';
import { callWithTools, type Vendor, vendors } from './vendors.ts';

/** What every provider of models keeps to, each over a real server that speaks its own dialect. */

const KEY = 'some~odd~key';
const serve = someServer();
const request = { system: 'S', user: 'U', schemaName: 'answer', schema: { type: 'object' }, maxOutputTokens: 100 };
const failed = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe.each(vendors.map((vendor) => [vendor.provider.name, vendor] as const))('%s', (_name, vendor) => {
  const { says, refuses } = vendor;
  const learned: RateLimits[] = [];

  async function modelOf(answer: Answer, timeoutMs = 2_000): Promise<Model> {
    learned.length = 0;
    const baseUrl = `${await serve(answer)}${vendor.below}`;
    const budget = minuteBudget({ tokens: 1_000_000, requests: 100_000 });
    const learn = (said: RateLimits) => {
      learned.push(said);
      budget.learn({ ...(said.waitMs !== undefined && { waitMs: said.waitMs }) });
    };
    const settings = { apiKey: KEY, baseUrl, overrules: false, timeoutMs, budget: { ...budget, learn } };
    return vendor.provider.open('set-model', settings);
  }
  /** Says one after the other, the last for ever; tells what it was asked. */
  async function modelSaying(...said: Parameters<Vendor['says']>[0][]): Promise<{ model: Model; asked: Json[] }> {
    const asked: Json[] = [];
    const model = await modelOf((_request, response, body) => {
      asked.push(body as Json);
      json(response, 200, says(said[Math.min(asked.length, said.length) - 1] ?? {}));
    });
    return { model, asked };
  }

  it('asks for an answer in the schema, with its key, and says what it cost', async () => {
    const seen: unknown[] = [];
    const model = await modelOf((request, response, body) => {
      seen.push(request.method, request.url, vendor.keyIn(request.headers), body);
      json(response, 200, says({ text: '{"a":1}' }));
    });
    const reply = await model.answer(request);
    expect(reply).toEqual({
      text: '{"a":1}',
      model: expect.stringContaining('-2026'),
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    const [method, url, key, body] = seen;
    expect([method, url, key]).toEqual(['POST', vendor.path, KEY]);
    expect(vendor.textsIn(body as Json).join('|')).toBe('S|U');
    expect(vendor.schemaIn(body as Json)).toEqual({ type: 'object' });
    expect(vendor.longestIn(body as Json)).toBe(100);
  });

  it('sends first what several requests have in common, and says how much of it was known', async () => {
    const { model, asked } = await modelSaying({ text: '{}', cached: 8 });
    const { usage } = await model.answer({ ...request, shared: { text: 'T', key: 'RF-1' } });
    expect(usage).toEqual({ inputTokens: 11, outputTokens: 7, cachedInputTokens: 8 });
    const [body = null] = asked;
    expect(vendor.textsIn(body).join('|').replace('\n\n', '|')).toBe('S|T|U');
  });

  it.each(['length', 'refused'] as const)('tells that an answer ended otherwise: %s', async (finish) => {
    const { model } = await modelSaying({ text: 'I', finish });
    expect(await model.answer(request)).toMatchObject({ finish });
    expect((await model.replay(someCall({ model: vendor.model }))).output.finish).toBe(finish);
  });

  it('asks once more, with the complaint, where the answer is of the wrong shape', async () => {
    const { model, asked } = await modelSaying({ text: '{"size":"big"}' }, { text: '{"size":7}' });
    expect(await asking(model)).toMatchObject({ answer: { size: 7 }, answerer: { inputTokens: 22, outputTokens: 14 } });
    expect(asked.map((body) => vendor.textsIn(body).join('|').includes('Your last answer was refused'))).toEqual([
      false,
      true,
    ]);
  });

  it('asks for fewer words where the answer was cut off, and does not ask again where it was refused', async () => {
    const cut = await modelSaying({ text: '{"size"', finish: 'length' }, { text: '{"size":7}' });
    expect(await asking(cut.model)).toMatchObject({ answer: { size: 7 } });
    expect(vendor.textsIn(cut.asked[1] ?? null).join('|')).toContain('it was cut off at 7 tokens');
    const refusing = await modelSaying({ text: 'No.', finish: 'refused' });
    expect(kindOf(await failed(asking(refusing.model)))).toBe('model-unsuited');
    expect(refusing.asked).toHaveLength(1);
  });

  it('waits as long as it is told to, and tells what the provider gives', async () => {
    const begun = performance.now();
    const tries: number[] = [];
    const model = await modelOf((_request, response) => {
      tries.push(performance.now() - begun);
      if (tries.length === 1)
        json(response, 429, refuses(429, 'slow down'), { 'retry-after-ms': '120', ...vendor.limits });
      else json(response, 200, says({ text: '{}' }));
    });
    expect((await model.answer(request)).text).toBe('{}');
    expect(tries).toHaveLength(2);
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThan(115);
    const told = { tokensPerMinute: 90, requestsPerMinute: 9, tokensLeft: 40 };
    expect(learned[0]).toEqual({ waitMs: 120, ...(Object.keys(vendor.limits).length > 0 && told) });
  });

  it.each<[string, string, Answer]>([
    ['a wrong key', 'model-denied', (_, response) => json(response, 401, refuses(401, 'bad key'))],
    ['no permission', 'model-denied', (_, response) => json(response, 403, refuses(403, 'no'))],
    ['an unknown model', 'model-unknown', (_, response) => json(response, 404, refuses(404, 'no such model'))],
    [
      'a wrong address',
      'model-unknown',
      (_, response) => {
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end('404 page not found');
      },
    ],
    ['a request that is too long', 'model-unsuited', (_, response) => json(response, 400, refuses(400, 'long'))],
    ['too many requests', 'model-limited', (_, response) => json(response, 429, refuses(429, 'slow down'))],
    ['a broken server', 'model-unavailable', (_, response) => json(response, 500, refuses(500, 'oops'))],
    ['an overloaded server', 'model-unavailable', (_, response) => json(response, 529, refuses(529, 'busy'))],
    ['JSON of another API', 'model-unavailable', (_, response) => json(response, 200, { answer: 'yes' })],
    ['a list', 'model-unavailable', (_, response) => json(response, 200, [null])],
    [
      'a page',
      'model-unavailable',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html>Welcome</html>');
      },
    ],
    [
      'JSON that ends too soon',
      'model-unavailable',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(says({ text: 'Yes.' })).slice(0, -9));
      },
    ],
    [
      'a line that is cut',
      'model-unavailable',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' });
        response.write('{"id":');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['a line that is cut at once', 'model-unavailable', (_, response) => response.socket?.destroy()],
  ])('answers %s with %s', async (_what, kind, answer) => {
    const model = await modelOf(answer);
    expect(kindOf(await failed(model.answer(request)))).toBe(kind);
  });

  it('names itself, its address without what may be secret, and the next step in whatever goes wrong', async () => {
    const { url, key } = vendor.provider.settings;
    const told = async (answer: Answer) => {
      const error = await failed((await modelOf(answer)).answer(request));
      expect(error).toMatchObject({
        asked: { model: `${vendor.provider.name}/set-model`, address: expect.stringMatching(/^http:\/\/127/) },
      });
      return (error as RefineryError).detail;
    };
    const who = `${vendor.provider.name}/set-model at http://127.0.0.1`;
    const wrongKey = await told((_, response) => json(response, 401, refuses(401, 'bad key')));
    expect(wrongKey).toMatch(new RegExp(`^${who}.*: 401 bad key. Check ${key}.$`));
    const unknown = await told((_, response) => json(response, 404, refuses(404, 'model set-model not found')));
    expect(unknown).toContain('Take a model that is there');
    const astray = await told((_, response) => json(response, 404, { detail: 'Not Found' }));
    expect(astray).toContain(`${url} ${vendor.provider.settings.ending}.`);
    expect(await told((_, response) => json(response, 429, refuses(429, 'slow down')))).toContain('slow down. Wait,');
    expect(await told((_, response) => json(response, 200, { answer: 'yes' }))).toContain(
      `Look whether ${url} is right.`,
    );
  });

  it.each([
    ['nothing answers there (ECONNREFUSED). Start that server', 'http://127.0.0.1:CLOSED'],
    ['no host of that name is known', 'http://nobody.invalid'],
    ['its certificate is not accepted, or it speaks no TLS', 'https://127.0.0.1:PORT'],
  ])('says that %s', async (words, address) => {
    const port = new URL(await serve((_, response) => json(response, 200, {}))).port;
    const baseUrl = `${address.replace('PORT', port).replace('CLOSED', await closedPort())}${vendor.below}`;
    const budget = minuteBudget({ tokens: 1_000_000, requests: 100_000 });
    const settings = { apiKey: KEY, baseUrl, overrules: false, timeoutMs: 2_000, budget };
    const error = await failed(vendor.provider.open('set-model', settings).answer(request));
    expect(error).toMatchObject({ kind: 'model-unreachable', detail: expect.stringContaining(words) });
    const withPassword = { ...settings, baseUrl: `${baseUrl.replace('://', '://ada:hidden@')}?key=hidden` };
    const refused = await failed(vendor.provider.open('set-model', withPassword).answer(request));
    expect(inspect(refused, { depth: 9 })).not.toContain('hidden');
  });

  it('is unavailable when it takes too long, also with the end of an answer', async () => {
    const silent = await modelOf(() => {}, 150);
    const unstopped = new AbortController().signal;
    expect(kindOf(await failed(Promise.race([silent.answer(request, unstopped), late()])))).toBe('model-unavailable');
    const slow = await modelOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    }, 150);
    const begun = performance.now();
    expect(kindOf(await failed(Promise.race([slow.answer(request), late()])))).toBe('model-unavailable');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('ends within a second when it is told to', async () => {
    const model = await modelOf(() => {}, 30_000);
    const begun = performance.now();
    await expect(model.answer(request, AbortSignal.timeout(50))).rejects.toThrow();
    await expect(model.replay(someCall({ model: vendor.model }), AbortSignal.timeout(50))).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('tells nobody its key, nor what else looks like a secret, when a server says them back', async () => {
    const secret = `sk-${'a1B2c3D4'.repeat(5)}`;
    const model = await modelOf((request, response) =>
      json(response, 401, refuses(401, `no such key: ${vendor.keyIn(request.headers)}; ${secret} of ada@example.com`)),
    );
    const failure = await failed(model.answer(request));
    expect(failure).toMatchObject({ kind: 'model-denied', detail: expect.stringContaining('401 no such key: [key]') });
    expect(inspect(failure, { depth: 9 })).not.toMatch(/some~odd|a1B2c3D4|ada@example/);
  });

  it('goes to no other server, neither with its key nor with what it asks', async () => {
    const asked: unknown[] = [];
    const model = await modelOf((request, response, body) => {
      asked.push(body);
      response.writeHead(307, { location: `http://localhost:${request.socket.localPort}/elsewhere` });
      response.end();
    });
    expect(kindOf(await failed(model.answer(request)))).toBe('model-unavailable');
    expect(asked).toHaveLength(1);
  });

  it('plays a call again with its tools, and runs none', async () => {
    const toolCall = { id: 'c2', name: 'look_up', arguments: { id: 42 } };
    const { model, asked } = await modelSaying({ call: toolCall });
    const { output, usage } = await model.replay(callWithTools(someCall(), vendor.model));
    expect(output).toEqual({ text: '', toolCalls: [toolCall], finish: 'tool-calls' });
    expect(usage).toEqual({ inputTokens: 11, outputTokens: 7 });
    expect(asked).toHaveLength(1);
    const tools = asked.flatMap((body) => vendor.toolsIn(body));
    expect(tools).toEqual(['{"id":1}', expect.stringContaining('nothing'), 'look_up']);
  });

  it('says who gets what is sent, and whether that stays in the house', async () => {
    const model = await modelOf(() => {});
    expect(model).toMatchObject({ name: `${vendor.provider.name}/set-model`, standIn: false, isLocal: true });
    expect(model.provider).toMatch(/^127\.0\.0\.1:\d+$/);
  });
});

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `${port}`;
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 1_500).unref());

const size: Question<null, { size: number }> = {
  name: 'size',
  answer: z.object({ size: z.number() }),
  put: () => ({ values: {}, material: 'U' }),
  byRules: () => ({ size: 0 }),
};
const prompts = { prompt: async () => ({ version: 'v1', system: 'S', maxOutputTokens: 9 }) };
const asking = (model: Model) =>
  ask(size, null, async () => ({ size: 0 }), [], { analyst: onlyAnalyst(model), prompts, clock: () => 0 });

describe('rules', () => {
  const all: readonly Question<never, unknown>[] = questions;

  it.each(all.map((question) => [question.name, question] as const))(
    'answer %s, and are named',
    async (_name, question) => {
      const byRules = async () => 'by rules';
      const asking = { analyst: undefined, prompts, clock: () => 0 };
      const asked = await ask<never, unknown>(question, undefined as never, byRules, [], asking);
      expect(asked).toMatchObject({ answer: 'by rules', answerer: { model: 'rules', promptVersion: null } });
      expect(question.byRules).toBeTypeOf('function');
    },
  );
});
