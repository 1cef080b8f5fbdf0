import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { waterfallOf } from '../../src/refine/picture/waterfall.ts';
import { type ChangeBudget, changeBudget } from '../../src/slack/painting/change-budget.ts';
import { pacedClient } from '../../src/slack/painting/paced-client.ts';
import { openThread, paintThread } from '../../src/slack/painting/paint-thread.ts';
import { paintingClient } from '../../src/slack/painting/painting-client.ts';
import { progressPainter } from '../../src/slack/painting/progress-painter.ts';
import { threadPainter } from '../../src/slack/painting/thread-painter.ts';
import { uploadPicture } from '../../src/slack/painting/upload-picture.ts';
import type { Post } from '../../src/slack/post.ts';
import { paragraph, richText } from '../../src/slack/texts/rich-text.ts';
import { type Fault, startSlackServer } from '../slack-server.ts';

/** The painter against a small real server that plays Slack, with each fault at its place. */
const id = CaseId.parse('RF-1');
let slack: Awaited<ReturnType<typeof startSlackServer>>;
let waits: number[];
let room: number;
let uploads: number;
let budget: ChangeBudget;
beforeEach(async () => {
  room = 50;
  uploads = 100;
  budget = changeBudget({ changes: () => room, uploads: () => uploads }, () => 0);
  slack = await startSlackServer();
  waits = [];
});
afterEach(() => slack.close());

const post = (slot: string, text = slot): Post => ({ slot, text, blocks: [richText(paragraph(text))] });
const painter = () => ({
  client: paintingClient('xoxb-1', { slackApiUrl: slack.url }),
  botId: 'B1',
  budget,
  wait: async (ms: number) => void waits.push(ms),
});
const someThread = () => ({ case: id, channel: 'C1', ts: slack.post({ text: 'a person asks', bot_id: undefined }).ts });
const shown = () => slack.messages.slice(1).map(({ text }) => text);
const callsOf = (method: string) => slack.calls.filter((called) => called === method).length;

