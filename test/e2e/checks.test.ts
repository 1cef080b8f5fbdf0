import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Button, ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { CaseId } from '../../src/domain/case.ts';
import type { Desk } from '../../src/flow/desk.ts';
import type { House } from '../../src/flow/house.ts';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { agreeCheckButton, changeCheckButton, changeCheckModal } from '../../src/slack/controls/check.ts';
import { chooseButton } from '../../src/slack/controls/choose.ts';
import type { Press } from '../../src/slack/controls/control.ts';
import { objectModal } from '../../src/slack/controls/object.ts';
import { moreReplaysButton, otherMessageButton, otherMessageModal } from '../../src/slack/controls/replays.ts';
import type { Reply } from '../../src/slack/controls/reply.ts';
import { stopButton } from '../../src/slack/controls/stop.ts';
import { failingTest } from '../../src/slack/texts/hand-over-files.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import type { Store } from '../../src/wiring.ts';
import { git, refinery } from '../refinery.ts';
import { safeTraces } from '../safe-traces.ts';
import { someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';
import { blocksText, threadText } from '../thread-text.ts';
import { ada, ben, someScene } from '../unit/some-history.ts';
import { SOME_SECRETS } from '../unit/some-secrets.ts';

/** What counts as right, on a real desk with a real store, real git and the stand-in model, whose answers are counted. */
let folder: string;
let sample: Sample;
let store: Store;
let desk: Desk;
let close: () => Promise<void>;
let paid = 0;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-checks-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  const settings = { REFINERY_DATA: await emptyStore(join(folder, 'data')), REFINERY_STAND_IN_URL: sample.model.url };
  ({ desk, store, close } = await someDesk(settings, { workspace: 'T0001', adapt: counting }));
});
afterAll(async () => {
  await close();
  await sample.close();
  await rm(folder, { recursive: true });
});

function counting(wired: House): House {
  const { replayer } = wired;
  if (!replayer) throw new Error('no stand-in');
  return {
    ...wired,
    replayer: {
      ...replayer,
      replay(call, signal) {
        paid++;
        return replayer.replay(call, signal);
      },
    },
  };
}

const press: Press = { by: ada, team: 'T0001', channel: 'C0001', standing: 'member' };
const byBen: Press = { ...press, by: ben };

async function provenCase(name: string, repo = sample.repo): Promise<CaseId> {
  const failure = sample.failures.find((candidate) => candidate.name === name);
  const id = await desk.open({
    requestKey: `key ${count++}`,
    by: ada,
    source: { source: 'file', locator: failure?.exportPath ?? '' },
    expectation: failure?.expectation ?? '',
    project: { name: 'support-agents', repo, context: null, approvers: null, fourEyes: false },
    place: { team: 'T0001', channel: 'C0001', thread: '1.000100' },
  });
  await desk.goOn(id);
  return id;
}

const threadIn = async (id: CaseId) => threadOf(someScene(await desk.find(id)));
async function pressable(id: CaseId, button: Readonly<{ id: string }>): Promise<readonly string[]> {
  const elements = (await threadIn(id)).flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])),
  );
  return elements
    .filter((element): element is Button => 'action_id' in element && element.action_id === button.id)
    .map(({ value = '' }) => value);
}
const first = async (id: CaseId, button: Readonly<{ id: string }>) => (await pressable(id, button))[0] ?? '';
const told = (reply: Reply): string =>
  reply.show === 'whisper' ? reply.text : reply.show === 'modal' ? blocksText(reply.view.blocks as never) : reply.show;
function opened(reply: Reply): ModalView {
  if (reply.show !== 'modal') throw new Error(`no modal, but ${told(reply)}`);
  expect(fits(reply.view)).toEqual([]);
  return reply.view;
}
const changing = async (id: CaseId) =>
  opened(await changeCheckButton.press(await first(id, changeCheckButton), press, desk));
const submit = (view: ModalView, values: Readonly<Record<string, string>>, by = press) =>
  changeCheckModal.submit(view.private_metadata ?? '', new Map(Object.entries(values)), by, desk);
const provenIn = async (id: CaseId) => {
  const { now } = await desk.find(id);
  if (!('verdicts' in now)) throw new Error(`stands at ${now.stage}`);
  return now;
};

