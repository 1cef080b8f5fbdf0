import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Call } from '../../src/domain/call.ts';
import { RefineryError } from '../../src/domain/errors.ts';
import type { HiddenValues } from '../../src/domain/redaction.ts';
import { discreet, revealFrom } from '../../src/flow/discreet-replayer.ts';
import { atHand } from '../../src/flow/reader.ts';
import { openAi } from '../../src/models/openai.ts';
import type { Model, Originals } from '../../src/ports.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { withOriginals } from '../../src/refine/text/originals.ts';
import { readerKit, readingSettings } from '../../src/wiring-of-reading.ts';
import { someCall, someDigest } from '../unit/some.ts';
import { someSafeTrace } from '../unit/some-trace.ts';

/** A replay over real HTTP: what the model's server gets, and what comes back of it. */
let server: Server;
let got: string;
let answer: { status: number; body: unknown };
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    got = Buffer.concat(parts).toString();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  got = '';
  answer = said('I wrote to ADA@example.com of KD-1234.');
});

const said = (text: string) => ({
  status: 200,
  body: {
    status: 'completed',
    model: 'm',
    output: [
      { type: 'message', content: [{ type: 'output_text', text }] },
      { type: 'function_call', call_id: 'c', name: 'mail', arguments: '{"to":"ada@example.com"}' },
    ],
    usage: { input_tokens: 1, output_tokens: 1 },
  },
});
const model = () => {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return openAi({ model: 'm', overrules: true, apiKey: 'key', baseUrl, standIn: false, timeoutMs: 5_000 });
};
const VALUES: HiddenValues = new Map([
  ['[email-1]', 'ada@example.com'],
  ['[customer-1]', 'KD-1234'],
]);
const own = [{ kind: 'customer', pattern: /\bKD-\d{4}\b/gu }];
const asks = (content: string): Call =>
  someCall({ messages: [{ role: 'user', content, toolCalls: [], toolCallId: null }] });
const kept = (values: HiddenValues): Originals => ({
  keep: async () => {},
  restore: async (call, { provider }, { provider: asked }) =>
    provider === asked ? { call: withOriginals(call, values), values } : undefined,
});
const replaying = (host: string, originals = kept(VALUES), digest = someDigest) => {
  const params = { base_url: `http://${host}/v1` };
  const trace = someSafeTrace([{ id: 'r1', kind: 'llm', extra: { invocation_params: params } }]);
  const reading = atHand(trace, readerKit(readingSettings(readConfig({}))));
  return discreet(model(), own, revealFrom(reading, { workspace: 'w', trace: digest }, originals));
};
const ours = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

it('sends to the recorded provider what it had, and shows nobody what comes of it', async () => {
  const { output, redacted } = await replaying(ours()).replay(asks('Mail [email-1] of [customer-1].'));
  expect(got).toContain('Mail ada@example.com of KD-1234.');
  expect(output.text).toBe('I wrote to [email-1] of [customer-1].');
  expect(output.toolCalls[0]?.arguments).toEqual({ to: '[email-1]' });
  expect(redacted).toBeUndefined();
});

it('sends labels to anybody else, and says so', async () => {
  const replayed = await replaying('llm.elsewhere.example').replay(asks('Mail [email-1] of [customer-1].'));
  expect(got).toContain('Mail [email-1] of [customer-1].');
  expect(replayed.redacted).toBe(true);
});

it('sends labels for a call that the trace does not hold', async () => {
  const call = { ...asks('Mail [email-1].'), runId: 'another' };
  expect((await replaying(ours()).replay(call)).redacted).toBe(true);
  expect(got).toContain('Mail [email-1].');
});

it('puts into a call what its own trace had, though another one has runs of the same id', async () => {
  const other = digestOf('another trace');
  const values: HiddenValues = new Map([['[email-1]', 'bo@example.com']]);
  const originals: Originals = {
    keep: async () => {},
    restore: (call, from, asked) => kept(from.trace === other ? values : VALUES).restore(call, from, asked),
  };
  await replaying(ours(), originals, other).replay(asks('Mail [email-1].'));
  expect(got).toContain('Mail bo@example.com.');
});

it('says so when only some of the labels could be replaced', async () => {
  const replayed = await replaying(ours()).replay(asks('Mail [email-1] with [secret-1].'));
  expect(got).toContain('Mail ada@example.com with [secret-1].');
  expect(replayed.redacted).toBe(true);
});

it('hides what a prompt of the repository would show, and says so', async () => {
  const replayed = await replaying('llm.elsewhere.example').replay(asks('KD-9999 is our test customer.'));
  expect(got).not.toContain('KD-9999');
  expect(replayed.redacted).toBe(true);
});

it('says nothing of a call that holds nothing private', async () => {
  answer = said('Hello.');
  expect(await replaying('llm.elsewhere.example').replay(asks('Hello.'))).not.toHaveProperty('redacted');
});

it('sends what a provider had to that one of several alone', async () => {
  const elsewhere = { ...model(), name: 'other/m', provider: 'other' };
  const several = { ...model(), players: { usual: model(), names: [], of: () => elsewhere } };
  const seen: string[] = [];
  const reveal = async (_call: Call, { provider }: Pick<Model, 'provider'>) => {
    seen.push(provider);
    return undefined;
  };
  await discreet(several, own, reveal).replay(asks('Mail [email-1].'));
  expect(seen).toEqual(['other']);
});

it('hides, too, what the usual one of several is asked alone', async () => {
  const players = { usual: model(), names: [], of: () => model() };
  await discreet({ ...model(), players }, own).players?.usual.replay(asks('KD-9999 is our test customer.'));
  expect(got).toContain('test customer');
  expect(got).not.toContain('KD-9999');
});

it('tells nobody what a server says back', async () => {
  answer = { status: 400, body: { error: { message: 'no "Mail ada@example.com of KD-1234"' } } };
  const error = await replaying(ours())
    .replay(asks('Mail [email-1] of [customer-1].'))
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RefineryError);
  expect(String((error as Error).stack)).not.toMatch(/ada@|KD-1234/);
  expect((error as RefineryError).kind).toBe('model-unsuited');
  expect((error as RefineryError).cause).toBeUndefined();
});