describe('painting', () => {
  it('posts what is missing, changes what differs, and leaves the rest alone', async () => {
    const thread = someThread();
    await paintThread(painter(), thread, [post('opened'), post('triage/1')]);
    await paintThread(painter(), thread, [post('opened'), post('triage/1', 'more'), post('diagnosis/1')]);
    expect(shown()).toEqual(['opened', 'more', 'diagnosis/1']);
    expect(callsOf('chat.update')).toBe(1);

    const before = slack.calls.length;
    await paintThread(painter(), thread, [post('opened'), post('triage/1', 'more'), post('diagnosis/1')]);
    expect(slack.calls.slice(before).every((method) => method === 'conversations.replies')).toBe(true);
  });

  it('finds its messages on every page of a long thread, and takes nobody else’s for its own', async () => {
    const thread = someThread();
    for (let count = 0; count < 8; count++) slack.post({ thread_ts: thread.ts, text: 'talk', bot_id: undefined });
    const forged = { case: id, slot: 'opened', digest: 'x' };
    const metadata = { event_type: 'refinery_post', event_payload: forged };
    slack.post({ thread_ts: thread.ts, text: 'forged', bot_id: 'B2', metadata });
    slack.post({
      thread_ts: thread.ts,
      text: 'another case',
      metadata: { ...metadata, event_payload: { ...forged, case: 'RF-2' } },
    });
    await paintThread(painter(), thread, [post('opened')]);
    await paintThread(painter(), thread, [post('opened', 'changed')]);
    expect(slack.messages.slice(-3).map(({ text }) => text)).toEqual(['forged', 'another case', 'changed']);
  });

  it('never links, unfurls or parses, and says what belongs to which case', async () => {
    await paintThread(painter(), someThread(), [post('opened')]);
    const sent = slack.bodies.find((body) => 'unfurl_links' in body);
    expect(sent).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false', parse: 'none' });
    expect(sent?.metadata).toMatchObject({ event_payload: { case: 'RF-1', slot: 'opened' } });
  });

  it.each<[string, Fault, string]>([
    ['an answer that is lost', { lost: 'after' }, 'chat.postMessage'],
    ['a call that is lost', { lost: 'before' }, 'chat.postMessage'],
    ['Slack being down', { status: 503 }, 'chat.postMessage'],
    ['Slack stumbling', { error: 'internal_error' }, 'chat.postMessage'],
    ['Slack asking for patience', { retryAfter: 3 }, 'chat.postMessage'],
    ['a thread that can’t be read', { status: 500 }, 'conversations.replies'],
    ['an update whose answer is lost', { lost: 'after' }, 'chat.update'],
  ])('gets over %s without a second message', async (_what, fault, method) => {
    const thread = someThread();
    await paintThread(painter(), thread, [post('opened')]);
    slack.fail(method, fault);
    await paintThread(painter(), thread, [post('opened', 'changed'), post('triage/1')]);
    expect(shown()).toEqual(['changed', 'triage/1']);
    expect(waits).toEqual([fault.retryAfter === undefined ? 500 : 3_000]);
  });

  it('posts a message again that somebody deleted meanwhile', async () => {
    const thread = someThread();
    const known = await paintThread(painter(), thread, [post('opened')]);
    if ('closed' in known) throw new Error(known.closed);
    slack.messages.pop();
    await paintThread(painter(), thread, [post('opened', 'changed')], known.standing);
    expect(shown()).toEqual(['changed']);
  });

  it('posts first and changes then, and of changes says what it owes where Slack takes none', async () => {
    const thread = someThread();
    const first = await paintThread(painter(), thread, [post('opened'), post('triage/1')]);
    if ('closed' in first) throw new Error(first.closed);
    const calls = slack.calls.length;
    room = 0;
    const posts = [post('opened', 'changed'), post('triage/1'), post('diagnosis/1')];
    expect(await paintThread(painter(), thread, posts, first.standing)).toMatchObject({ owed: ['words'] });
    expect(shown()).toEqual(['opened', 'triage/1', 'diagnosis/1']);
    room = 1;
    expect(await paintThread(painter(), thread, posts, first.standing)).toMatchObject({ owed: [] });
    expect(shown()).toEqual(['changed', 'triage/1', 'diagnosis/1']);
    expect(slack.calls.slice(calls)).toEqual(['chat.postMessage', 'chat.update']);
  });

  it('posts what will soon be changed only where its last change has room, and else once it stands still', async () => {
    const thread = someThread();
    room = 20;
    const moving = { ...post('progress/1', 'begun'), moves: true as const };
    expect(await paintThread(painter(), thread, [moving, post('triage/1')])).toMatchObject({ owed: ['motion'] });
    expect(shown()).toEqual(['triage/1']);
    expect(await paintThread(painter(), thread, [post('progress/1', 'done'), post('triage/1')])).toMatchObject({
      owed: [],
    });
    expect(shown()).toEqual(['triage/1', 'done']);
    expect(callsOf('chat.update')).toBe(0);
  });

  it.each([
    ['not_in_channel', 'not-in-channel'],
    ['channel_not_found', 'no-channel'],
    ['is_archived', 'archived'],
    ['thread_not_found', 'no-thread'],
  ])('says %s as a value', async (error, closed) => {
    slack.fail(error === 'thread_not_found' ? 'conversations.replies' : 'chat.postMessage', { error });
    expect(await paintThread(painter(), someThread(), [post('opened')])).toEqual({ closed });
  });

  it.each([
    [{ error: 'missing_scope' }, 'slack-denied'],
    [{ error: 'invalid_blocks' }, 'unexpected'],
    [{ status: 404 }, 'unexpected'],
  ])('throws on %j', async (fault, kind) => {
    slack.fail('chat.postMessage', fault);
    await expect(paintThread(painter(), someThread(), [post('opened')])).rejects.toMatchObject({ kind });
  });

  it('gives up on a Slack that stays away, and has posted nothing twice', async () => {
    const thread = someThread();
    for (let count = 0; count < 6; count++) slack.fail('chat.postMessage', { status: 503 });
    await expect(paintThread(painter(), thread, [post('opened')])).rejects.toMatchObject({ kind: 'slack-unavailable' });
    expect(shown()).toEqual([]);
  });

  it('holds up no other thread while Slack wants a long patience', async () => {
    const thread = someThread();
    slack.fail('chat.postMessage', { retryAfter: 60 });
    await expect(paintThread(painter(), thread, [post('opened')])).rejects.toMatchObject({ kind: 'slack-unavailable' });
    expect(waits).toEqual([]);
  });

  it('sends nothing that Slack would refuse', async () => {
    const unfit: Post = { ...post('opened'), blocks: Array.from({ length: 51 }, () => ({ type: 'divider' as const })) };
    await expect(paintThread(painter(), someThread(), [unfit])).rejects.toMatchObject({ kind: 'unexpected' });
    expect(callsOf('chat.postMessage')).toBe(0);
  });
});

