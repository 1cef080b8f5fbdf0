import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { CaseId } from '../../src/domain/case.ts';
import { USUAL_READING } from '../../src/domain/reading.ts';
import { examine } from '../../src/examine.ts';
import { diagnoseTrace } from '../../src/flow/analyst/diagnose.ts';
import { previewOf } from '../../src/flow/preview.ts';
import { NOTHING_OF_ITS_OWN } from '../../src/flow/privacy.ts';
import { atHand } from '../../src/flow/reader.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { paidAnswers } from '../../src/store/paid-answers.ts';
import { wireHouse } from '../../src/wiring.ts';
import { freshEmbedded } from '../stores.ts';
import { someSafeTrace } from '../unit/some-trace.ts';

/** A chain of models as the settings make it, against a real server that answers for each model as its name says. */
const trace = someSafeTrace([
  {
    id: 'answer',
    kind: 'llm',
    inputs: { messages: [{ role: 'user', content: 'Where is my refund?' }] },
    outputs: { choices: [{ message: { role: 'assistant', content: 'Refunds take 30 days.' } }] },
  },
]);
let server: Server;
let url: string;
let asked: string[] = [];
let onSilence = () => {};

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { model, text, input } = JSON.parse(Buffer.concat(parts).toString());
    const question = /^Task: `(\w+)`/.exec(input.at(-1).content?.[0]?.text)?.[1] ?? text?.format?.name ?? 'ping';
    asked.push(`${model} ${question}`);
    if (model === 'silent') return onSilence();
    if (model === 'down' || model === 'denied') return send(response, model === 'down' ? 503 : 401, {});
    send(response, 200, responseOf(model, question));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function responseOf(model: string, question: string): object {
  const quote = model === 'liar' ? 'No refunds, ever' : 'Refunds take 30 days';
  const evidence = [{ run_id: 'answer', quote }];
  const clause = { clause: 'c', state: 'missing', severity: 'minor', because: 'b', evidence };
  const said = { category: 'prompt', summary: model, explanation: 'E', suspects: [], falsified_by: 'F' };
  const sure = { confidence: 'high', confidence_reason: 'R' };
  const answer = question === 'gap' ? { clauses: [clause] } : { ...said, ...sure, failing_run_id: 'answer', evidence };
  const content = [{ type: 'output_text', text: JSON.stringify(answer), annotations: [] }];
  return {
    id: 'r',
    object: 'response',
    status: 'completed',
    model: `${model}-2026`,
    output: [{ type: 'message', role: 'assistant', content }],
    usage: { input_tokens: 10, output_tokens: 1 },
  };
}

/** Two questions that follow one another are enough. */
const others = { REFINERY_MODEL_HEALTH: 'rules', REFINERY_MODEL_CLARIFY: 'rules', REFINERY_MODEL_ANALYSE: 'rules' };
const configOf = (settings: Readonly<Record<string, string>>) =>
  readConfig({ OPENAI_API_KEY: 'some-key', OPENAI_BASE_URL: url, ...others, ...settings });
const houseOf = (settings: Readonly<Record<string, string>>) => wireHouse(configOf(settings), { clock: () => 0 });

type About = Readonly<{ once?: Parameters<typeof diagnoseTrace>[0]['once']; signal?: AbortSignal }>;
function diagnosed(settings: Readonly<Record<string, string>>, { once, signal }: About = {}) {
  const house = houseOf(settings);
  const triage = { suspects: [], signals: [] };
  const said = { expectation: 'be quick', objections: [], discussion: [], own: [], reading: USUAL_READING };
  return diagnoseTrace({ trace: atHand(trace, house), triage, ...said, ...(once && { once }) }, house, signal);
}

it('asks one that is down three times, then the next', async () => {
  const { diagnosis, answerer } = await diagnosed({ REFINERY_MODEL: 'openai/down, openai/good' });
  expect([diagnosis.summary, answerer.model]).toEqual(['good', 'good-2026']);
  expect(asked).toEqual(
    ['gap', 'diagnose'].flatMap((question) => [...Array(3).fill(`down ${question}`), `good ${question}`]),
  );
  expect(answerer.insteadOf).toMatchObject([
    { model: 'openai/down', because: 'model-unavailable', instead: 'openai/good' },
  ]);
});

