import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { NO_DAY_CAP } from '../../src/domain/cap.ts';
import type { CaseId } from '../../src/domain/case.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import type { Project } from '../../src/domain/project.ts';
import { isSpent } from '../../src/flow/ask-before-spending.ts';
import { withinDay } from '../../src/flow/within-day.ts';
import { dueReplies, dueTurn } from '../../src/refine/case/due-turn.ts';
import type { History } from '../../src/refine/case/fold.ts';
import { dayOf } from '../../src/refine/proof/day-spending.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { freshEmbedded } from '../stores.ts';
import { threadText } from '../thread-text.ts';
import { ada, someDigest, someModel, someProven } from '../unit/some.ts';
import { someScene } from '../unit/some-history.ts';
import { modelThat, words } from './scripted-model.ts';
import { removeFolders, someRepo } from './some-repo.ts';

/** Nothing listens there: whoever asked a model would fail. */
const NOWHERE = 'http://127.0.0.1:9/v1';
const open: SomeDesk[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});
afterAll(removeFolders);

async function deskWith(settings: Readonly<Record<string, string>>): Promise<SomeDesk> {
  const desk = await someDesk({ REFINERY_DATA: (await freshEmbedded()).dataDir, ...settings });
  open.push(desk);
  return desk;
}

const { traceName, triage, diagnosis, base, check, hypotheses } = someProven();
const costs = { model: 'some-model', promptVersion: 'v1', inputTokens: 100, outputTokens: 10, tookMs: 1 };

async function openedCase({ store }: SomeDesk, atMs = Date.now(), locator = '/trace.json'): Promise<CaseId> {
  const project: Project = { name: 'p', repo: someRepo().folder, context: null, approvers: null, fourEyes: false };
  const source = { source: 'file', locator };
  return store.records.facts.open('local', `${Math.random()}`, {
    ...{ kind: 'opened', atMs, by: ada, source, expectation: 'say so', project },
  });
}

/** Somebody asked, and the answer has cost 110 tokens. */
async function someReply({ desk, store }: SomeDesk, id: CaseId): Promise<void> {
  await desk.comment(id, 'before', { by: ada, text: 'What is in it?', addressed: true });
  const reply = { text: 'Before.', evidence: [], droppedQuotes: 0, answerer: costs };
  const body: FactBody = { kind: 'replied', atMs: Date.now(), to: 2, ...reply };
  await store.records.facts.append({ workspace: 'local', id }, 2, { revision: 1, key: 'replied/2', body });
}

/** A case that stands behind these facts; each question has cost 110 tokens. */
async function caseAt(some: SomeDesk, upTo: 'read' | 'diagnosed' | 'proposed', atMs = Date.now()): Promise<CaseId> {
  const { facts } = some.store.records;
  const id = await openedCase(some, atMs);
  const all: readonly FactBody[] = [
    { kind: 'read', atMs, trace: someDigest, traceName, triage },
    { kind: 'diagnosed', atMs, diagnosis, answerer: costs },
    { kind: 'proposed', atMs, base, check, hypotheses, answerer: costs },
  ];
  const wanted = all.slice(0, all.findIndex(({ kind }) => kind === upTo) + 1);
  for (const [index, body] of wanted.entries())
    await facts.append({ workspace: 'local', id }, index + 1, { revision: 1, key: `${body.kind}/1`, body });
  return id;
}

it('asks for no proposals once the case has cost what it may, until a person lets it go on, who is asked once', async () => {
  const some = await deskWith({
    ...{ OPENAI_API_KEY: 'a key', OPENAI_BASE_URL: NOWHERE, REFINERY_MODEL: 'openai/some-model' },
    REFINERY_CASE_CAP_TOKENS: '109',
  });
  const id = await caseAt(some, 'diagnosed');
  const waits = await some.desk.goOn(id);
  expect(waits.now.stage).toBe('diagnosed');
  expect(waits.spending).toEqual({ of: 'case', cap: { usd: 2, tokens: 109 }, usd: null, tokens: 110 });
  expect(threadText(threadOf(someScene(waits)))).toContain(
    'This case has cost 110 tokens. A case may cost 109 tokens at most.',
  );
  expect(threadText(threadOf(someScene(waits)))).toContain('Go on beyond the limit');
  expect((await some.desk.goOn(id)).facts).toHaveLength(waits.facts.length);

  await some.desk.goFurther(id, ada);
  await some.desk.goFurther(id, ada);
  const agreed = await some.desk.find(id);
  expect(agreed.spending).toBeUndefined();
  expect(agreed.facts.filter(({ body }) => body.kind === 'spending-agreed')).toMatchObject([
    { body: { by: ada, cap: { usd: 4, tokens: 218 } } },
  ]);
  expect(threadText(threadOf(someScene(agreed)))).toContain('Ada let it go on.');
  expect(threadText(threadOf(someScene(agreed)))).not.toContain('Go on beyond the limit');
  expect(dueTurn(agreed)?.decision).toBe('1-further-1');
  expect(await isSpent({ at: { workspace: 'local', id }, records: some.store.records }, some.house, 1)).toBe(false);
});

