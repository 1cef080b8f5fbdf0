import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { CaseId } from '../../src/domain/case.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { asChange, hearChange } from '../../src/slack/hearing/hear-change.ts';
import type { SlackTools } from '../../src/slack/tools.ts';
import { someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';

/** What people say about a case, and *Stop*, on a real desk with the real sample. */
const ada = { id: 'slack/T1/U1', name: 'Ada' };
const ben = { id: 'slack/T1/U2', name: 'Ben' };
let folder: string;
let sample: Sample;
let hanging: Server;
const asked: Promise<void>[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-discussion-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  const begun = Promise.withResolvers<void>();
  const cut = Promise.withResolvers<void>();
  asked.push(begun.promise, cut.promise);
  hanging = createServer((_request, response) => {
    begun.resolve();
    response.once('close', () => cut.resolve());
  });
  await new Promise<void>((listening) => hanging.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  hanging.closeAllConnections();
  hanging.close();
  await sample.close();
  await rm(folder, { recursive: true });
});

let open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.toReversed()) await close();
  open = [];
});

async function deskOn(modelUrl: string): Promise<Desk> {
  const { desk, close } = await someDesk({
    REFINERY_DATA: await emptyStore(join(folder, 'data')),
    REFINERY_STAND_IN_URL: modelUrl,
  });
  open.push(close);
  return desk;
}

async function someCase(desk: Desk, requestKey: string, thread: string | null = null): Promise<CaseId> {
  const memory = sample.failures.find(({ name }) => name === 'memory');
  return desk.open({
    requestKey,
    by: ada,
    source: { source: 'file', locator: memory?.exportPath ?? '' },
    expectation: memory?.expectation ?? '',
    project: { name: 'support', repo: sample.repo, context: null, approvers: null, fourEyes: false },
    place: { team: 'T1', channel: 'C1', thread },
  });
}

it('keeps what is said, answers what is addressed to the analyst once, and deals with an objection', async () => {
  const desk = await deskOn(sample.model.url);
  const id = await someCase(desk, 'discussed');
  expect((await desk.goOn(id)).now.stage).toBe('proven');
  await desk.noteThread(id, '17.5');
  await desk.noteThread(id, '17.5');
  const thread = { team: 'T1', channel: 'C1', thread: '17.5' };
  expect(await desk.caseIn(thread)).toBe(id);
  expect(await desk.caseIn({ ...thread, channel: 'C2' })).toBeUndefined();
  await desk.comment(id, '17.6', { by: ben, text: 'Customers ask this daily.', addressed: false });
  await desk.comment(id, '17.7', { by: ben, text: 'What do the instructions say about past chats?', addressed: true });
  await desk.comment(id, '17.7', { by: ben, text: 'the same event, delivered again', addressed: true });
  await Promise.all([desk.answer(id), desk.answer(id)]);

  const { comments, replies, now } = await desk.find(id);
  expect(comments.map(({ text, by }) => `${by.name}: ${text}`)).toEqual([
    'Ben: Customers ask this daily.',
    'Ben: What do the instructions say about past chats?',
  ]);
  expect(replies).toHaveLength(1);
  expect(replies[0]).toMatchObject({ to: comments[1]?.seq, answerer: { model: 'rules' } });
  expect(replies[0]?.evidence.map(({ quote }) => quote).join()).toContain('past');
  expect(now.place).toEqual(thread);

  await desk.object(id, ben, 'It is about the returns policy.');
  const again = await desk.goOn(id);
  expect(again.now).toMatchObject({ stage: 'proven', revision: 2, objections: ['It is about the returns policy.'] });
  expect(again.comments).toHaveLength(2);
  expect(await desk.recent(10)).toMatchObject([{ now: { id } }]);

  for (const _delivery of ['first', 'once more']) {
    expect(await desk.object(id, ben, 'It is about the price.', '17.9')).toBe('objected');
    await desk.goOn(id);
  }
  expect((await desk.find(id)).now.revision).toBe(3);
}, 60_000);

it('stops within a second what waits for a model, and the call to it is cut', async () => {
  const desk = await deskOn(`http://127.0.0.1:${(hanging.address() as AddressInfo).port}/v1`);
  const id = await someCase(desk, 'stopped');
  const end = desk.goOn(id);
  await asked[0];
  const pressedMs = performance.now();
  await desk.stop(id, ben);
  await asked[1];
  const history = await end;
  expect(performance.now() - pressedMs).toBeLessThan(1_500);
  expect(history.now).toMatchObject({ stage: 'stopped', stoppedBy: ben });
  expect(history.failure).toBeUndefined();
  expect(history.facts.map(({ body }) => body.kind)).not.toContain('failed');
}, 60_000);

it('what was said counts as it stands now: an edit is followed, and what was deleted is taken back', async () => {
  const desk = await deskOn('http://127.0.0.1:9');
  const id = await someCase(desk, 'edits', '1.0');
  const say = (ts: string, text: string, addressed = false) => desk.comment(id, ts, { by: ada, text, addressed });
  await say('1.1', 'The price list of May');
  await say('1.2', 'Never mind');
  await say('1.3', 'Why?', true);
  const tools = { desk, team: 'T1', self: 'UBOT' } as SlackTools;
  const told = async (event: object) => {
    const change = asChange({ type: 'message', channel: 'C1', hidden: true, ...event });
    if (change) await hearChange(change, tools);
    return change;
  };
  const message = { type: 'message', user: 'U1', thread_ts: '1.0' };
  const edited = (ts: string, text: string, at: string, more: object = {}) =>
    told({
      subtype: 'message_changed',
      ts: at,
      message: { ...message, ts, text, ...more },
      previous_message: { ...message, ts, text: 'before' },
    });
  const texts = async () => (await desk.find(id)).comments.map(({ text }) => text);

  await edited('1.1', 'The price list of June, <@UBOT>', '2.0');
  await edited('1.1', 'The price list of June, <@UBOT>', '2.0');
  expect(await texts()).toEqual(['The price list of June,', 'Never mind', 'Why?']);
  await edited('1.1', 'The price list of May', '2.1');
  await edited('1.1', 'The price list of June', '2.2');
  await told({ subtype: 'message_deleted', ts: '2.3', deleted_ts: '1.2', previous_message: { ...message, ts: '1.2' } });
  await told({ subtype: 'message_deleted', ts: '2.4', deleted_ts: '1.3', previous_message: { ...message, ts: '1.3' } });
  expect(await texts()).toEqual(['The price list of June']);
  // What nobody has kept, what the bot does itself, and a link that gets its preview change nothing.
  await edited('9.9', 'Never heard', '2.5');
  expect(await edited('1.1', 'of the bot', '2.6', { bot_id: 'B1' })).toBeUndefined();
  expect(await edited('1.1', 'before', '2.7')).toBeUndefined();
  const { facts } = await desk.find(id);
  expect(facts.filter(({ body }) => body.kind === 'comment-changed')).toHaveLength(5);
  // The record still says what was said first, and that it was taken back.
  expect(facts.some(({ body }) => body.kind === 'commented' && body.text === 'Never mind')).toBe(true);
  // A question that was taken back is not answered.
  await desk.answer(id);
  expect((await desk.find(id)).replies).toEqual([]);
});