describe('the check in the thread', () => {
  it('is agreed to by one press, which stays after the next', async () => {
    const id = await provenCase('memory');
    const value = await first(id, agreeCheckButton);
    expect(threadText(await threadIn(id))).toContain('Fixes are tried by this at once.');
    expect(await agreeCheckButton.press(value, press, desk)).toMatchObject({ goOn: id });
    expect(await pressable(id, agreeCheckButton)).toEqual([]);
    expect(await pressable(id, changeCheckButton)).toHaveLength(1);
    expect(threadText(await threadIn(id))).toContain('Ada says that this is right.');

    await agreeCheckButton.press(value, byBen, desk);
    const agreed = (await desk.find(id)).facts.filter(({ body }) => body.kind === 'check-agreed');
    expect(agreed).toHaveLength(1);
  });

  it('is changed in plain words; the answers that are known are judged anew, and none is paid for again', async () => {
    const id = await provenCase('memory');
    const before = await provenIn(id);
    expect(before.verdicts.map(({ word }) => word)).toContain('fixed');
    const asked = paid;
    const view = await changing(id);
    expect(JSON.stringify(view)).toContain('"initial_value":"say that we cannot remember past chats"');

    const strict = { 'condition-0': 'say that we cannot remember past chats', 'condition-1': 'at least 40 words' };
    expect(await submit(view, { ...strict, question: '' })).toMatchObject({ show: 'nothing', goOn: id });
    await desk.goOn(id);
    const after = await provenIn(id);
    expect(after.revision).toBe(2);
    expect(after.check.words).toMatch(/^The answer has .*\. It has at least 40 words\.$/);
    expect(after.stage).toBe('handed-over');
    expect(after.verdicts.map(({ word }) => word)).not.toContain('fixed');
    expect(paid).toBe(asked);

    const thread = threadText(await threadIn(id));
    expect(thread).toContain('Ada changed this. The new check stands below.');
    expect(await pressable(id, agreeCheckButton)).toEqual([]);
    expect(await pressable(id, chooseButton)).toEqual([]);
    expect(told(await changeCheckButton.press(JSON.stringify({ id, revision: 1 }), press, desk))).toContain(
      'handed over',
    );
  });

  it('travels with the case into the eval set, and outlives an objection', async () => {
    const id = await provenCase('price');
    const old = (await provenIn(id)).hypotheses.map(({ change }) => change.digest);
    await submit(await changing(id), {
      'condition-0': 'say “$39”',
      'condition-1': 'at most 4 sentences',
      question: '',
    });
    await desk.goOn(id);
    const { hypotheses, check, verdicts } = await provenIn(id);
    const row = hypotheses[0]?.change.edits.find(({ path }) => path === 'evals/cases.jsonl');
    expect(row && 'text' in row && JSON.parse(row.text)).toMatchObject({
      check: { says: check.words, assertions: [{ kind: 'contains' }, { kind: 'length', params: { most: 4 } }] },
    });
    expect(hypotheses.map(({ change }) => change.digest).filter((digest) => old.includes(digest))).toEqual([]);
    expect(verdicts.map(({ word }) => word)).toContain('fixed');

    const objection = new Map([['objection', 'It is about the year.']]);
    await objectModal.submit(JSON.stringify({ id, revision: 2 }), objection, press, desk);
    await desk.goOn(id);
    expect(await provenIn(id)).toMatchObject({ revision: 3, check: { digest: check.digest } });
    expect(await pressable(id, agreeCheckButton)).toEqual([]);
  });

  it('is another change, which the guards look at before anybody can approve it', async () => {
    const id = await provenCase('memory');
    const judged = (now: Awaited<ReturnType<typeof provenIn>>) =>
      now.hypotheses.flatMap(({ findings }) => findings.filter(({ guard }) => guard === 'executable-content'));
    expect(judged(await provenIn(id))).toEqual([]);
    await submit(await changing(id), { 'condition-0': 'never say “javascript:alert(1)”', question: '' });
    const changed = await desk.find(id);
    if (!('hypotheses' in changed.now)) throw new Error(`stands at ${changed.now.stage}`);
    expect(changed.now.revision).toBe(2);
    expect(changed.now.hypotheses.map(({ findings }) => findings.map(({ guard }) => guard))).toEqual(
      changed.now.hypotheses.map(() => expect.arrayContaining(['executable-content'])),
    );
  });

  it('says in the form what it can’t read, and what is left as it was is agreed to', async () => {
    const id = await provenCase('memory');
    const view = await changing(id);
    const [kept] = (await desk.writtenCheck(id))?.conditions ?? [];
    const wrong = await submit(view, { 'condition-0': kept ?? '', 'condition-1': 'be nicer', question: '' });
    expect(wrong).toMatchObject({
      show: 'problems',
      problems: { 'condition-1': expect.stringContaining('Rules alone can’t check this.') },
    });
    const half = await submit(view, { 'condition-0': 'in German, and be nicer', 'condition-1': '', question: '' });
    expect(half).toMatchObject({ problems: { 'condition-0': expect.stringContaining('“be nicer”') } });
    expect(await submit(view, { 'condition-0': ' ', 'condition-1': '', question: ' ' })).toMatchObject({
      problems: { question: expect.stringContaining('A check needs') },
    });
    const secret = `say “${SOME_SECRETS.find(([kind]) => kind === 'GitHub token')?.[1]}”`;
    expect(await submit(view, { 'condition-0': secret, question: '' })).toMatchObject({ show: 'problems' });
    expect((await desk.find(id)).now.revision).toBe(1);

    expect(await submit(view, { 'condition-0': kept ?? '', 'condition-1': '', question: '' })).toMatchObject({
      goOn: id,
    });
    expect((await desk.find(id)).now).toMatchObject({ revision: 1, stage: 'proven' });
    expect(await pressable(id, agreeCheckButton)).toEqual([]);
  });

  it('is changed once by two who change it at the same time', async () => {
    const id = await provenCase('memory');
    const view = await changing(id);
    const replies = await Promise.all([
      submit(view, { 'condition-0': 'never say “pen”', question: '' }, press),
      submit(view, { 'condition-0': 'never say “fountain”', question: '' }, byBen),
    ]);
    expect(replies.filter(({ goOn }) => goOn === id)).toHaveLength(1);
    expect(
      replies
        .filter(({ show }) => show === 'modal')
        .map(told)
        .join(),
    ).toContain('I am working on this case right now');
    const changes = (await desk.find(id)).facts.filter(({ body }) => body.kind === 'check-changed');
    expect(changes).toHaveLength(1);
    await desk.goOn(id);
    expect((await provenIn(id)).verdicts.map(({ word }) => word)).toContain('fixed');
  });

  it('that only a model could judge proves nothing where none is set, and says what to do', async () => {
    const id = await provenCase('memory');
    await submit(await changing(id), { 'condition-0': '', question: 'Does it say so kindly?' });
    await desk.goOn(id);
    expect(await provenIn(id)).toMatchObject({ stage: 'handed-over', because: 'inconclusive' });
    const text = threadText(await threadIn(id));
    expect(text).toContain('No model is set that could judge this');
    // Beside the check, and once more at the end of the thread.
    expect(await pressable(id, changeCheckButton)).toHaveLength(2);
  });
});