it('begins no proof once all cases have cost in a day what they may, and lets one go on without the others', async () => {
  const some = await deskWith({ REFINERY_STAND_IN_URL: NOWHERE, REFINERY_DAY_CAP_TOKENS: '300' });
  const { beganAtMs } = dayOf(Date.now());
  const others = (tokens: number, atMs: number) =>
    some.store.records.days.setAside('local', { usd: null, tokens }, { cap: NO_DAY_CAP, sinceMs: beganAtMs, atMs });
  await others(1_000, beganAtMs - 1);
  await (await others(500, Date.now()))?.paid({ usd: null, tokens: 400 });
  await others(40, Date.now());
  const one = await caseAt(some, 'proposed');
  const other = await caseAt(some, 'proposed');
  const waits = await some.desk.goOn(other);
  const { endsAtMs } = dayOf(Date.now());
  expect(waits.spending).toEqual({ of: 'day', cap: { usd: null, tokens: 300 }, usd: null, tokens: 440, endsAtMs });
  expect(threadText(threadOf(someScene(waits)))).toContain('A new day begins to count');
  expect((await some.desk.goOn(one)).spending?.of).toBe('day');

  await some.desk.goFurther(other, ada);
  const spent = (id: CaseId) => isSpent({ at: { workspace: 'local', id }, records: some.store.records }, some.house, 1);
  expect([await spent(other), await spent(one)]).toEqual([false, true]);
});

it('holds nothing up where rules alone answer', async () => {
  const rules = await deskWith({ REFINERY_MODEL: 'rules', REFINERY_CASE_CAP_TOKENS: '1' });
  const free = await caseAt(rules, 'diagnosed');
  expect(await isSpent({ at: { workspace: 'local', id: free }, records: rules.store.records }, rules.house, 1)).toBe(
    false,
  );
});

it('holds an answer in the thread up once the case has cost what it may, and gives it beyond that when a person says so', async () => {
  const model = await modelThat(() => words(JSON.stringify({ reply: { text: 'Nothing.', evidence: [] } })));
  const some = await deskWith({
    ...{ OPENAI_API_KEY: 'a key', OPENAI_BASE_URL: model.url, REFINERY_MODEL: 'openai/some-model' },
    REFINERY_CASE_CAP_TOKENS: '115',
  });
  const id = await openedCase(some);
  const ask = async (key: string) => {
    await some.desk.comment(id, key, { by: ada, text: `What is in it, ${key}?`, addressed: true });
    await some.desk.answer(id);
    return some.desk.find(id);
  };
  const text = (history: History) => threadText(threadOf(someScene(history)));
  await someReply(some, id);
  // 110 tokens, then 12 for this one: the next has to wait.
  expect((await ask('first')).replies.map(({ text: said }) => said)).toEqual(['Before.', 'Nothing.']);
  const waits = await ask('second');
  await some.desk.answer(id);
  expect(model.asked).toHaveLength(1);
  expect(waits.heldReplies).toHaveLength(1);
  expect(dueReplies(waits)).toEqual([]);
  expect(text(waits)).toContain('Ada, I have not answered this yet, for the limit is reached.');
  expect(text(waits)).toContain('This case has cost 122 tokens. A case may cost 115 tokens at most.');
  expect(text(waits)).toContain('Go on beyond the limit');

  const [held] = waits.heldReplies;
  await some.desk.answerFurther(id, ada, 99);
  for (const _press of ['once', 'and again']) await some.desk.answerFurther(id, ada, held?.to ?? 0);
  await some.desk.answer(id);
  const answered = await some.desk.find(id);
  model.close();
  expect(answered.replies.map(({ text: said }) => said)).toEqual(['Before.', 'Nothing.', 'Nothing.']);
  expect(answered.facts.filter(({ body }) => body.kind === 'reply-agreed')).toMatchObject([
    { body: { by: ada, cap: { usd: 4, tokens: 230 } } },
  ]);
  expect(text(answered)).toContain('Ada let it go on.');
  expect(text(answered)).not.toContain('Go on beyond the limit');
  // An answer begins no chapter of the case.
  expect(dueTurn(answered)?.decision).toBe('1');
});

it('makes no call that goes beyond the day with those under way elsewhere, and counts what each did cost', async () => {
  const some = await deskWith({ REFINERY_DAY_CAP_TOKENS: '350' });
  const { days } = some.store.records;
  const going = Promise.withResolvers<void>();
  const request = { system: '', user: 'x'.repeat(392), schemaName: 's', schema: {}, maxOutputTokens: 100 };
  const model = someModel({
    async answer({ user }) {
      if (user === 'broken') throw new Error('broken');
      await going.promise;
      return { text: '', model: 'some', usage: { inputTokens: 90, outputTokens: 9 } };
    },
  });
  const { judge } = withinDay({ ...some.house, judge: model }, 'local', some.store.records);
  const today = () => days.paidSince('local', dayOf(Date.now()).beganAtMs);
  const first = judge?.answer(request);
  await expect.poll(today).toMatchObject({ tokens: 199 });
  await expect(judge?.answer(request)).rejects.toMatchObject({ kind: 'day-spent' });
  await expect(judge?.answer({ ...request, user: 'broken' })).rejects.toThrow('broken');
  going.resolve();
  await first;
  await judge?.answer(request);
  expect(await today()).toEqual({ usd: 0, tokens: 198 });
});

it('waits for a person where the day is spent in the midst of a chapter', async () => {
  const model = await modelThat(() => words('{}'));
  const some = await deskWith({
    ...{ OPENAI_API_KEY: 'a key', OPENAI_BASE_URL: model.url, REFINERY_MODEL: 'openai/some-model' },
    REFINERY_DAY_CAP_TOKENS: '500',
  });
  const id = await openedCase(some, Date.now(), join(import.meta.dirname, '../cases/formats/otlp/trace.json'));
  const waits = await some.desk.goOn(id);
  model.close();
  expect(waits.failure).toBeUndefined();
  expect(waits.spending).toMatchObject({ of: 'day', tokens: 0 });
  expect(model.asked).toEqual([]);
  expect(threadText(threadOf(someScene(waits)))).toContain('The next call of a model could go beyond the limit.');
});