describe('pictures', () => {
  const alt = 'How the run went.';
  const picture = waterfallOf({ runs: [] }, { suspects: [] });
  const triage = (text = 'found'): Post => ({ ...post('triage/1', text), picture: { ...picture, alt } });
  const files = new Map([['triage/1', 'F0001']]);
  const threads = () => threadPainter(painter(), { draw: () => {}, settle: async () => {} });
  const withoutPicture = { lacking: ['triage/1'], owed: [] };
  const image = { type: 'image', slack_file: { id: 'F0001' }, alt_text: alt };
  const shownImages = () =>
    slack.messages.flatMap(({ blocks }) =>
      ((blocks ?? []) as { type: string }[]).filter(({ type }) => type === 'image'),
    );

  it('come into the message that stands already, which says until then that it lacks one', async () => {
    const thread = someThread();
    const here = threads();
    expect(await here.paint(thread, [triage()], 'us')).toEqual(withoutPicture);
    expect(shown()).toEqual(['found']);
    expect(await here.paint(thread, [triage()], 'us', files)).toEqual({ lacking: [], owed: [] });
    expect(shown()).toEqual(['found']);
    expect(shownImages()).toEqual([image]);
  });

  it('stay through what another process draws, or one that was started anew, which changes nothing', async () => {
    const thread = someThread();
    await threads().paint(thread, [triage()], 'others');
    await threads().paint(thread, [triage()], 'others', files);
    const updates = callsOf('chat.update');
    expect(await threads().paint(thread, [triage()], 'others')).toEqual({ lacking: [], owed: [] });
    expect(callsOf('chat.update')).toBe(updates);
    await threads().paint(thread, [triage('changed')], 'others');
    expect(shown()).toEqual(['changed']);
    expect(shownImages()).toEqual([image]);
  });

  it.each<[string, Fault]>([
    ['does not take the file yet', { error: 'invalid_blocks' }],
    ['is down', { status: 503 }],
    ['asks for patience', { retryAfter: 30 }],
    ['takes it, and the answer is lost', { lost: 'after' }],
  ])('are shown later when Slack %s; the texts stand meanwhile', async (_what, fault) => {
    const thread = someThread();
    const here = threads();
    await here.paint(thread, [triage()], 'us');
    slack.fail('chat.update', fault);
    expect(await here.paint(thread, [triage(), post('diagnosis/1')], 'us', files)).toEqual(withoutPicture);
    expect(shown()).toEqual(['found', 'diagnosis/1']);
    expect(await here.paint(thread, [triage(), post('diagnosis/1')], 'us', files)).toEqual({ lacking: [], owed: [] });
    expect(shownImages()).toEqual([image]);
  });

  it('that Slack has lost do not keep a text from being changed', async () => {
    const thread = someThread();
    const here = threads();
    await here.paint(thread, [triage()], 'us');
    await here.paint(thread, [triage()], 'us', files);
    slack.fail('chat.update', { error: 'invalid_blocks' });
    expect(await here.paint(thread, [triage('changed')], 'us')).toEqual(withoutPicture);
    expect(shown()).toEqual(['changed']);
    expect(shownImages()).toEqual([]);
  });

  it('are uploaded for nobody to see by themselves', async () => {
    const before = slack.messages.length;
    const png = new Uint8Array([1, 2, 3]);
    const client = pacedClient(painter().client, { clock: () => 0, wait: async () => {} });
    expect(await uploadPicture({ client, wait: async () => {} }, { name: 'run.png', alt, png })).toBe('F1');
    expect(slack.messages).toHaveLength(before);
  });
});

