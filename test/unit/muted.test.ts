import { describe, expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { heldBack } from '../../src/refine/case/held-back.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { whatAgain } from '../../src/slack/what-again.ts';
import { threadText } from '../thread-text.ts';
import { someDigest } from './some.ts';
import {
  ada,
  ben,
  historyAfter,
  recordedCase,
  type Step,
  someScene,
  stepsTo,
  stepsToPublished,
} from './some-history.ts';

const { now } = recordedCase('memory');
const steps = stepsTo(now as Proven);
const muted: Step = [1, { kind: 'muted', atMs: 9, by: ada }];
const unmuted: Step = [1, { kind: 'unmuted', atMs: 20, by: ben }];
const answer = { text: 'Because of the prompt.', evidence: [], droppedQuotes: 0, answerer: now.diagnosedBy };
const asked: Step = [1, { kind: 'commented', atMs: 10, by: ben, text: 'why?', addressed: true }];
const slotsOf = (...all: readonly Step[]) => threadOf(someScene(historyAfter(...all))).map(({ slot }) => slot);

describe('a muted thread', () => {
  it('shows nothing that nobody asked for since: not what the work comes to, no answer, no news', () => {
    const quiet = slotsOf(...steps.slice(0, 2), muted, ...steps.slice(2), asked, [
      1,
      { kind: 'replied', atMs: 11, to: 7, ...answer },
    ]);
    expect(quiet).toEqual(['opened', 'progress/1', 'triage/1', 'muted/3']);
  });

  it.each<[string, Step]>([
    ['an objection', [2, { kind: 'objected', atMs: 12, by: ben, text: 'no' }]],
    ['a press for another try', [2, { kind: 'started-again', atMs: 12, by: ben, because: 'asked' }]],
    ['a yes to what is sent', [1, { kind: 'sending-agreed', atMs: 12, by: ben, shown: someDigest }]],
  ])('shows what comes of %s', (_what, decision) => {
    const [revision] = decision;
    const failed: Step = [
      revision,
      { kind: 'failed', atMs: 13, chapter: 'diagnose', error: 'model-unavailable', detail: '' },
    ];
    expect(slotsOf(...steps.slice(0, 2), muted, failed).some((slot) => slot.startsWith('failed/'))).toBe(false);
    expect(slotsOf(...steps.slice(0, 2), muted, decision, failed).at(-1)).toBe('failed/5');
  });

  it('shows a commit, also of a yes that was under way before', () => {
    const published = stepsToPublished(now as Proven);
    const last = published.slice(-1);
    expect(slotsOf(...steps, ...published.slice(0, -1), muted, ...last).at(-1)).toMatch(/^published\//);
    const red: Step = [
      1,
      { kind: 'ci-seen', atMs: 30, ci: { state: 'red', failing: [{ name: 'unit', url: null }] } as never },
    ];
    expect(slotsOf(...steps, ...published, muted, red).some((slot) => slot.startsWith('ci-red'))).toBe(false);
  });

  it('gives it all back once it is not muted any more, in its order', () => {
    const all = [...steps.slice(0, 2), muted, ...steps.slice(2), asked, unmuted];
    expect(heldBack(historyAfter(...all)).size).toBe(0);
    expect(slotsOf(...all)).toEqual([...slotsOf(...steps).slice(0, 3), 'muted/3', ...slotsOf(...steps).slice(3)]);
  });

  it('says so once, who wanted it, and the way back; then who ended it', async () => {
    const text = (...all: readonly Step[]) =>
      threadText(threadOf(someScene(historyAfter(...all))).filter(({ slot }) => slot.startsWith('muted/')));
    await expect(text(...steps, muted)).toMatchFileSnapshot('../cases/memory/muted.md');
    expect(text(...steps, muted, unmuted)).toMatch(/Ada muted me in this thread\.\n {2}° Ben unmuted me\.\n$/);
    expect(text(...steps, muted, unmuted, muted).match(/Unmute/g)).toHaveLength(1);
  });

  it.each<[string, Step]>([
    ['muted', muted],
    ['rated', [1, { kind: 'rated', atMs: 9, by: ben, rating: 'bad', reason: null }]],
    ['a comment that was changed', [1, { kind: 'comment-changed', atMs: 9, comment: 3, text: 'x' }]],
  ])('what failed can still be tried again: %s moves nothing', (_what, talk) => {
    const failed: Step = [1, { kind: 'failed', atMs: 8, chapter: 'diagnose', error: 'model-unavailable', detail: '' }];
    expect(whatAgain(historyAfter(...steps.slice(0, 2), failed, talk), 3)).toBe('go-on');
  });
});
