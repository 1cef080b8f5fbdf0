import { expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { type Answerer, Answerer as AnswererSchema } from '../../src/domain/diagnosis.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { blocksText, threadText } from '../thread-text.ts';
import { historyAfter, recordedCase, someScene, stepsTo } from './some-history.ts';

/** Wherever people read an answer, they read that it came from somebody else than they set, and why. */
const none = { promptVersion: null, inputTokens: 0, outputTokens: 0, tookMs: 1 };
const failed = { model: 'openai/a', because: 'model-unavailable', inputTokens: 0, outputTokens: 0 } as const;
const byRules: Answerer = { ...none, model: 'rules', insteadOf: [{ ...failed, instead: 'rules' }] };
const byOther: Answerer = { ...none, model: 'b-2026', insteadOf: [{ ...failed, instead: 'anthropic/b' }] };

const told = (diagnosedBy: Answerer, proposedBy: Answerer) => {
  const { now, runNames } = recordedCase('memory');
  const proven = { ...(now as Proven), diagnosedBy, proposedBy };
  const history = historyAfter(...stepsTo(proven), [
    1,
    { kind: 'commented', atMs: 9, by: proven.openedBy, text: 'Why?', addressed: true },
  ]);
  const reply = {
    kind: 'replied',
    atMs: 9,
    to: history.facts.length,
    text: 'So.',
    evidence: [],
    droppedQuotes: 0,
  } as const;
  const answered = historyAfter(...history.facts.map(({ revision, body }) => [revision, body] as const), [
    1,
    { ...reply, answerer: byOther },
  ]);
  return {
    thread: threadText(threadOf(someScene(answered, { runNames }))),
    details: blocksText(detailsView(history, 1).blocks as never),
    terminal: caseView(proven, (_style, text) => text),
  };
};

const BY_RULES = 'by rules, because openai/a is not answering properly.';
const BY_OTHER = 'by anthropic/b, because openai/a is not answering properly.';

it('in the diagnosis, the fixes, the reply and the details', () => {
  const { thread, details, terminal } = told(byRules, byOther);
  for (const text of [thread, terminal]) {
    expect(text).toContain(`Answered ${BY_RULES}`);
    expect(text).toContain(`Proposed ${BY_OTHER}`);
  }
  expect(thread).toMatch(new RegExp(`So\\.[^]*Answered ${BY_OTHER}`));
  expect(details).toContain(`rules; no model was used. Answered ${BY_RULES}`);
  expect(details).toContain(`0 out. Answered ${BY_OTHER}`);
});

it('and of nobody else’s answer', () => {
  const usual = { ...none, model: 'a-2026' };
  const { details, terminal } = told(usual, usual);
  expect(details + terminal).not.toContain('because openai/a');
});

it('answers of before are read as they are', () => {
  expect(AnswererSchema.parse({ ...none, model: 'm' })).toEqual({ ...none, model: 'm' });
});