it('puts one question to another model, and answers by rules at the end', async () => {
  const { answerer } = await diagnosed({
    REFINERY_MODEL: 'openai/good',
    REFINERY_MODEL_DIAGNOSE: 'openai/denied, rules',
  });
  expect(asked).toEqual(['good gap', 'denied diagnose']);
  expect(answerer).toMatchObject({ model: 'rules', inputTokens: 0, insteadOf: [{ because: 'model-denied' }] });
});

it('asks the usual model where the cheaper one quotes what is not there', async () => {
  const { diagnosis, asked: by } = await diagnosed({
    REFINERY_MODEL: 'openai/good',
    REFINERY_CHEAPER_MODEL: 'openai/liar',
  });
  expect(asked).toEqual(['liar gap', 'good gap', 'liar diagnose', 'good diagnose']);
  expect(diagnosis).toMatchObject({ summary: 'good', droppedQuotes: 0 });
  const passedOver = by.flatMap(({ answerer }) => answerer.insteadOf ?? []);
  expect(passedOver.map(({ because }) => because)).toEqual(['quotes-missing', 'quotes-missing']);
});

it('and takes the word of a cheaper one that quotes well', async () => {
  const { diagnosis } = await diagnosed({ REFINERY_MODEL: 'openai/good', REFINERY_CHEAPER_MODEL: 'openai/frugal' });
  expect([diagnosis.summary, asked]).toEqual(['frugal', ['frugal gap', 'frugal diagnose']]);
});

it('pays for nothing again after a restart, whoever answered', async () => {
  const place = await freshEmbedded();
  const settings = {
    REFINERY_MODEL: 'openai/denied, openai/good',
    REFINERY_CHEAPER_MODEL: 'openai/liar',
    REFINERY_DATA: place.dataDir,
  };
  const at = { workspace: 'w', id: CaseId.parse('RF-1') };
  const inOneProcess = async () => {
    const database = await openDatabase(place);
    const answers = paidAnswers(database);
    const made = await diagnosed(settings, { once: (about, ask) => answers.once(at, about, ask) });
    await database.close();
    return made;
  };
  const first = await inOneProcess();
  expect(asked).toEqual(['gap', 'diagnose'].flatMap((name) => [`liar ${name}`, `denied ${name}`, `good ${name}`]));
  asked = [];
  expect(await inOneProcess()).toEqual(first);
  expect(asked).toEqual([]);
});

it('asks nobody else after a Stop, and no rules', async () => {
  const stop = new AbortController();
  onSilence = () => stop.abort();
  const settings = { REFINERY_MODEL: 'openai/silent, openai/good, rules' };
  await expect(diagnosed(settings, { signal: stop.signal })).rejects.toThrow();
  expect(asked).toEqual(['silent gap']);
});

const everybody = {
  REFINERY_MODEL: 'openai/good, openai/denied',
  REFINERY_MODEL_REPLY: 'openai/talker',
  REFINERY_CHEAPER_MODEL: 'openai/frugal',
  REFINERY_REPLAY_MODEL: 'openai/player',
  REFINERY_JUDGE_MODEL: 'openai/judge',
};

it('a yes before anything is sent is to all who may get it', async () => {
  const previewed = async (settings: Readonly<Record<string, string>>) => {
    const house = houseOf(settings);
    return (await previewOf({ trace: atHand(trace, house), reading: USUAL_READING }, NOTHING_OF_ITS_OWN, house))
      ?.sending;
  };
  const all = await previewed(everybody);
  const names = ['good', 'denied', 'frugal', 'talker', 'player', 'judge'];
  expect(all?.to).toEqual(names.map((name) => `openai/${name}`));
  expect((await previewed({ ...everybody, REFINERY_MODEL: 'openai/good' }))?.shown).not.toBe(all?.shown);
});

it('doctor tries each of them once', async () => {
  const place = await freshEmbedded();
  const settings = { ...everybody, REFINERY_DATA: place.dataDir };
  const nothing = async () => ({ list: async () => [] }) as never;
  const found = await examine(configOf(settings), houseOf(settings), nothing);
  expect(found.flatMap(({ part, state, says }) => (part === 'analyst' ? [[state, says.slice(0, 30)]] : []))).toEqual([
    ['ok', 'openai/good: good-2026 answers'],
    ['fault', expect.stringMatching(/^openai\/denied at http:/)],
    ['ok', 'openai/frugal: frugal-2026 ans'],
    ['ok', 'openai/talker: talker-2026 ans'],
  ]);
  expect(asked.toSorted()).toEqual(
    ['denied', 'frugal', 'good', 'judge', 'player', 'talker'].map((name) => `${name} ping`),
  );
});
