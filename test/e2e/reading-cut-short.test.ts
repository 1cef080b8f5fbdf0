import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Served } from '../../playground/serve.ts';
import { startStandInModel } from '../../playground/stand-in-model.ts';
import { unpackSample } from '../../playground/unpack-sample.ts';
import { CaseId } from '../../src/domain/case.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { type AnalystProvider, type Paid, startAnalystProvider } from '../analyst-provider.ts';
import { writeLonger } from '../longer-trace.ts';
import { EXPECTED, fileOf, recordedAnswer, settingsFor } from '../recorded-analyst.ts';
import { environmentOf, ROOT } from '../refinery.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';

/** A case that is killed, or stopped, while its trace is read in parts or thought about in the background. */
let folder: string;
let repo: string;
let trace: string;
let standIn: Served;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-cut-short-'));
  [repo, trace] = [join(folder, 'agent'), join(folder, 'memory.json')];
  [standIn] = await Promise.all([
    startStandInModel(),
    unpackSample(repo),
    writeLonger(fileOf('memory', 'trace.json'), trace),
  ]);
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of close.toReversed()) await each();
  close = [];
});

type Gate = Readonly<{ open(): void; opened: Promise<void> }>;
function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}

async function provide(hold: (paid: readonly Paid[]) => Promise<void> | undefined): Promise<AnalystProvider> {
  const provider = await startAnalystProvider({ answer: (put) => ({ answer: recordedAnswer(put) }), hold });
  close.push(() => provider.close());
  return provider;
}

async function settingsOf(provider: AnalystProvider, reading: Reading['strategy']) {
  const data = await emptyStore(join(folder, `${reading} ${provider.url.replace(/\D/g, '')}`));
  return { ...settingsFor(provider, standIn, reading), REFINERY_DATA: data };
}

/** `case` on a terminal, killed once `isTime` says so of the steps that are done. */
async function killed(settings: Readonly<Record<string, string>>, isTime: (done: readonly string[]) => boolean) {
  const words = ['case', trace, '--expected', EXPECTED.memory, '--repo', repo, '--dry'];
  const child = spawn(process.execPath, [join(ROOT, 'src/cli.ts'), ...words], {
    env: environmentOf({ ...settings, REFINERY_LOG: 'info' }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const done = () => [...said.matchAll(/"step":"([^"]+)".*"step done"/g)].map(([, step = '']) => step);
  await expect.poll(() => isTime(done()), { timeout: 30_000 }).toBe(true);
  child.kill('SIGKILL');
  await exit;
}

/** The next process goes on by itself. */
async function next(settings: Readonly<Record<string, string>>): Promise<SomeDesk> {
  const at = await someDesk(settings);
  close.push(at.close);
  return at;
}

const RF_1 = CaseId.parse('RF-1');
const timesAsked = (paid: readonly Paid[], question: string): readonly number[] =>
  [
    ...Map.groupBy(
      paid.filter((one) => one.question === question),
      ({ shared }) => shared,
    ).values(),
  ].map(({ length }) => length);
const isPart = ({ question }: Paid) => question === 'analyse';
const STAGES = ['health', 'clarify', 'gap', 'diagnose', 'propose'];

it('kill -9 with some parts read and one on its way: the next process asks for that one alone', async () => {
  const { open, opened } = gate();
  const provider = await provide((paid) => (paid.filter(isPart).length === 2 ? opened : undefined));
  const settings = await settingsOf(provider, 'groups');
  await killed(settings, (done) => {
    const [, of = ''] = /^read part \d\/(\d)$/.exec(done.at(-1) ?? '') ?? [];
    return done.filter((step) => step.startsWith('read part ')).length === Number(of) - 1;
  });
  const before = provider.paid.length;
  expect(before).toBeGreaterThanOrEqual(3);
  expect(provider.paid.every(isPart)).toBe(true);

  open();
  const { now } = await (await next(settings)).desk.goOn(RF_1);
  expect(now).toMatchObject({ stage: 'proven', reading: { strategy: 'groups', parts: before } });
  expect(timesAsked(provider.paid, 'analyse').toSorted()).toEqual([...Array(before - 1).fill(1), 2]);
  expect(STAGES.map((question) => timesAsked(provider.paid, question))).toEqual(STAGES.map(() => [1]));
});

it('kill -9 while an answer is thought about: the next process waits for that same one', async () => {
  const { open, opened } = gate();
  const provider = await provide((paid) => (paid.at(-1)?.question === 'diagnose' ? opened : undefined));
  const settings = await settingsOf(provider, 'background');
  await killed(settings, () => {
    const last = provider.begun().at(-1) ?? '';
    return provider.paid.at(-1)?.question === 'diagnose' && provider.lookedFor.has(last);
  });
  const before = provider.paid.length;

  open();
  const { now } = await (await next(settings)).desk.goOn(RF_1);
  expect(now.stage).toBe('proven');
  expect(provider.paid.slice(before).map(({ question }) => question)).toEqual(['propose']);
  expect(provider.begun()).toHaveLength(provider.paid.length);
  expect(provider.cancelled).toEqual([]);
});

const ada = { id: 'slack/T1/U1', name: 'Ada' };
/** People are promised a second; a machine that tests may be busy. */
const WITHIN_MS = 1_500;

/** Opens the case here, stops it once `isTime`, and tells how long it took until nothing was done for it any more. */
async function stopped(provider: AnalystProvider, reading: Reading['strategy'], isTime: () => boolean) {
  const { desk } = await next(await settingsOf(provider, reading));
  const project = { name: 'support', repo, context: null, approvers: null, fourEyes: false };
  const source = { source: 'file', locator: trace };
  const id = await desk.open({ requestKey: 'a', by: ada, source, expectation: EXPECTED.memory, project });
  const end = desk.goOn(id);
  await expect.poll(isTime, { timeout: 30_000, interval: 10 }).toBe(true);
  const pressedMs = performance.now();
  await desk.stop(id, ada);
  const history = await end;
  expect(history.now.stage).toBe('stopped');
  expect(history.facts.map(({ body }) => body.kind)).not.toContain('failed');
  return performance.now() - pressedMs;
}

it('Stop while parts are read: every call is cut within a second, and none is made after it', async () => {
  const provider = await provide(() => gate().opened);
  const tookMs = await stopped(provider, 'groups', () => provider.paid.length >= 3);
  const { length } = provider.paid;
  expect(tookMs).toBeLessThan(WITHIN_MS);
  await expect.poll(() => provider.cut()).toBe(length);
  expect(provider.paid).toHaveLength(length);
});

it('Stop while answers are thought about: the thinking ends within a second, too', async () => {
  const provider = await provide(() => gate().opened);
  const tookMs = await stopped(provider, 'background', () => provider.lookedFor.size === 3);
  expect(tookMs).toBeLessThan(WITHIN_MS);
  await expect.poll(() => provider.cancelled.toSorted()).toEqual(provider.begun().toSorted());
  expect(provider.paid).toHaveLength(3);
});
