import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Button, ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { CaseId } from '../../src/domain/case.ts';
import type { Project } from '../../src/domain/project.ts';
import type { TraceRef } from '../../src/domain/trace.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { proveAgainButton, tryAgainButton } from '../../src/slack/controls/again.ts';
import { approveModal } from '../../src/slack/controls/approve.ts';
import { chooseButton } from '../../src/slack/controls/choose.ts';
import type { Press } from '../../src/slack/controls/control.ts';
import { detailsButton } from '../../src/slack/controls/details.ts';
import { objectButton, objectModal } from '../../src/slack/controls/object.ts';
import { readValues } from '../../src/slack/controls/read-values.ts';
import type { Reply } from '../../src/slack/controls/reply.ts';
import { rollBackButton } from '../../src/slack/controls/roll-back.ts';
import { stopButton } from '../../src/slack/controls/stop.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { git } from '../refinery.ts';
import { someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';
import { blocksText, threadText } from '../thread-text.ts';
import { ada, ben, someScene } from '../unit/some-history.ts';

/** Every button and modal on a real desk: what a press carries comes from the thread, as Slack would send it back. */
let folder: string;
let sample: Sample;
let desk: Desk;
let close: () => Promise<void>;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-controls-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  const settings = { REFINERY_DATA: await emptyStore(join(folder, 'data')), REFINERY_STAND_IN_URL: sample.model.url };
  ({ desk, close } = await someDesk(settings, { workspace: 'T0001' }));
});
afterAll(async () => {
  await close();
  await sample.close();
  await rm(folder, { recursive: true });
});

const press: Press = { by: ada, team: 'T0001', channel: 'C0001', standing: 'member' };
const byBen: Press = { ...press, by: ben };

async function openCase(name: string, about: Partial<Project> = {}, source?: TraceRef): Promise<CaseId> {
  const { exportPath, expectation } = sample.failures.find((failure) => failure.name === name) ?? {
    exportPath: '',
    expectation: '',
  };
  return desk.open({
    requestKey: `key ${count++}`,
    by: ada,
    source: source ?? { source: 'file', locator: exportPath },
    expectation,
    project: { name: 'support-agents', repo: sample.repo, context: null, approvers: null, fourEyes: false, ...about },
    place: { team: 'T0001', channel: 'C0001', thread: '1.000100' },
  });
}
async function provenCase(name: string, about: Partial<Project> = {}): Promise<CaseId> {
  const id = await openCase(name, about);
  await desk.goOn(id);
  return id;
}

const threadIn = async (id: CaseId) => threadOf(someScene(await desk.find(id)));
/** The values of the buttons of one kind that stand in the thread now. */
async function pressable(id: CaseId, button: Readonly<{ id: string }>): Promise<readonly string[]> {
  const elements = (await threadIn(id))
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return elements
    .filter((element): element is Button => 'action_id' in element && element.action_id === button.id)
    .map(({ value = '' }) => value);
}
const first = async (id: CaseId, button: Readonly<{ id: string }>) => (await pressable(id, button))[0] ?? '';
const told = (reply: Reply): string =>
  reply.show === 'whisper'
    ? reply.text
    : reply.show === 'modal'
      ? blocksText(reply.view.blocks as never)
      : JSON.stringify(reply);
function opened(reply: Reply): ModalView {
  if (reply.show !== 'modal') throw new Error(`no modal, but ${told(reply)}`);
  expect(fits(reply.view)).toEqual([]);
  return reply.view;
}
const message = (text: string) =>
  readValues({ values: { message: { message: { type: 'plain_text_input', value: text } } } });
async function reviewed(id: CaseId, by: Press = press): Promise<ModalView> {
  return opened(await chooseButton.press(await first(id, chooseButton), by, desk));
}
const submit = (view: ModalView, by: Press = press, values = new Map<string, string>()) =>
  approveModal.submit(view.private_metadata ?? '', values, by, desk);

