import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { NO_PROGRESS, progressAfter } from '../../src/slack/painting/progress.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { blocksText, threadText } from '../thread-text.ts';
import {
  ben,
  historyAfter,
  recordedCase,
  type Step,
  someScene,
  someSha,
  stepsTo,
  stepsToPublished,
} from './some-history.ts';

/** What the expert reads. Change a sentence, read the whole thread again, and say yes with `npx vitest run test/unit/thread-golden.test.ts -u`. */
const golden = (name: string, file: string) => join(import.meta.dirname, '../cases', name, file);

it('memory: proved and waiting, then approved, committed and taken back', async () => {
  const { now, runNames } = recordedCase('memory');
  const steps = stepsTo(now);
  const draw = (...all: readonly Step[]) => threadText(threadOf(someScene(historyAfter(...all), { runNames })));
  await expect(draw(...steps)).toMatchFileSnapshot(golden('memory', 'thread.md'));

  const published = [...steps, ...stepsToPublished(now as Proven)];
  await expect(draw(...published)).toMatchFileSnapshot(golden('memory', 'thread-committed.md'));

  const revert = CommitSha.parse('decade'.padEnd(40, '0'));
  const back: readonly Step[] = [
    [1, { kind: 'roll-back-asked', atMs: 9, by: ben, commit: someSha }],
    [1, { kind: 'rolled-back', atMs: 10, commit: { sha: revert, branch: 'refinery/rf-1-5e3f0a91' } }],
  ];
  await expect(draw(...published, ...back)).toMatchFileSnapshot(golden('memory', 'thread-rolled-back.md'));
});

it('memory: on its way, with two fixes tried and a third under way', async () => {
  const { now, runNames } = recordedCase('memory');
  const progress = ['reproduce 5/5', 'try h1 5/5', 'try h2 5/5', 'try h3 2/5'].reduce((before, last) => {
    const [, what = '', done, of] = /^(.+) (\d)\/(\d)$/.exec(last) ?? [];
    const steps = Array.from({ length: Number(done) }, (_, index) => `${what} ${index + 1}/${of}`);
    return steps.reduce((counted, step) => progressAfter(counted, { step, state: 'done' }), before);
  }, NO_PROGRESS);
  const history = historyAfter(...stepsTo(now).slice(0, 4));
  const thread = threadText(threadOf(someScene(history, { runNames, progress })));
  await expect(thread).toMatchFileSnapshot(golden('memory', 'thread-proving.md'));
});

it('memory: the figures behind it', async () => {
  const { now } = recordedCase('memory');
  const { blocks } = detailsView(historyAfter(...stepsTo(now)), 1);
  await expect(`${blocksText(blocks as never)}\n`).toMatchFileSnapshot(golden('memory', 'details.md'));
});

it('price: somebody objects, and a second diagnosis is on its way', async () => {
  const { now, runNames } = recordedCase('price');
  const steps: readonly Step[] = [
    ...stepsTo(now),
    [
      2,
      { kind: 'objected', atMs: 9, by: ben, text: 'Both articles are right. It must not name a price without a date.' },
    ],
    [2, { kind: 'diagnosed', atMs: 10, diagnosis: now.diagnosis, answerer: now.diagnosedBy }],
    [2, { kind: 'failed', atMs: 11, chapter: 'diagnose', error: 'model-unavailable', detail: 'HTTP 503' }],
  ];
  const thread = threadText(threadOf(someScene(historyAfter(...steps), { runNames })));
  await expect(thread).toMatchFileSnapshot(golden('price', 'thread.md'));
});

it('order: nothing in reach mends it, so it is handed over', async () => {
  const { now, runNames } = recordedCase('order');
  const thread = threadText(threadOf(someScene(historyAfter(...stepsTo(now)), { runNames })));
  await expect(thread).toMatchFileSnapshot(golden('order', 'thread.md'));
});
