import { expect, it } from 'vitest';
import type { Approved } from '../../src/domain/case.ts';
import { pullRequestText, revertText, verbatim } from '../../src/refine/case/pull-request-text.ts';
import { someBase, someDigest, someHypothesis, someOffer, someProven, someVerdict, someYes } from './some.ts';

const signature = { record: someDigest, audit: someDigest };

function approved(about: Parameters<typeof someProven>[0] = {}): Approved {
  const proven = someProven(about);
  return { ...proven, stage: 'approved', offer: someOffer(proven), yeses: [] };
}

it('tells the case, what was seen, what was proved, and where it is recorded', () => {
  const { title, body } = pullRequestText(approved(), signature);
  expect(title).toBe('fix: say so');
  expect(body).toContain('`The assistant claimed to remember.`');
  expect(body).toContain('> `Yes, I remember`');
  expect(body).toContain('Fixed the reported answer 5 of 5 times.');
  expect(body).toMatch(/```text\nRefinery-Case: RF-1\nRefinery-Offer: [0-9a-f]{64}\nRefinery-Record: /);
  expect(body).toContain(`Refinery-Audit: ${someDigest}`);
});

it('tells the cause, an example, what the safety rules said, and who approved it', () => {
  const examples = [{ question: 'Do you remember?', before: 'Yes, I remember', after: 'We cannot remember @ada' }];
  const findings = [
    { guard: 'size', severity: 'needs-approval' as const, path: null, says: 'It is long.' },
    { guard: 'prompt-growth', severity: 'note' as const, path: null, says: 'It grows.' },
  ];
  const hypothesis = someHypothesis({ findings });
  const proven = someProven({ hypotheses: [hypothesis], verdicts: [someVerdict(hypothesis, { examples })] });
  const offer = someOffer(proven);
  const yeses = [someYes(offer), someYes(offer, { by: { id: 'B', name: '@ben' } })];
  const { body } = pullRequestText({ ...proven, stage: 'approved', offer, yeses }, signature);
  expect(body).toMatch(/\*\*Cause:\*\* in [^`]+ `The prompt is silent\.`/);
  expect(body).toContain('**Before:** `Yes, I remember`\n\n**With this change:** `We cannot remember @ada`');
  expect(body).toContain('- Approved all the same: `It is long.`\n\n- `It grows.`');
  expect(body).toMatch(/Case RF-1 of Refinery\. `.+` and `@ben` approved exactly these files/);
});

it('is never longer than GitHub takes, whatever the case is like', () => {
  const long = `a${'`'.repeat(100_000)}`;
  const severities = ['note', 'needs-approval'] as const;
  const findings = Array.from({ length: 200 }, (_, n) => ({
    guard: 'size',
    severity: severities[n % 2] ?? 'note',
    path: null,
    says: n === 199 ? 'The very last.' : long,
  }));
  const hypothesis = someHypothesis({ findings, rationale: long });
  const verdict = someVerdict(hypothesis, { examples: [{ question: long, before: long, after: long }] });
  const evidence = Array.from({ length: 50 }, () => ({ runId: 'r1', quote: long }));
  const diagnosis = { ...someProven().diagnosis, summary: long, explanation: long, evidence };
  const proven = someProven({ expectation: long, diagnosis, hypotheses: [hypothesis], verdicts: [verdict] });
  const offer = someOffer(proven);
  const yeses = Array.from({ length: 9 }, (_, n) => someYes(offer, { by: { id: `U${n}`, name: `${n}${long}` } }));
  const { title, body } = pullRequestText({ ...proven, stage: 'approved', offer, yeses }, signature);
  expect(title.length).toBeLessThan(256);
  expect(body.length).toBeLessThan(65_536);
  expect(body).toMatch(/- Approved all the same: [^\n]+\n\nAnd 188 more, in the case\./);
  expect(body).not.toMatch(/\n- `/);
});

it.each([
  'fixes #12 and @acme/team',
  '![x](https://evil.example/x.png) <img src=x> [a](javascript:x)',
  '` @ada ``` @ada `',
  '```\n@ada\n```',
  '\n\n# Heading\n\n@ada',
  '--> <details> @ada',
])('shows %j as it is, and nothing in it is read', (text) => {
  const span = verbatim(text);
  const [, fence = '', within = ''] = /^(`+)(.*?)\1$/s.exec(span) ?? [];
  expect(span).toBe(`${fence}${within}${fence}`);
  expect(within).not.toContain('\n');
  expect(within).not.toMatch(new RegExp(`(?<!\`)${fence}(?!\`)`));
  const hostile = approved({
    expectation: text,
    diagnosis: { ...someProven().diagnosis, summary: text, evidence: [{ runId: 'r1', quote: text }] },
    hypotheses: [someHypothesis({ rationale: text })],
  });
  expect(pullRequestText(hostile, signature).body.split(span)).toHaveLength(5);
});

it('keeps secrets and the rest of a long quote out', () => {
  expect(verbatim('mail ada@example.com')).not.toContain('ada@example.com');
  expect(verbatim('word '.repeat(2_000)).length).toBeLessThan(1_600);
});

it('says what a revert takes back', () => {
  const pullRequest = { number: 7, url: 'https://github.com/acme/agent/pull/7', base: 'main' };
  const published = {
    ...approved(),
    stage: 'published' as const,
    commit: { sha: someBase, branch: 'refinery/a', pullRequest },
  };
  const { title, body } = revertText(published, 'revert: fix: say so\n\nTakes back x.\n\nRefinery-Case: RF-1\n');
  expect(title).toBe('revert: fix: say so');
  expect(body).toContain('pull request #7');
  expect(body).toContain('```text\nRefinery-Case: RF-1\n```');
});