describe('from the choice to the commit and back', () => {
  it('shows exactly what a yes covers, commits it in the words that were written, and takes it back', async () => {
    const id = await provenCase('memory');
    expect(await pressable(id, chooseButton)).toHaveLength(3);
    const view = await reviewed(id);
    const files = [...blocksText(view.blocks as never).matchAll(/^--- a\/(.*)$/gm)].map(([, path]) => path);
    expect(files).toEqual(['prompts/support.md', 'evals/cases.jsonl']);
    expect(blocksText(view.blocks as never)).toContain('\n-- Make returning customers feel at home');
    expect(blocksText(view.blocks as never)).toContain('Commit message:');

    const old = await first(id, chooseButton);
    expect(await submit(view, press, message('fix: never claim to remember') as Map<string, string>)).toEqual({
      show: 'nothing',
      goOn: id,
    });
    expect(await pressable(id, chooseButton)).toEqual([]);
    expect(threadText(await threadIn(id))).toContain(
      'Ada said yes to “Replace the instruction that asks for the opposite”',
    );
    expect(told(await chooseButton.press(old, byBen, desk))).toContain('being committed');

    const { now } = await desk.goOn(id);
    if (now.stage !== 'published') throw new Error(now.stage);
    expect(await git(sample.repo, 'log', '-1', '--format=%s', now.commit.sha)).toBe('fix: never claim to remember');
    expect(threadText(await threadIn(id))).toContain('*Approved by *@{"type":"user","user_id":"U0ADA"}');
    expect(told(await chooseButton.press(old, byBen, desk))).toContain('approved and committed already');
    expect(told(await submit(view, byBen))).toContain('approved and committed already');

    const rollBack = await first(id, rollBackButton);
    expect(await rollBackButton.press(rollBack, byBen, desk)).toEqual({ show: 'nothing', goOn: id });
    expect(await pressable(id, rollBackButton)).toEqual([]);
    expect((await desk.goOn(id)).now.stage).toBe('rolled-back');
    expect(told(await rollBackButton.press(rollBack, byBen, desk))).toContain('taken back');
    await git(sample.repo, 'branch', '-D', now.commit.branch);
  });

  it('wants a message', async () => {
    const id = await provenCase('memory');
    const reply = await submit(await reviewed(id), press, message('  \n') as Map<string, string>);
    expect(reply).toMatchObject({
      show: 'problems',
      problems: { message: expect.stringContaining('needs a message') },
    });
    expect((await desk.find(id)).yeses).toEqual([]);
  });

  it('shows the second of two approvers what the first said yes to, and commits then', async () => {
    const id = await provenCase('price', { fourEyes: true });
    const asFirst = await reviewed(id);
    expect(blocksText(asFirst.blocks as never)).toMatch(/Your yes alone is not enough\.\W+A second person has to/);
    await submit(asFirst, press, message('fix: in Ada’s words') as Map<string, string>);
    expect((await desk.goOn(id)).refusal).toMatchObject({ because: 'second-yes-missing' });
    expect(threadText(await threadIn(id))).toContain('A second person has to approve it, too.');

    const second = await reviewed(id, byBen);
    expect(blocksText(second.blocks as never)).toContain('fix: in Ada’s words');
    expect(blocksText(second.blocks as never)).not.toContain('not enough');
    await submit(second, byBen);
    const { now } = await desk.goOn(id);
    expect(now.stage).toBe('published');
    expect(threadText(await threadIn(id))).toContain('"U0ADA"} and @{"type":"user","user_id":"U0BEN"}');
    if (now.stage === 'published') await git(sample.repo, 'branch', '-D', now.commit.branch);
  });

  it('proves again on a base that moved', async () => {
    const id = await provenCase('price');
    await submit(await reviewed(id));
    await git(
      sample.repo,
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@localhost',
      'commit',
      '--allow-empty',
      '-qm',
      'other work',
    );
    expect((await desk.goOn(id)).refusal).toMatchObject({ because: 'base-moved' });
    const again = await first(id, proveAgainButton);
    expect(await proveAgainButton.press(again, press, desk)).toEqual({ show: 'nothing', goOn: id });
    expect((await desk.goOn(id)).now).toMatchObject({ stage: 'proven', revision: 2 });
    expect(told(await proveAgainButton.press(again, press, desk))).toContain('moved on');
    expect(await pressable(id, proveAgainButton)).toEqual([]);
    expect(await pressable(id, chooseButton)).toHaveLength(3);
  });
});

