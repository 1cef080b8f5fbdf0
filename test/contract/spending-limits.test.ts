import { afterAll, afterEach, expect, it } from 'vitest';
import type { CaseId } from '../../src/domain/case.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import type { Project } from '../../src/domain/project.ts';
import { isSpent } from '../../src/flow/ask-before-spending.ts';
import { dueTurn } from '../../src/refine/case/due-turn.ts';
import { dayOf } from '../../src/refine/proof/day-spending.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { freshEmbedded } from '../stores.ts';
import { threadText } from '../thread-text.ts';
import { ada, someDigest, someProven } from '../unit/some.ts';
import { someScene } from '../unit/some-history.ts';
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

/** A case that stands behind these facts; each question has cost 110 tokens. */
async function caseAt(
  { store }: SomeDesk,
  upTo: 'read' | 'diagnosed' | 'proposed',
  atMs = Date.now(),
): Promise<CaseId> {
  const { facts } = store.records;
  const project: Project = { name: 'p', repo: someRepo().folder, context: null, approvers: null, fourEyes: false };
  const source = { source: 'file', locator: '/trace.json' };
  const id = await facts.open('local', `${Math.random()}`, {
    ...{ kind: 'opened', atMs, by: ada, source, expectation: 'say so', project },
  });
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
  const yesterday = await caseAt(some, 'proposed', dayOf(Date.now()).beganAtMs - 1);
  await some.desk.stop(yesterday, ada);
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
