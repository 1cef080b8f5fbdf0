import { expect, it } from 'vitest';
import type { FactBody } from '../../src/domain/fact.ts';
import { refusalWords, unreplayedWords } from '../../src/refine/case/model-trouble-words.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { threadText } from '../thread-text.ts';
import { someProven } from './some.ts';
import { historyAfter, someScene, stepsTo } from './some-history.ts';

const asked = { model: 'compatible/x', address: 'http://127.0.0.1:11999/v1' };
const failed = {
  kind: 'failed',
  atMs: 9,
  chapter: 'diagnose',
  error: 'replays-unavailable',
  detail: 'compatible/x at http://127.0.0.1:11999/v1: nothing answers there (ECONNREFUSED).',
  asked,
} as const satisfies FactBody;

it('names model and address where replays could not run, and says that nothing is proved', () => {
  expect(unreplayedWords(failed)).toEqual([
    'The replays could not run: compatible/x at http://127.0.0.1:11999/v1 does not answer.',
    expect.stringContaining('none of the fixes can be approved yet'),
  ]);
  expect(unreplayedWords({ error: 'model-unreachable', asked })).toBeUndefined();
  expect(refusalWords('model-denied', asked)).toContain('(compatible/x at http://127.0.0.1:11999/v1)');
});

it('shows what was thought of on both faces, with the ways on and nothing to approve', () => {
  const proposed = stepsTo(someProven()).slice(0, 4);
  const history = historyAfter(...proposed, [1, failed]);
  const title = someProven().hypotheses[0]?.title ?? '?';

  const thread = threadText(threadOf(someScene(history)));
  expect(thread).toContain('compatible/x at http://127.0.0.1:11999/v1 does not answer');
  expect(thread).toContain('REFINERY_REPLAY_MODEL');
  expect(thread).toContain('Try again');
  expect(thread).toContain(title);
  expect(thread).not.toContain('Review and approve');

  const shown = caseView(history.now, (_style, text) => text);
  expect(shown).toContain(`${title}: not proved yet`);
  expect(history.now.stage).toBe('proposed');
});
