import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { CaseId, Proven } from '../../src/domain/case.ts';
import { tell } from '../../src/domain/errors.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { commitFile } from '../commit-file.ts';
import { jsonIn, refinery } from '../refinery.ts';
import { someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';

/** A project that wants to see what would be sent before any model is asked. */
const ada = { id: 'slack/T1/U1', name: 'Ada' };
let folder: string;
let sample: Sample;
/** The sample's model behind a door that notes who comes in. */
let door: Server;
let sent: string[] = [];
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-preview-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  await commitFile(sample.repo, '.refinery/redaction.json', '{"preview": true}');
  door = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    sent.push(Buffer.concat(parts).toString());
    const answer = await fetch(`${sample.model.url}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(parts),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
});
afterAll(async () => {
  door.closeAllConnections();
  door.close();
  await sample.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  sent = [];
});

const memory = () => {
  const failure = sample.failures.find(({ name }) => name === 'memory');
  if (!failure) throw new Error('no such failure');
  return failure;
};

describe('at the desk', () => {
  let open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.toReversed()) await close();
    open = [];
  });
  const deskWith = async (settings: Readonly<Record<string, string>> = {}): Promise<Desk> => {
    const { desk, close } = await someDesk({
      REFINERY_DATA: await emptyStore(join(folder, 'desk')),
      REFINERY_STAND_IN_URL: url,
      ...settings,
    });
    open.push(close);
    return desk;
  };
  const someCase = (desk: Desk, requestKey: string): Promise<CaseId> =>
    desk.open({
      requestKey,
      by: ada,
      source: { source: 'file', locator: memory().exportPath },
      expectation: memory().expectation,
      project: { name: 'support', repo: sample.repo, context: null, approvers: null, fourEyes: false },
    });
  const askedIn = async (desk: Desk, id: CaseId) => {
    const { sending } = await desk.goOn(id);
    if (!sending) throw new Error('nothing was asked');
    return sending;
  };

  it('stops behind the reading, shows the very text, and goes on once somebody agreed', {
    timeout: 180_000,
  }, async () => {
    const desk = await deskWith();
    const id = await someCase(desk, 'agreed');
    const sending = await askedIn(desk, id);
    expect(sending.to).toEqual(['stand-in']);
    expect((await desk.goOn(id)).now.stage).toBe('read');
    const preview = await desk.preview(id);
    expect(preview?.sending).toEqual(sending);
    expect(preview?.text).toContain('Do you remember');
    expect(sent).toEqual([]);

    await desk.comment(id, '1', { by: ada, text: 'What do the instructions say?', addressed: true });
    await desk.answer(id);
    expect((await desk.find(id)).replies).toMatchObject([{ answerer: { model: 'rules' } }]);
    expect((await desk.find(id)).replies[0]?.text).toContain('Nobody has agreed yet');
    expect(sent).toEqual([]);

    expect(await desk.agreeToSend(id, ada, '0'.repeat(64) as never)).toBe('too-late');
    expect(await desk.agreeToSend(id, ada, sending.shown)).toBe('agreed');
    expect(await desk.agreeToSend(id, ada, sending.shown)).toBe('agreed');
    const after = await desk.goOn(id);
    expect(after.now.stage).toBe('proven');
    expect(after.facts.filter(({ body }) => body.kind === 'sending-agreed')).toHaveLength(1);
    expect(sent.length).toBeGreaterThan(5);
    expect(await desk.preview(id)).toBeUndefined();

    await desk.object(id, ada, 'It is about something else.');
    expect((await desk.goOn(id)).now).toMatchObject({ stage: 'proven', revision: 2 });
  });

  it('asks again when others would get it, and never sends what was stopped', { timeout: 180_000 }, async () => {
    const first = await deskWith();
    const id = await someCase(first, 'others');
    const sending = await askedIn(first, id);
    await first.agreeToSend(id, ada, sending.shown);
    for (const close of open.toReversed()) await close();
    open = [];

    const settings = { OPENAI_API_KEY: 'some-key', OPENAI_BASE_URL: `${url}/v1`, REFINERY_MODEL: 'openai/other' };
    const second = await deskWith(settings);
    const other = await askedIn(second, id);
    // The sample's own calls are played by the stand-in all the same.
    expect(other.to).toEqual(['openai/other', 'stand-in']);
    expect(other.shown).not.toBe(sending.shown);
    expect(await second.agreeToSend(id, ada, sending.shown)).toBe('agreed');
    expect((await second.goOn(id)).sending).toEqual(other);
    await second.stop(id, ada);
    expect(await second.agreeToSend(id, ada, other.shown)).toBe('too-late');
    expect((await second.goOn(id)).now.stage).toBe('stopped');
    expect(sent).toEqual([]);
  });

  it('asks nobody where no model is set', { timeout: 180_000 }, async () => {
    const desk = await deskWith({ REFINERY_STAND_IN_URL: '' });
    const id = await someCase(desk, 'none');
    const { sending, now } = await desk.goOn(id);
    expect([sending, now.stage]).toEqual([undefined, 'handed-over']);
  });
});

describe('on a terminal', () => {
  const settings = () => ({ REFINERY_DATA: join(folder, 'terminal'), REFINERY_STAND_IN_URL: url });
  beforeAll(async () => void (await emptyStore(join(folder, 'terminal'))));
  const words = () => ['--expected', memory().expectation, '--repo', sample.repo];

  it('neither --yes nor --json agrees, --send does', { timeout: 180_000 }, async () => {
    const opened = await refinery(['case', memory().exportPath, ...words(), '--yes', '--json'], settings());
    expect(opened.code).toBe(1);
    expect(opened.err).toContain('Before anything is sent');
    expect(opened.err).toContain('to stand-in');
    expect(opened.err).toContain('waits for a yes to what would be sent: --send');
    expect(jsonIn<Proven>(opened).stage).toBe('read');
    expect(sent).toEqual([]);

    const shown = await refinery(['preview', 'RF-1'], settings());
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('Do you remember');
    expect(sent).toEqual([]);

    const proven = await refinery(['case', 'RF-1', '--send', '--dry', '--json'], settings());
    expect(jsonIn<Proven>(proven).stage).toBe('proven');
    expect((await refinery(['preview', 'RF-1'], settings())).code).toBe(1);
  });

  it('a stage alone asks, too', { timeout: 180_000 }, async () => {
    const refused = await refinery(['prove', memory().exportPath, ...words()], settings());
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(tell('sending-not-agreed')) });
    expect(sent).toEqual([]);
    const proved = await refinery(['prove', memory().exportPath, ...words(), '--send'], settings());
    expect(proved.code).toBe(0);
    expect(sent.length).toBeGreaterThan(5);
  });

  it('shows what would be sent of a file', { timeout: 180_000 }, async () => {
    const shown = await refinery(['preview', memory().exportPath, '--repo', sample.repo], settings());
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('to stand-in');
    expect(shown.out).toContain('Do you remember');
    const none = await refinery(['preview', memory().exportPath], { REFINERY_DATA: join(folder, 'none') });
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('no model is set') });
    expect(sent).toEqual([]);
  });
});
