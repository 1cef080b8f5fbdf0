import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { auditTrail, trailText } from '../../src/refine/case/audit-trail.ts';
import { caseView } from '../../src/slack/views/case-view.ts';
import { blocksText } from '../thread-text.ts';
import { refusedIn, wrongIn } from '../wrong-in-slack.ts';
import { ada, ben, historyAfter, recordedCase, type Step, stepsTo, stepsToPublished } from './some-history.ts';

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
