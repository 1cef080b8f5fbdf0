import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { CaseId } from '../../src/domain/case.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { approveModal } from '../../src/slack/controls/approve.ts';
import { chooseButton } from '../../src/slack/controls/choose.ts';
import type { Press } from '../../src/slack/controls/control.ts';
import type { Reply } from '../../src/slack/controls/reply.ts';
import { rewordedIn } from '../../src/slack/modals/words-blocks.ts';
import { fits } from '../../src/slack/texts/limits.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { git } from '../refinery.ts';
import { someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';
import { blocksText, threadText } from '../thread-text.ts';
import { ada, someScene } from '../unit/some-history.ts';

/** A fix in a person's own words, on a real desk with a real store, real git and the stand-in model. */
let folder: string;
let sample: Sample;
let desk: Desk;
let close: () => Promise<void>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-reworded-'));
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

async function provenCase(): Promise<CaseId> {
  const failure = sample.failures.find(({ name }) => name === 'memory');
  const id = await desk.open({
    requestKey: 'memory',
    by: ada,
    source: { source: 'file', locator: failure?.exportPath ?? '' },
    expectation: failure?.expectation ?? '',
    project: { name: 'support-agents', repo: sample.repo, context: null, approvers: null, fourEyes: false },
    place: { team: 'T0001', channel: 'C0001', thread: '1.000100' },
  });
  await desk.goOn(id);
  return id;
}

async function provenIn(id: CaseId) {
  const { now } = await desk.find(id);
  if (now.stage !== 'proven') throw new Error(`stands at ${now.stage}`);
  return now;
}

async function modalOf(id: CaseId, title: string): Promise<ModalView> {
  const fix = (await provenIn(id)).hypotheses.find((each) => each.title === title);
  const raw = JSON.stringify({ id, hypothesis: fix?.id, change: fix?.change.digest });
  const reply = await chooseButton.press(raw, press, desk);
  if (reply.show !== 'modal') throw new Error(`no modal, but ${JSON.stringify(reply)}`);
  expect(fits(reply.view)).toEqual([]);
  return reply.view;
}
const submit = (view: ModalView, values: Readonly<Record<string, string>>): Promise<Reply> =>
  approveModal.submit(view.private_metadata ?? '', new Map(Object.entries(values)), press, desk);

const OWN = 'Never claim to remember earlier chats. Say: "I cannot remember past chats."';

it('is checked and tried again, and only then approved and committed', async () => {
  const id = await provenCase();
  const before = await provenIn(id);
  const fix = before.hypotheses.find(
    ({ id: each }) => each === before.verdicts.find(({ word }) => word === 'fixed')?.hypothesisId,
  );
  if (!fix) throw new Error('nothing holds');
  const view = await modalOf(id, fix.title);
  const shown = blocksText(view.blocks as never);
  expect(shown).toContain('What it reaches');
  expect(shown).toContain('The words for ');
  const field = view.blocks.find(({ block_id }) => block_id?.startsWith('words-'))?.block_id ?? '';

  expect(await submit(view, { [field]: '  ' })).toEqual({
    show: 'problems',
    problems: { [field]: expect.any(String) },
  });
  expect(await submit(view, { [field]: 'a​b <<<<<<< HEAD\u202e' })).toMatchObject({ show: 'problems' });
  expect((await desk.find(id)).now.revision).toBe(before.revision);

  expect(await submit(view, { [field]: OWN })).toEqual({ show: 'nothing', goOn: id });
  // The press was no yes: nothing is committed, and the same modal again comes too late.
  expect((await desk.find(id)).facts.some(({ body }) => body.kind === 'said-yes')).toBe(false);
  expect((await submit(view, {})).show).toBe('modal');
  await desk.goOn(id);
  const after = await provenIn(id);
  const own = after.hypotheses.find(({ change }) =>
    change.edits.some((edit) => 'text' in edit && edit.text.includes(OWN)),
  );
  expect(after.hypotheses.map(({ change }) => change.digest)).not.toContain(fix.change.digest);
  expect(before.hypotheses.map((each) => each.id)).not.toContain(own?.id);
  expect(after.verdicts.find(({ change }) => change === own?.change.digest)).toMatchObject({ word: 'fixed' });
  expect(await git(sample.repo, 'branch', '--list', 'refinery/*')).toBe('');
  expect(threadText(threadOf(someScene(await desk.find(id))))).toContain('into other words. It is tried again');

  const again = await modalOf(id, fix.title);
  const { hypotheses } = await provenIn(id);
  const tagged = hypotheses.find(({ id: each }) => each === own?.id);
  expect(tagged && rewordedIn(new Map([[field, `\n${OWN}  \r\n`]]), tagged).size).toBe(0);
  expect(blocksText(again.blocks as never)).toContain(OWN);
  expect(await submit(again, { [field]: OWN })).toEqual({ show: 'nothing', goOn: id });
  await desk.goOn(id);
  const { now } = await desk.find(id);
  if (now.stage !== 'published') throw new Error(`stands at ${now.stage}`);
  const lines = (await git(sample.repo, 'show', now.commit.sha)).split('\n');
  expect(lines.filter((line) => line.startsWith('+') && line.includes(OWN))).toHaveLength(1);
});
