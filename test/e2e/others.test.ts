import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailureName } from '../../playground/failures.ts';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { CaseId, type HandedOver, type Proven } from '../../src/domain/case.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { StepNews } from '../../src/ports.ts';
import { bestFirst, isRecommended } from '../../src/refine/proof/rank.ts';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { environmentOf, jsonIn, ROOT, refinery } from '../refinery.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';
import { gateAfter } from './gated-model.ts';

/** Fixes meet the sample's other customers, as they stand in its LangSmith. */
let folder: string;
let sample: Sample;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-others-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const settingsFor = async (
  name: string,
  modelUrl = sample.model.url,
  about: Readonly<Record<string, string>> = {},
) => ({
  REFINERY_DATA: await emptyStore(join(folder, name)),
  REFINERY_STAND_IN_URL: modelUrl,
  LANGSMITH_ENDPOINT: sample.langSmith.url,
  LANGSMITH_API_KEY: sample.langSmith.apiKey,
  ...about,
});
const opening = (name: FailureName) => {
  const failure = sample.failures.find((one) => one.name === name);
  return [
    'case',
    failure?.link ?? '',
    '--expected',
    failure?.expectation ?? '',
    '--repo',
    sample.repo,
    '--dry',
    '--json',
  ];
};

/** Every answer that a proof rests on: those without a change, those of each fix, and those of the others. */
function answersIn({ reproduction, verdicts, hypotheses }: Proven): number {
  const met = (verdict: Verdict) => (verdict.similar?.traces.length ?? 0) + (verdict.good?.traces.length ?? 0);
  const own = verdicts
    .filter(({ reason }) => reason === null)
    .reduce((sum, verdict) => sum + verdict.of + met(verdict), 0);
  const locators = verdicts.flatMap(({ similar, good }) => [...(similar?.traces ?? []), ...(good?.traces ?? [])]);
  const others = new Set(locators.map(({ ref }) => ref.locator)).size;
  const broken = new Set(
    verdicts.flatMap(
      ({ good }) => good?.traces.filter(({ became }) => became === 'broke').map(({ ref }) => ref.locator) ?? [],
    ),
  ).size;
  expect(hypotheses.length).toBe(verdicts.length);
  return reproduction.of + own + others + broken;
}

describe('the sample', () => {
  it('recommends what mends the similar failures and breaks nothing, and shows what a fix breaks', {
    timeout: 120_000,
  }, async () => {
    const gate = await gateAfter(sample, Number.POSITIVE_INFINITY, 'turns away');
    const proven = jsonIn<Proven>(await refinery(opening('price'), await settingsFor('price', gate.url)));
    const best = bestFirst(proven);
    const [first] = best;
    expect(first && isRecommended(proven, first)).toBe(true);
    expect(first?.title).toBe('Prefer the newest document');
    const verdictOf = (id = '') => proven.verdicts.find(({ hypothesisId }) => hypothesisId === id);
    expect(verdictOf(first?.id)).toMatchObject({ similar: { fixed: 2, of: 2 }, good: { broke: 0, drifted: 0 } });
    expect(verdictOf(first?.id)?.good?.of).toBeGreaterThanOrEqual(6);
    const second = verdictOf(best[1]?.id);
    expect(second?.good?.traces.filter(({ became }) => became === 'broke')).toMatchObject([
      { name: 'How much does the Letter plan cost?', unchanged: 'The Letter plan costs $14 a month.' },
    ]);
    expect(best[1] && isRecommended(proven, best[1])).toBe(false);
    expect(second?.examples?.[1]?.question).toBe('How much does the Letter plan cost?');
    // Each answer was asked for once.
    expect(gate.paid()).toBe(answersIn(proven));
    gate.close();
  });

  it('asks for one answer of each fix where none holds, and looks at nobody else', { timeout: 120_000 }, async () => {
    const gate = await gateAfter(sample, Number.POSITIVE_INFINITY, 'turns away');
    const before = sample.langSmith.requests().length;
    const handedOver = jsonIn<HandedOver>(await refinery(opening('order'), await settingsFor('order', gate.url)));
    expect(handedOver).toMatchObject({ stage: 'handed-over', because: 'none-fixed' });
    const tried = handedOver.verdicts.filter(({ reason }) => reason === null);
    expect(tried.map(({ of }) => of)).toEqual(tried.map(() => 1));
    expect(gate.paid()).toBe(5 + tried.length);
    expect(sample.langSmith.requests().slice(before)).not.toContain('POST /api/v2/runs/query');
    gate.close();
  });
});

it('meets traces out of folders on a terminal, and passes over what is none', { timeout: 120_000 }, async () => {
  const [memory, , order] = sample.failures;
  const good = join(folder, 'good');
  await mkdir(good);
  await copyFile(order?.exportPath ?? '', join(good, 'order.json'));
  await writeFile(join(good, 'notes.json'), '{"no": "trace"}');
  await writeFile(join(good, 'README'), 'About these traces.');
  const words = ['prove', memory?.exportPath ?? '', '--expected', memory?.expectation ?? '', '--repo', sample.repo];
  const settings = { REFINERY_STAND_IN_URL: sample.model.url, REFINERY_DATA: join(folder, 'folders') };
  const { out } = await refinery([...words, '--good', good], settings);
  const [best] = (JSON.parse(out) as Pick<Proven, 'verdicts'>).verdicts;
  expect(best?.good).toMatchObject({
    broke: 0,
    of: 1,
    traces: [{ name: 'Where is my order A-0042?', became: 'kept' }],
  });
  expect(await refinery([...words, '--good', join(folder, 'nowhere')], settings)).toMatchObject({ code: 2 });
});

