import { describe, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { RefineryError } from '../../src/domain/errors.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { answerAboutCase } from '../../src/slack/commands/about-case-command.ts';
import { forgetModal } from '../../src/slack/controls/forget.ts';
import { readCommand } from '../../src/slack/hearing/read-command.ts';
import type { Known } from '../../src/slack/people.ts';
import type { SlackTools } from '../../src/slack/tools.ts';
import { someProven } from './some.ts';
import { ada, ben, historyAfter, place, type Step, stepsTo } from './some-history.ts';

const id = CaseId.parse('RF-1');
const { team, channel } = place;
const member: Known = { by: ada, standing: 'member' };
const proven = stepsTo(someProven({ place }));
const forgotten: Step = [
  1,
  { kind: 'forgotten', atMs: 9, by: ben, project: someProven().project, place, left: someProven().trace },
];

function someForgetDesk(
  about: Readonly<{ steps?: readonly Step[]; answer?: Awaited<ReturnType<Desk['forget']>> }> = {},
) {
  const asked: string[] = [];
  const desk = {
    find: async (wanted: CaseId) => {
      if (wanted !== id) throw new RefineryError('case-not-found', wanted);
      return historyAfter(...(about.steps ?? proven));
    },
    whyNoYes: async (_now: unknown, by: { id: string }) => (by.id === ada.id ? undefined : 'not-allowed'),
    forget: async (wanted: CaseId, by: { id: string }) => {
      asked.push(`${wanted} by ${by.id}`);
      return about.answer ?? 'forgotten';
    },
  } as unknown as Desk;
  return { desk, asked };
}

describe('/refinery forget', () => {
  it.each([
    ['forget RF-12', { kind: 'about-case', verb: 'forget', id: 'RF-12' }],
    ['  Forget  rf-12 ', { kind: 'about-case', verb: 'forget', id: 'RF-12' }],
    ['forget', { kind: 'near-miss', corrected: '/refinery forget RF-12' }],
    ['forget 12', { kind: 'near-miss', corrected: '/refinery forget RF-12' }],
    ['forget what I said', { kind: 'near-miss', corrected: '/refinery <trace link> expected: forget what I said' }],
    ['https://smith.langchain.com/x expected: forget RF-12', { kind: 'open', expectation: 'forget RF-12' }],
  ])('reads “%s”', (text, command) => {
    expect(readCommand(text, () => 'trace')).toMatchObject(command);
  });

  it.each<[string, CaseId, Known, string, readonly Step[], unknown]>([
    ['asks back', id, member, channel, proven, { show: 'modal', view: { callback_id: 'forget-modal' } }],
    ['knows no case of a channel that they are not in', id, member, 'C2', proven, /^There is no case/],
    ['knows no case that is not there', CaseId.parse('RF-9'), member, channel, proven, /RF-9/],
    ['leaves guests alone', id, { ...member, standing: 'guest' }, channel, proven, /^Guests/],
    ['asks approvers alone', id, { ...member, by: ben }, channel, proven, /may not approve/],
    ['says what is done already', id, member, channel, [...proven, forgotten], /Ben had this case forgotten/],
  ])('%s', async (_what, wanted, who, from, steps, answer) => {
    const { desk } = someForgetDesk({ steps });
    const tools = { desk, team, channelsOf: async () => ['C3'] } as unknown as SlackTools;
    const typed = { text: '', channel: from, user: 'U0ADA', thread: null, who: async () => who, request: '' };
    const said = await answerAboutCase({ verb: 'forget', id: wanted }, typed, tools);
    if (answer instanceof RegExp) expect(said).toEqual({ show: 'whisper', text: expect.stringMatching(answer) });
    else expect(said).toMatchObject(answer as object);
  });

  const press = { ...member, team, channel: null };
  it('erases what was asked about, and the thread is drawn again', async () => {
    const { desk, asked } = someForgetDesk();
    expect(await forgetModal.submit('{"id":"RF-1"}', new Map(), press, desk)).toEqual({ show: 'nothing', goOn: id });
    expect(asked).toEqual([`RF-1 by ${ada.id}`]);
  });

  it.each<[Awaited<ReturnType<Desk['forget']>>, string]>([
    ['under-way', 'Stop it in its thread'],
    [{ refused: 'not-allowed' }, 'You may not approve fixes'],
  ])('says why not: %o', async (answer, words) => {
    const { desk } = someForgetDesk({ answer });
    const reply = await forgetModal.submit('{"id":"RF-1"}', new Map(), press, desk);
    expect(JSON.stringify(reply)).toContain(words);
  });
});