describe('a failure that does not show itself again', () => {
  /** The prompt was mended since. */
  async function mendedRepo(): Promise<string> {
    const repo = join(folder, `mended-${count++}`);
    await cp(sample.repo, repo, { recursive: true });
    const file = join(repo, 'prompts/support.md');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace(
        /^.*show that you remember past chats.*$/m,
        '- When somebody asks about earlier chats, say that we cannot remember past chats.',
      ),
    );
    await git(repo, '-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', 'commit', '-qam', 'Mend it');
    return repo;
  }

  it('is tried more often, paying only for what is new; or with another message; or left', async () => {
    const id = await provenCase('memory', await mendedRepo());
    expect(await provenIn(id)).toMatchObject({ because: 'not-reproduced', reproduction: { of: 5 } });
    expect(threadText(await threadIn(id))).toContain('It did not go wrong again');
    const more = await first(id, moreReplaysButton);

    const asked = paid;
    const [one, other] = await Promise.all([
      moreReplaysButton.press(more, press, desk),
      moreReplaysButton.press(more, byBen, desk),
    ]);
    expect([one.goOn, other.goOn]).toContain(id);
    await desk.goOn(id);
    expect(await provenIn(id)).toMatchObject({ revision: 2, because: 'not-reproduced', reproduction: { of: 15 } });
    expect(paid - asked).toBe(10);
    expect(told(await moreReplaysButton.press(more, press, desk))).toContain('handed over');
    expect(await pressable(id, moreReplaysButton)).toHaveLength(1);

    const view = opened(await otherMessageButton.press(await first(id, otherMessageButton), press, desk));
    const say = (text: string) =>
      otherMessageModal.submit(view.private_metadata ?? '', new Map([['message', text]]), press, desk);
    expect(await say(' ')).toMatchObject({ show: 'problems' });
    expect(await say('How much does the Atelier plan cost? Write to ada@example.com.')).toMatchObject({ goOn: id });
    await desk.goOn(id);
    expect(await provenIn(id)).toMatchObject({
      revision: 3,
      plan: { replays: 15, message: expect.stringContaining('[email-1]') },
    });
    expect(threadText(await threadIn(id))).toContain('with this message in place of the reported one:');
    const { now } = await desk.find(id);
    if (now.stage === 'handed-over' && now.because === 'not-reproduced') {
      await stopButton.press(await first(id, stopButton), press, desk);
      expect(await pressable(id, moreReplaysButton)).toEqual([]);
    }
  });
});

