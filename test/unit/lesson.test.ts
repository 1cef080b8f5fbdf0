import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { failureWords, lessonOf, lessonsLike, mayTell } from '../../src/refine/case/lesson.ts';
import { fixesView } from '../../src/slack/views/fixes-view.ts';
import { someFacts, someProven } from './some.ts';
import { ada, historyAfter, place, type Step, someScene, stepsTo, stepsToPublished } from './some-history.ts';

const now = someProven();
const told = (...more: readonly Step[]) => lessonOf(someFacts(...stepsTo(now), ...more));

it('of a published case tells what failed, what was tried, and what was chosen', () => {
  const lesson = lessonOf(someFacts(...stepsTo(now), ...stepsToPublished(now)));
  expect(lesson).toMatchObject({ decision: 'published', failure: failureWords(now.expectation, now.diagnosis) });
  expect(lesson?.changes.filter(({ chosen }) => chosen)).toMatchObject([{ verdict: 'fixed' }]);
});

it('of a case that was handed over or stopped tells why, and what was known', () => {
  expect(told([1, { kind: 'handed-over', atMs: 9, because: 'none-fixed' }])).toMatchObject({
    decision: 'handed-over',
    reasons: ['none-fixed'],
  });
  expect(told([1, { kind: 'stopped', atMs: 9, by: ada }])).toMatchObject({ decision: 'stopped' });
});

it('is not there while a case goes on, nor where nothing was learned', () => {
  expect(told()).toBeUndefined();
  expect(lessonOf(someFacts(...stepsTo(now).slice(0, 2), [1, { kind: 'stopped', atMs: 9, by: ada }]))).toBeUndefined();
});

const diagnosis = {
  category: 'prompt',
  summary: 'The agent said that it remembers the last chat.',
  explanation: 'The prompt does not say that there is no memory of earlier chats, so the model pretends to remember.',
} as const;
const MEMORY = failureWords('say that we cannot remember past chats', diagnosis);
const lesson = {
  id: CaseId.parse('RF-9'),
  repo: '/r',
  place,
  changes: [],
  decision: 'published',
  reasons: [],
} as const;

it('is found by a failure in other words, and not by another failure', () => {
  const known = [{ ...lesson, failure: MEMORY }];
  const near = failureWords('it must tell people that it has no memory of earlier chats', {
    ...diagnosis,
    summary: 'The agent pretends to remember the chat of last week.',
  });
  const far = failureWords('say that the box costs $39', {
    category: 'retrieval',
    summary: 'The agent gave last year’s price.',
    explanation: 'The search returned an outdated price list, and the model took its first line.',
  });
  expect(lessonsLike(near, known).map(({ id }) => id)).toEqual(['RF-9']);
  expect(lessonsLike(far, known)).toEqual([]);
});

it.each([
  ['the same channel', { repo: '/r', place }, true],
  ['a terminal', { repo: '/r', place: null }, true],
  ['another channel, even of the same project', { repo: '/r', place: { ...place, channel: 'C2' } }, false],
  ['the same channel of another team', { repo: '/r', place: { ...place, team: 'T2' } }, false],
  ['another project', { repo: '/s', place }, false],
])('may be told in %s: %j', (_where, to, may) => {
  expect(mayTell(lesson, to)).toBe(may);
});

it('of a terminal is told in no channel', () => {
  expect(mayTell({ repo: '/r', place: null }, { repo: '/r', place })).toBe(false);
});

it('is named in the thread of the case that resembles it, with the way there', () => {
  const alike = stepsTo(now).map(
    ([revision, body]): Step => [
      revision,
      body.kind === 'proposed' ? { ...body, advice: { guides: [], alike: [{ id: lesson.id, place }] } } : body,
    ],
  );
  const drawn = JSON.stringify(fixesView(someScene(historyAfter(...alike)), 1)?.blocks);
  expect(drawn).toContain('Looks like ');
  expect(drawn).toContain(`/${place.team}/${place.channel}/thread/${place.channel}-${place.thread}`);
});