describe('files', () => {
  const file = { name: 'RF-1-1-h1.diff', title: 'The change', content: '+a\n' };
  const names = () =>
    slack.messages.flatMap(({ files }) => (files as { name: string }[] | undefined)?.map(({ name }) => name) ?? []);

  it('wait for their turn, and nothing else does', async () => {
    const thread = someThread();
    uploads = 0;
    const posts = [{ ...post('change/1'), file }, post('fixes/1')];
    expect(await paintThread(painter(), thread, posts)).toMatchObject({ owed: ['file'] });
    expect(shown()).toEqual(['change/1', 'fixes/1']);
    const later = [{ ...post('change/1', 'changed'), file }, post('fixes/1')];
    expect(await paintThread(painter(), thread, later)).toMatchObject({ owed: ['file'] });
    expect(shown()).toEqual(['changed', 'fixes/1']);
    uploads = 1;
    expect(await paintThread(painter(), thread, later)).toMatchObject({ owed: [] });
    expect(names()).toEqual([file.name]);
  });

  it('are shared once, whatever is lost', async () => {
    const thread = someThread();
    slack.fail('files.completeUploadExternal', { lost: 'after' });
    await paintThread(painter(), thread, [{ ...post('change/1'), file }]);
    await paintThread(painter(), thread, [{ ...post('change/1'), file }]);
    expect(names()).toEqual([file.name]);
    expect(shown().filter((text) => text === 'change/1')).toHaveLength(1);
  });
});

describe('opening a thread', () => {
  const at = { case: id, channel: 'C1' };

  it('is done once, though its answer is lost and the process dies', async () => {
    slack.fail('chat.postMessage', { lost: 'after' });
    const first = await openThread(painter(), at, post('opened'), 0);
    expect(await openThread(painter(), at, post('opened'), 0)).toEqual(first);
    expect(slack.messages).toHaveLength(1);
    expect(first).toMatchObject({ ts: slack.messages[0]?.ts });
  });

  it('looks for no message where nobody has tried to post one, and for its own once it has', async () => {
    await openThread(painter(), at, post('opened'), 0, true);
    expect(slack.calls).toEqual(['chat.postMessage']);
    slack.fail('chat.postMessage', { lost: 'after' });
    await openThread(painter(), { ...at, case: CaseId.parse('RF-2') }, post('opened'), 0, true);
    expect(slack.messages).toHaveLength(2);
  });

  it('says where nothing can be opened', async () => {
    slack.fail('conversations.history', { error: 'not_in_channel' });
    expect(await openThread(painter(), at, post('opened'), 0)).toEqual({ closed: 'not-in-channel' });
  });
});