describe('discussing and ending', () => {
  it('starts again with an objection, once', async () => {
    const id = await provenCase('order');
    const button = await first(id, objectButton);
    const view = opened(await objectButton.press(button, press, desk));
    const say = (text: string) =>
      objectModal.submit(view.private_metadata ?? '', new Map([['objection', text]]), press, desk);
    expect(await say(' ')).toMatchObject({ show: 'problems' });
    expect(await say('The tool is fine.')).toEqual({ show: 'nothing', goOn: id });
    expect(told(await say('It is the prompt.'))).toContain('working on this case');
    const { now } = await desk.goOn(id);
    expect(now).toMatchObject({ revision: 2, objections: ['The tool is fine.'] });
    expect(threadText(await threadIn(id))).toContain('> The tool is fine.');
    expect(told(await objectButton.press(button, press, desk))).toContain('handed over');
  });

  it('stops a case, and says so to whoever presses an old button', async () => {
    const id = await openCase('memory');
    const stop = await first(id, stopButton);
    expect(await stopButton.press(stop, press, desk)).toEqual({ show: 'nothing', goOn: id });
    expect((await desk.goOn(id)).now.stage).toBe('stopped');
    expect(await pressable(id, stopButton)).toEqual([]);
    expect(told(await stopButton.press(stop, byBen, desk))).toContain('Ada stopped this case');
  });

  it('tries again after something broke', async () => {
    const source = { source: 'file', locator: join(folder, 'late.json') };
    const id = await openCase('memory', {}, source);
    expect((await desk.goOn(id)).failure).toBeDefined();
    expect(threadText(await threadIn(id))).toContain('≡ Cut short\n  ✗ Read the trace');
    const again = await first(id, tryAgainButton);
    await cp(sample.failures.find(({ name }) => name === 'memory')?.exportPath ?? '', source.locator);
    expect(await tryAgainButton.press(again, press, desk)).toEqual({ show: 'nothing', goOn: id });
    expect((await desk.goOn(id)).now.stage).toBe('proven');
    expect(await pressable(id, tryAgainButton)).toEqual([]);
    expect(told(await tryAgainButton.press(again, press, desk))).toContain('moved on');
  });

  it('shows the figures to everybody', async () => {
    const id = await provenCase('memory');
    const guest: Press = { ...byBen, standing: 'guest' };
    const view = opened(await detailsButton.press(await first(id, detailsButton), guest, desk));
    const text = blocksText(view.blocks as never);
    expect(text).toContain('Without a change: 5 of 5 fresh answers fail it');
    expect(text).toContain('stand-in-1 (a stand-in model), 940 tokens in, 100 out');
    expect(text).toContain('rules; no model was used');
  });
});

describe('who may not', () => {
  it.each(['guest', 'foreign'] as const)('a %s decides nothing', async (standing) => {
    const id = await provenCase('memory');
    const head = (await desk.find(id)).head;
    for (const button of [chooseButton, objectButton])
      expect(told(await button.press(await first(id, button), { ...byBen, standing }, desk))).toContain('not decide');
    expect(told(await stopButton.press(JSON.stringify({ id }), { ...byBen, standing }, desk))).toContain('not decide');
    expect((await desk.find(id)).head).toBe(head);
  });

  it('a press from another channel or team reaches no case, and shows nothing of it', async () => {
    const id = await provenCase('memory');
    const elsewhere = [
      { ...press, channel: 'C0002' },
      { ...press, team: 'T0002' },
    ];
    for (const forged of elsewhere) {
      expect(told(await detailsButton.press(await first(id, detailsButton), forged, desk))).toContain(
        'another channel',
      );
      expect(told(await stopButton.press(JSON.stringify({ id }), forged, desk))).toContain('another channel');
    }
    expect((await desk.find(id)).now.stage).toBe('proven');
  });

  it('somebody who is no approver is told so at once, and a yes that was stored before is judged', async () => {
    const id = await provenCase('memory', { approvers: [ben.id] });
    expect(told(await chooseButton.press(await first(id, chooseButton), press, desk))).toContain('may not approve');
    const view = await reviewed(id, byBen);
    expect(told(await submit(view, press))).toContain('may not approve');
    expect((await desk.find(id)).yeses).toEqual([]);
  });

  it.each(['', 'no JSON', '{}', '{"id":"RF-0"}', '{"id":7}', '[]', 'null'])(
    'a press that carries %j is no press',
    async (raw) => {
      for (const button of [chooseButton, objectButton, stopButton, rollBackButton, tryAgainButton, detailsButton])
        expect(told(await button.press(raw, press, desk))).toContain('older me');
      for (const modal of [approveModal, objectModal])
        expect(told(await modal.submit(raw, new Map(), press, desk))).toContain('older me');
    },
  );

  it('a forged choice of what was not proved, or never shown, opens nothing', async () => {
    const id = await provenCase('memory');
    const { now } = await desk.find(id);
    if (now.stage !== 'proven') throw new Error(now.stage);
    const watch = now.hypotheses.find(({ kind }) => kind === 'eval');
    const forged = (change: string) => JSON.stringify({ id, hypothesis: 'h1', change });
    expect(told(await chooseButton.press(forged(watch?.change.digest ?? ''), press, desk))).toContain(
      'not been proved',
    );
    expect(told(await chooseButton.press(forged('0'.repeat(64)), press, desk))).toContain('no longer the fix');
    const neverShown = JSON.stringify({ id, offer: '0'.repeat(64) });
    expect(told(await approveModal.submit(neverShown, new Map(), press, desk))).toContain('moved on');
  });
});
