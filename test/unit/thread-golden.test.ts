import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { ON_REDACTED_TEXT } from '../../src/refine/case/outcome-words.ts';
import { approvalView } from '../../src/slack/modals/approval-view.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { triedView } from '../../src/slack/modals/tried-view.ts';
import { NO_PROGRESS, progressAfter } from '../../src/slack/painting/progress.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { blocksText, threadText } from '../thread-text.ts';
import { someAnswer, someCall, someDigest, someOffer } from './some.ts';
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

it('memory: asked what may be sent, then let go', async () => {
  const { now, runNames } = recordedCase('memory');
  const sending = {
    shown: someDigest,
    to: ['openai/gpt-6.1-terra', 'openai/o5'],
    tokens: 4_210,
    replaced: [
      { kind: 'email', values: 3, places: 14 },
      { kind: 'secret', values: 1, places: 1 },
    ],
  };
  const asked: readonly Step[] = [...stepsTo(now).slice(0, 2), [1, { kind: 'sending-asked', atMs: 3, sending }]];
  const scene = someScene(historyAfter(...asked), { runNames, preview: { sending, text: 'run 1 …' } });
  await expect(threadText(threadOf(scene))).toMatchFileSnapshot(golden('memory', 'thread-to-send.md'));
  const agreed = historyAfter(...asked, [1, { kind: 'sending-agreed', atMs: 4, by: ben, shown: someDigest }]);
  expect(threadText(threadOf(someScene(agreed, { runNames })))).toContain('Ben agreed that this is sent.');
});

it('memory: the figures behind it', async () => {
  const { now } = recordedCase('memory');
  const { blocks } = detailsView(historyAfter(...stepsTo(now)), 1);
  await expect(`${blocksText(blocks as never)}\n`).toMatchFileSnapshot(golden('memory', 'details.md'));
});

it('memory: with the conversations that the fixes were tried on', async () => {
  const { now, runNames } = recordedCase('memory');
  const proven = { ...now, verdicts: now.verdicts.map((verdict, index) => ({ ...verdict, ...onOthers(index) })) };
  const history = historyAfter(...stepsTo(proven));
  const thread = threadText(threadOf(someScene(history, { runNames })).filter(({ slot }) => slot === 'fixes/1'));
  await expect(thread).toMatchFileSnapshot(golden('memory', 'fixes-on-others.md'));
  const { blocks } = triedView(history, 1, proven.hypotheses[1]?.id ?? '') ?? { blocks: [] };
  await expect(`${blocksText(blocks as never)}\n`).toMatchFileSnapshot(golden('memory', 'conversations.md'));
  expect(triedView(history, 1, proven.hypotheses[3]?.id ?? '')).toBeUndefined();
  expect(triedView(history, 1, 'h9')).toBeUndefined();
});

/** The first breaks nothing, the second does, the third did not come so far. */
function onOthers(index: number): Partial<Verdict> {
  if (index > 1) return {};
  const ref = (number: number) => ({
    source: 'langsmith',
    locator: `https://smith.langchain.com/o/acme/projects/p/support/r/${number}`,
  });
  const answers = { recorded: 'We ship to 41 countries.', unchanged: 'We ship to 41 countries.' };
  const kept = {
    ref: ref(1),
    name: 'Do you ship to Norway?',
    ...answers,
    changed: 'We ship to 41 countries, Norway too.',
  };
  const broke = {
    ref: ref(2),
    name: 'Do you ship to Peru?',
    ...answers,
    changed: 'I can’t tell you anything about that.',
  };
  const fixed = {
    ref: ref(3),
    name: 'Do you still know my name?',
    recorded: 'Of course!',
    unchanged: 'Yes, I do.',
    changed: 'I can’t remember past chats.',
  };
  const isBroken = index === 1;
  return {
    good: {
      broke: isBroken ? 1 : 0,
      of: 20,
      drifted: 1,
      traces: [
        { ...kept, became: 'kept' },
        { ...broke, became: isBroken ? 'broke' : 'kept' },
        { ...kept, became: 'drifted' },
      ],
    },
    similar: { fixed: 1, of: 1, drifted: 0, traces: [{ ...fixed, became: 'fixed' }] },
    usd: 0.12,
  };
}

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
  const output = { text: '', toolCalls: [{ id: 'call_1', name: 'look_up_order', arguments: { order_id: 42 } }] };
  const failingCalls = new Map([
    [now.diagnosis.failingRunId ?? '', { call: someCall(), ...someAnswer({ ...output, finish: 'tool-calls' }) }],
  ]);
  const posts = threadOf(someScene(historyAfter(...stepsTo(now)), { runNames, failingCalls }));
  await expect(threadText(posts)).toMatchFileSnapshot(golden('order', 'thread.md'));
  const [pack, test] = posts.flatMap(({ file }) => file ?? []);
  await expect(pack?.content).toMatchFileSnapshot(golden('order', 'evidence.md'));
  expect(JSON.parse(test?.content ?? '')).toMatchObject({
    case: 'RF-1',
    expected: 'look up order A-0042',
    check: { assertions: [{ kind: 'tool-called' }] },
    request: { messages: [{ role: 'system' }, { role: 'user' }] },
    response: { choices: [{ message: { tool_calls: [{ function: { name: 'look_up_order' } }] } }] },
  });
});

it('memory: on redacted text, which the thread, the approval and the figures say', () => {
  const { now } = recordedCase('memory');
  const proven = now as Proven;
  const redacted = true as const;
  const marked = {
    ...proven,
    reproduction: { ...proven.reproduction, redacted },
    verdicts: proven.verdicts.map((verdict) => ({ ...verdict, redacted })),
  };
  const history = historyAfter(...stepsTo(marked));
  expect(threadText(threadOf(someScene(history)))).toContain(ON_REDACTED_TEXT);
  expect(blocksText(detailsView(history, 1).blocks as never)).toContain('(a stand-in model), on redacted text, ');
  const hypothesis = marked.hypotheses[0];
  if (!hypothesis) throw new Error('no fix');
  const offered = { offer: someOffer(marked), writes: [], before: new Map() };
  expect(blocksText(approvalView({ now: marked, hypothesis, offered }) as never)).toContain(ON_REDACTED_TEXT);
});