describe('a thread painter', () => {
  const running = () => {
    const wait = () => new Promise<void>((done) => void setImmediate(done));
    const { chat } = paintingClient('xoxb-1', { slackApiUrl: slack.url });
    const progress = progressPainter({ chat, budget }, { everyMs: 0, wait });
    return threadPainter(painter(), progress);
  };

  it('paints one thread one at a time, and drops what was superseded', async () => {
    const thread = someThread();
    const threads = running();
    const versions = Array.from({ length: 50 }, (_, index) => post('opened', `version ${index}`));
    await Promise.all(versions.map((version) => threads.paint(thread, [version], 'us')));
    expect(shown()).toEqual(['version 49']);
    expect(callsOf('chat.postMessage') + callsOf('chat.update')).toBeLessThan(4);
  });

  it('draws a look again that another process has changed meanwhile, and asks for nothing that it knows', async () => {
    const thread = someThread();
    const [here, there] = [running(), running()];
    await here.paint(thread, [post('fixes/1', 'to be pressed')], 'nobody');
    expect(callsOf('conversations.replies')).toBe(0);
    await there.paint(thread, [post('fixes/1', 'being committed'), post('published/1')], 'others');
    await here.paint(thread, [post('fixes/1', 'to be pressed'), post('published/1')], 'others');
    expect(shown()).toEqual(['to be pressed', 'published/1']);
    const looks = callsOf('conversations.replies');
    await here.paint(thread, [post('fixes/1', 'pressed'), post('published/1'), post('merged/1')], 'us');
    expect(shown()).toEqual(['pressed', 'published/1', 'merged/1']);
    expect(callsOf('conversations.replies')).toBe(looks);
  });

  it('reads a thread that it drew last and does not remember any more', async () => {
    const thread = someThread();
    await running().paint(thread, [post('opened')], 'nobody');
    await running().paint(thread, [post('opened')], 'us');
    expect(shown()).toEqual(['opened']);
  });

  it('tells two cases of one thread apart', async () => {
    const thread = someThread();
    const threads = running();
    await threads.paint(thread, [post('opened')], 'nobody');
    await threads.paint({ ...thread, case: CaseId.parse('RF-2') }, [post('opened')], 'us');
    expect(shown()).toEqual(['opened', 'opened']);
  });

  it('gives a picture when Slack takes changes again, and has it ready until then', async () => {
    const thread = someThread();
    const threads = running();
    const triage = { ...post('triage/1'), picture: waterfallOf({ runs: [] }, { suspects: [] }) };
    await threads.paint(thread, [triage], 'nobody');
    room = 0;
    const files = new Map([['triage/1', 'F0001']]);
    expect(await threads.paint(thread, [triage], 'us', files)).toEqual({ lacking: [], owed: ['picture'] });
    room = 1;
    expect(await threads.paint(thread, [triage], 'us', files)).toEqual({ lacking: [], owed: [] });
    expect(callsOf('chat.update')).toBe(1);
  });

  it('goes on after a painting that failed', async () => {
    const thread = someThread();
    const threads = running();
    slack.fail('chat.postMessage', { error: 'missing_scope' });
    const painted = await Promise.allSettled([threads.paint(thread, [post('opened')], 'others')]);
    expect(painted[0]?.status).toBe('rejected');
    expect(await threads.paint(thread, [post('opened')], 'us')).toEqual({ lacking: [], owed: [] });
  });

  it('edits progress through another client, and the last painting has the last word', async () => {
    const thread = someThread();
    const threads = running();
    await threads.paint(thread, [post('progress/1', 'begun')], 'us');
    for (let count = 1; count <= 20; count++) threads.drawProgress(thread, post('progress/1', `${count} of 20`));
    await threads.paint(thread, [post('progress/1', 'begun')], 'us');
    expect(shown()).toEqual(['begun']);
    expect(callsOf('chat.update')).toBeLessThan(20);
  });

  it('lets a 429 hold up progress alone', async () => {
    const thread = someThread();
    const threads = running();
    await threads.paint(thread, [post('progress/1', 'begun')], 'us');
    slack.fail('chat.update', { retryAfter: 3_600 });
    threads.drawProgress(thread, post('progress/1', 'halfway'));
    expect(await threads.paint(thread, [post('progress/1', 'done'), post('triage/1')], 'us')).toEqual({
      lacking: [],
      owed: [],
    });
    expect(shown()).toEqual(['done', 'triage/1']);
  });

  it('leaves the last changes of a minute to what can’t be dropped, and shows the latest progress when there is room', async () => {
    const thread = someThread();
    const threads = running();
    await threads.paint(thread, [post('progress/1', 'begun')], 'us');
    room = 20;
    for (let count = 1; count <= 20; count++) threads.drawProgress(thread, post('progress/1', `${count} of 20`));
    await new Promise((done) => setImmediate(done));
    expect(callsOf('chat.update')).toBe(0);
    room = 21;
    await expect.poll(shown).toEqual(['20 of 20']);
    expect(callsOf('chat.update')).toBe(1);
  });

  it('draws no progress where no message stands for it', async () => {
    running().drawProgress(someThread(), post('progress/1'));
    expect(slack.calls).toEqual([]);
  });
});
