import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { auditTrail, trailText } from '../../src/refine/case/audit-trail.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/slack/views/case-view.ts';
import { fixesView } from '../../src/slack/views/fixes-view.ts';
import { blocksText } from '../thread-text.ts';
import { refusedIn, wrongIn } from '../wrong-in-slack.ts';
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
const steps = [...stepsTo(now as Proven), ...stepsToPublished(now as Proven)];
const said = (text: string): Step => [1, { kind: 'commented', atMs: 9, by: ben, text, addressed: false }];

describe('/refinery case', () => {
  it('says in plain words what it is about, what it waits for, and who did what when', async () => {
    const talk = said('see <https://smith.langchain.com/o/1> and <@U0000000ADA>, it is &lt;wrong&gt;');
    const text = blocksText(caseView(historyAfter(...steps, talk, [1, { kind: 'muted', atMs: 10, by: ada }])).blocks);
    await expect(`${text}\n`).toMatchFileSnapshot(join(import.meta.dirname, '../cases/memory/case-command.md'));
  });

  it.each([
    ['many entries', Array.from({ length: 300 }, (_, index) => said(`number ${index}`))],
    ['long ones', Array.from({ length: 30 }, () => said('<!channel> & '.repeat(600)))],
    ['hostile ones', [said('\u202e<!channel> `x` *b* @here\u0000'), said('')]],
  ])('fits into Slack, and pings nobody: %s', (_what, more) => {
    const { text, blocks } = caseView(historyAfter(...steps, ...more));
    // The one link is that to its own thread.
    const wrong = wrongIn({ text, blocks }).filter(
      (found) => !found.startsWith('a link https://app.slack.com/client/T'),
    );
    expect([wrong, refusedIn({ text, blocks })]).toEqual([[], []]);
  });

  it('the file holds every fact, a line each, whatever was said', () => {
    const { facts } = historyAfter(...steps, said('two\nlines\tand \u001b[2J'));
    const lines = trailText(facts).trimEnd().split('\n');
    expect(lines).toHaveLength(auditTrail(facts).length);
    expect(lines.at(-1)).toMatch(/^10\t\S+\tBen: said: two lines and .*\t[0-9a-f]{64}$/);
  });
});

describe('the fixes in a thread', () => {
  const drawn = (history: ReturnType<typeof historyAfter>, revision: number) =>
    blocksText(fixesView(someScene(history), revision)?.blocks ?? []);

  it('are named when one is approved after the check was changed', () => {
    const before = now as Proven;
    const hypotheses = before.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      change: { ...hypothesis.change, digest: digestOf(hypothesis.id) },
    }));
    const verdicts = before.verdicts.map((verdict, index) => ({ ...verdict, change: digestOf(hypotheses[index]?.id) }));
    const again: Proven = { ...before, hypotheses, verdicts };
    const changed: readonly Step[] = [
      [2, { kind: 'check-changed', atMs: 5, by: ada, check: before.check, hypotheses }],
      [2, { kind: 'proven', atMs: 6, reproduction: before.reproduction, verdicts }],
      ...stepsToPublished(again).map(([, body]): Step => [2, body]),
    ];
    const text = drawn(historyAfter(...stepsTo(before), ...changed), 2);
    expect(text).toContain(`: ${hypotheses[0]?.title}*`);
    expect(text).not.toContain(': a fix');
    expect(text).toContain('Ada changed what counts as right: whatever else was expected is not checked.');
    expect(drawn(historyAfter(...stepsTo(before)), 1)).not.toContain('changed what counts as right');
  });

  it.each([
    [0, '3 fixes, none of them tried yet'],
    [10, '3 fixes, none of them could be judged'],
  ])('say whether they were not tried, or could not be judged (%i tokens)', (outputTokens, heading) => {
    const before = now as Proven;
    const verdicts = before.verdicts.map((verdict) => ({
      ...verdict,
      word: 'inconclusive' as const,
      fixed: 0,
      of: 0,
      outputTokens,
    }));
    expect(drawn(historyAfter(...stepsTo({ ...before, verdicts })), 1)).toContain(`## ${heading}\n`);
  });
});

it('where nobody could judge, what counts as right is changed, not tried again', () => {
  const before = now as Proven;
  const buttonsIn = (check: Proven['check']) => {
    const steps = stepsTo({ ...before, check, stage: 'handed-over', because: 'inconclusive' });
    const drawn = JSON.stringify(threadOf(someScene(historyAfter(...steps))));
    return { changes: drawn.includes('Change what counts as right…'), again: drawn.includes('"try-again"') };
  };
  const rubric = { question: 'Is it kind?', votes: 1 };
  const judge = { model: 'm', isUnderTest: false };
  expect(buttonsIn({ ...before.check, rubric })).toEqual({ changes: true, again: false });
  expect(buttonsIn({ ...before.check, rubric, judge })).toEqual({ changes: false, again: true });
  expect(buttonsIn(before.check)).toEqual({ changes: false, again: true });
});