describe('killed while it replays other conversations, it goes on in the next process and pays for nothing twice', () => {
  const walk = async (name: string, about: Readonly<Record<string, string>>) => {
    const whole = jsonIn<Proven>(await refinery(opening('memory'), await settingsFor(`${name}-whole`)));
    // Beyond the failing call: five unchanged, fifteen changed answers.
    const gate = await gateAfter(sample, 30, 'keeps waiting');
    const settings = await settingsFor(name, gate.url, about);
    const child = spawn(process.execPath, [join(ROOT, 'src/cli.ts'), ...opening('memory')], {
      env: environmentOf(settings),
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.once('exit', done));
    await gate.closedFor;
    // What is answered is written down; only what is on its way between the two would be asked again.
    while (gate.paid() < 30) await sleep(50);
    await sleep(WRITTEN_MS);
    child.kill('SIGKILL');
    await ended;

    gate.open();
    const proven = jsonIn<Proven>(await refinery(['case', 'RF-1', '--dry', '--json'], settings));
    expect(proven.verdicts).toEqual(whole.verdicts);
    expect(gate.paid()).toBe(answersIn(proven));
    gate.close();
  };

  const WRITTEN_MS = 4_000;

  it('embedded store', { timeout: 240_000 }, () => walk('killed', {}));
  it.skipIf(noPostgres !== undefined)('PostgreSQL', { timeout: 240_000 }, async () =>
    walk('killed-postgres', { DATABASE_URL: await freshDatabase() }),
  );
});

/** The same on a desk of this process. */
async function onDesk<Result>(
  settings: Readonly<Record<string, string>>,
  work: (desk: SomeDesk['desk']) => Promise<Result>,
  onStep: (news: StepNews) => void = () => {},
): Promise<Result> {
  const { desk, close } = await someDesk(settings, { onStep });
  try {
    return await work(desk);
  } finally {
    await close();
  }
}

const ONE = CaseId.parse('RF-1');
const ada = { id: 'terminal/ada', name: 'Ada' };

it('at the limit keeps what was learned, and goes on from there when a person says so', {
  timeout: 240_000,
}, async () => {
  const gate = await gateAfter(sample, Number.POSITIVE_INFINITY, 'turns away');
  const settings = await settingsFor('capped', gate.url, { REFINERY_CASE_CAP_TOKENS: '9000' });
  const capped = jsonIn<Proven>(await refinery(opening('memory'), settings));
  const left = capped.verdicts.filter((verdict) => verdict.capped);
  expect(left.length).toBeGreaterThan(0);
  expect(left[0]).toMatchObject({
    word: 'fixed',
    unseen: expect.stringMatching(/may be spent is used up: \d+ of \d+/),
  });
  expect(capped.hypotheses.some((hypothesis) => isRecommended(capped, hypothesis))).toBe(false);
  const spent = [capped.reproduction, ...capped.verdicts].reduce(
    (sum, one) => sum + one.inputTokens + one.outputTokens,
    0,
  );
  expect(spent).toBeLessThanOrEqual(9_000);

  const paidBefore = gate.paid();
  const { now } = await onDesk(settings, async (desk) => {
    await desk.goFurther(ONE, ada);
    await desk.goFurther(ONE, ada);
    return desk.goOn(ONE, { dry: true });
  });
  if (now.stage !== 'proven') throw new Error(`it stands at ${now.stage}`);
  expect(now.revision).toBe(2);
  expect(now.verdicts.filter((verdict) => verdict.capped).length).toBeLessThan(left.length);
  expect(gate.paid()).toBeGreaterThan(paidBefore);
  gate.close();
});

it('stops within a second, whatever it is replaying', { timeout: 120_000 }, async () => {
  const gate = await gateAfter(sample, 30, 'keeps waiting');
  const settings = await settingsFor('stopped', gate.url);
  await onDesk(settings, async (desk) => {
    const failure = sample.failures.find(({ name }) => name === 'memory');
    const id = await desk.open({
      requestKey: 'one',
      by: ada,
      source: { source: 'langsmith', locator: failure?.link ?? '' },
      expectation: failure?.expectation ?? '',
      project: { name: 'agent', repo: sample.repo, context: null, approvers: null, fourEyes: false },
    });
    const going = desk.goOn(id, { dry: true });
    await gate.closedFor;
    const begun = performance.now();
    expect(await desk.stop(id, ada)).toBe('stopped');
    expect((await going).now.stage).toBe('stopped');
    // A second of our own, and what a busy machine takes.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
  // What was under way when it was stopped still arrives at the gate, with nobody waiting for an answer.
  await sleep(1_000);
  gate.open();
  await sleep(1_000);
  expect(gate.paid()).toBeLessThanOrEqual(30);
  gate.close();
});