describe('on a terminal', () => {
  const settings = () => ({ REFINERY_DATA: join(folder, 'terminal'), REFINERY_STAND_IN_URL: sample.model.url });
  const trace = (name: string) => sample.failures.find((failure) => failure.name === name)?.exportPath ?? '';

  it('check says what counts as right and what it says of the recorded answer', async () => {
    const seen = await refinery(
      ['check', trace('price'), '--expected', 'say that it costs $39, in English'],
      settings(),
    );
    expect(seen).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^Check {5}The answer is in English. It says “\$39”\.\nRecorded {2}fails, as reported: “/,
      ),
    });
    const blind = await refinery(['check', trace('price'), '--expected', 'at most 50 sentences', '--json'], settings());
    expect(blind.code).toBe(3);
    expect(JSON.parse(blind.out)).toMatchObject({
      recorded: { passed: true },
      check: { assertions: [{ kind: 'length' }] },
    });
    const kind = await refinery(['check', trace('price'), '--expected', 'be kind'], settings());
    expect(kind).toMatchObject({ code: 3, out: expect.stringContaining('No model is set that could judge this') });
  });

  it('reproduce makes the call again', { timeout: 60_000 }, async () => {
    const words = ['reproduce', trace('price'), '--expected', 'say that it costs $39'];
    const again = await refinery([...words, '--replays', '6'], settings());
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringContaining('Reproduced: without a change, 6 of 6 fresh answers fail'),
    });
    const json = await refinery([...words, '--repo', sample.repo, '--json'], settings());
    expect(JSON.parse(json.out)).toMatchObject({ reproduction: { word: 'reproduced', failed: 5, of: 5 } });
    const other = await refinery([...words, '--message', 'Hello!', '--expected', 'never say “$29”'], settings());
    expect(other).toMatchObject({ code: 3, out: expect.stringContaining('Ask for more answers (--replays 15)') });
    expect(await refinery([...words, '--replays', '99'], settings())).toMatchObject({ code: 2 });
  });

  it('a failing test that was handed over says itself what it expects, and passes once it is mended', {
    timeout: 90_000,
  }, async () => {
    const id = await provenCase('order');
    const { now } = await desk.find(id);
    if (now.stage !== 'handed-over') throw new Error(`stands at ${now.stage}`);
    const trace = await safeTraces(store.records.traces).get('T0001', now.trace);
    const call = trace && lookAt(trace, '').calls.get(now.diagnosis.failingRunId ?? '');
    const file = failingTest(now, call);
    const path = join(folder, file?.name ?? '');
    await writeFile(path, file?.content ?? '');
    const json = await refinery(['reproduce', path, '--json'], settings());
    expect(json.code).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({
      check: { digest: now.check.digest },
      reproduction: { word: 'reproduced' },
    });
    expect(await refinery(['reproduce', path, '--mended'], settings())).toMatchObject({ code: 3 });
    expect(
      await refinery(['reproduce', path, '--mended', '--expected', 'never say “zebra”'], settings()),
    ).toMatchObject({ code: 3 });
  });

  it('a case is proved by another check', async () => {
    await refinery(
      ['case', trace('memory'), '--expected', 'say that we cannot remember past chats', '--repo', sample.repo, '--dry'],
      settings(),
    );
    const changed = await refinery(
      ['case', 'RF-1', '--check', 'never say “pen”; at most 9 sentences', '--dry', '--json'],
      settings(),
    );
    expect(changed).toMatchObject({ code: 0 });
    expect(JSON.parse(changed.out)).toMatchObject({
      stage: 'proven',
      revision: 2,
      check: { words: 'The answer does not say “pen”. It has at most 9 sentences.' },
    });
    const wrong = await refinery(['case', 'RF-1', '--check', 'be kind'], settings());
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('“be kind”: Rules alone can’t check this.') });
    const early = await refinery(
      ['case', trace('memory'), '--check', 'in German', '--expected', 'x', '--repo', sample.repo],
      settings(),
    );
    expect(early).toMatchObject({ code: 2, err: expect.stringContaining('case RF-1 --check') });
  });
});
