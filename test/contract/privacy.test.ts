import { afterAll, describe, expect, it } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import { readConfig } from '../../src/config.ts';
import { kindOf } from '../../src/domain/errors.ts';
import { USUAL_READING } from '../../src/domain/reading.ts';
import { modelsIn } from '../../src/flow/analyst/analyst.ts';
import { previewOf } from '../../src/flow/preview.ts';
import { confine, NOTHING_OF_ITS_OWN, privacyOf } from '../../src/flow/privacy.ts';
import { keepTrace } from '../../src/flow/read-trace.ts';
import { atHand, type Hides, readHere } from '../../src/flow/reader.ts';
import type { TraceSource } from '../../src/ports.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { originals } from '../../src/store/originals.ts';
import { recentTraces } from '../../src/store/recent-traces.ts';
import { traceStore } from '../../src/store/traces.ts';
import { wireHouse } from '../../src/wiring.ts';
import { safeTraces } from '../safe-traces.ts';
import { freshEmbedded } from '../stores.ts';
import { someCall, someModel } from '../unit/some.ts';
import { someSafeTrace, someTrace } from '../unit/some-trace.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

/** What a repository says that is to be hidden, from real git to the store. */
const DECLARED_IN = '.refinery/redaction.json';
const codeHost = localGit({ tempDir: someFolder() });
afterAll(removeFolders);

const privacyFor = (declared: string | Uint8Array | undefined) => {
  const repo = someRepo({ 'a.md': 'a', ...(declared !== undefined && { [DECLARED_IN]: declared }) });
  return privacyOf({ repo: repo.folder }, codeHost);
};

describe('.refinery/redaction.json', () => {
  it('need not be there', async () => {
    expect(await privacyFor(undefined)).toEqual(NOTHING_OF_ITS_OWN);
  });

  it('counts as it was committed, not as it lies in the folder', async () => {
    const repo = someRepo({ [DECLARED_IN]: '{"words": ["Acme"]}' });
    repo.write(DECLARED_IN, '{}');
    expect((await privacyOf({ repo: repo.folder }, codeHost)).own).toHaveLength(1);
  });

  it.each([
    ['{"words": ["Acme"', 'it is no JSON'],
    ['{"word": ["Acme"]}', 'word'],
    ['{"patterns": [{"kind": "customer", "pattern": "KD-.*"}]}', 'upper bound'],
    ['[]', 'object'],
    [new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), ''],
  ])('%s stops the reading, says why, and quotes nothing that is to be hidden', async (declared, why) => {
    const error = await privacyFor(declared).catch((thrown: unknown) => thrown);
    expect(kindOf(error)).toBe('redaction-invalid');
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain('Acme');
  });
});

it('two projects that read the same link are each given what they may see', async () => {
  const database = await openDatabase(await freshEmbedded());
  const nothing = originals(database, { secret: undefined, before: undefined });
  const records = { recent: recentTraces(database), traces: traceStore(database), originals: nothing };
  let fetched = 0;
  const source: TraceSource = {
    name: 'some',
    isLocal: false,
    freshMs: 60_000,
    recognise: () => undefined,
    fetch: async () => {
      fetched++;
      return someTrace([{ id: 'r', outputs: 'Acme pays' }]);
    },
  };
  const ref = { source: 'some', locator: 'https://example.com/1' };
  const house = { ...wireHouse(readConfig({}), { clock: () => 0 }), sources: [source] };
  const reading = { ...house, reader: readHere(house) };
  const kept = async (hides: Hides) => {
    const digest = await keepTrace('w', ref, hides, reading, records, new AbortController().signal);
    return (await safeTraces(records.traces).get('w', digest))?.runs[0]?.outputs;
  };
  const { hides } = await privacyFor('{"words": ["acme"]}');
  expect(await kept(NOTHING_OF_ITS_OWN.hides)).toBe('Acme pays');
  expect(await kept(hides)).toBe('[word-1] pays');
  expect(await kept(hides)).toBe('[word-1] pays');
  expect(fetched).toBe(2);
  await database.close();
});

describe('a project that is set to local models only', () => {
  const wired = (baseUrl: string | undefined) =>
    wireHouse(readConfig({ OPENAI_API_KEY: 'some-key', OPENAI_BASE_URL: baseUrl }), { clock: () => 0 });

  it('has no analyst and no replays where the models are elsewhere, as if they were not set', async () => {
    const confined = confine(wired(undefined), await privacyFor('{"localModelsOnly": true}'));
    expect([confined.analyst, confined.replayer]).toEqual([undefined, undefined]);
  });

  it('keeps those of its own network', async () => {
    const house = wired('http://127.0.0.1:11434/v1');
    const confined = confine(house, await privacyFor('{"localModelsOnly": true}'));
    expect(confined.analyst).toEqual(house.analyst);
    expect(confined.replayer?.name).toBe('openai/gpt-6.1-terra');
  });

  it('plays calls again there alone, wherever they were recorded', async () => {
    const settings = { REFINERY_COMPATIBLE_URL: 'http://127.0.0.1:11434/v1', REFINERY_MODEL: 'compatible/qwen3' };
    const house = wireHouse(readConfig({ ...settings, ANTHROPIC_API_KEY: 'some-key' }), { clock: () => 0 });
    const claude = someCall({ model: 'claude-opus-5', provider: 'anthropic' });
    const playing = async (json: string) => confine(house, await privacyFor(json)).replayer;
    expect((await playing('{}'))?.termsOf(claude).replayedOn.used).toBe('claude-opus-5');
    const local = await playing('{"localModelsOnly": true}');
    expect(local).toMatchObject({ name: 'compatible/qwen3', players: undefined });
    expect(local?.termsOf(claude).replayedOn.used).toBe('qwen3');
  });

  it('is what a project must ask for', async () => {
    const { analyst, replayer } = confine(wired(undefined), await privacyFor('{}'));
    const [asked] = modelsIn(analyst);
    expect([asked?.name, replayer?.name]).toEqual(['openai/gpt-6.1-terra', 'openai/gpt-6.1-terra']);
  });
});

it('a preview names all who may play calls again', async () => {
  const settings = { OPENAI_API_KEY: 'some-key', ANTHROPIC_API_KEY: 'some-key', REFINERY_MODEL: 'openai/m' };
  const house = wireHouse(readConfig(settings), { clock: () => 0 });
  const trace = atHand(someSafeTrace([{ id: 'r1', kind: 'llm' }]), house);
  expect((await previewOf({ trace, reading: USUAL_READING }, NOTHING_OF_ITS_OWN, house))?.sending.to).toEqual([
    'openai/m',
    'anthropic/*',
  ]);
});

it('a replay hides what a prompt of the repository would show', async () => {
  const sent: string[] = [];
  const replayer = someModel({
    async replay(call) {
      sent.push(...call.messages.map(({ content }) => content));
      return { output: { text: '', toolCalls: [], finish: 'stop' }, model: 'some', usage };
    },
  });
  const usage = { inputTokens: 1, outputTokens: 1 };
  const house = { ...wireHouse(readConfig({}), { clock: () => 0 }), replayer };
  const confined = confine(house, await privacyFor('{"words": ["Acme"]}'));
  await confined.replayer?.replay({
    runId: 'r',
    model: null,
    messages: [{ role: 'system', content: 'You serve Acme.', toolCalls: [], toolCallId: null }],
    tools: [],
    responseFormat: null,
    parameters: {},
  });
  expect(sent.join('\n')).toContain('You serve [word-1].');
  expect(sent.join('\n')).not.toContain('Acme');
});
