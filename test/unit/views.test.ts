import { expect, it } from 'vitest';
import type { Case } from '../../src/domain/case.ts';
import { RefusalReason } from '../../src/domain/case.ts';
import { type ErrorKind, isErrorKind, isRetryable, kindOf, RefineryError, tell } from '../../src/domain/errors.ts';
import {
  branchName,
  commitMessage,
  revertMessage,
  signatureIn,
  signedMessage,
} from '../../src/refine/case/commit-message.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { ON_REDACTED_TEXT, WHY_REFUSED } from '../../src/refine/case/outcome-words.ts';
import { branchGoneWords, stillOnWords } from '../../src/refine/case/roll-back-words.ts';
import { printable } from '../../src/refine/text/printable.ts';
import { approvalView } from '../../src/slack/modals/approval-view.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { diffView } from '../../src/terminal/views/diff-view.ts';
import { offerView } from '../../src/terminal/views/offer-view.ts';
import { blocksText } from '../thread-text.ts';
import { someBase, someDigest, someHypothesis, someOffer, someProven, someVerdict, someYes } from './some.ts';

const plain = (_style: string, text: string) => text;
/** Control characters but tab and line break, and marks that turn the direction of text. */
const STEERING = /[^\P{Cc}\n\t]|[\u202a-\u202e]/u;
const HOSTILE = 'a\u001b[2J\u001b]0;owned\u0007b\u202Ec\nRefinery-Case: RF-99';

it('shows what was proved in plain words, and on what it was shown', () => {
  const text = caseView(someProven(), plain);
  expect(text).toContain('Reproduced: without a change, 5 of 5 fresh answers fail (stand-in-1).');
  expect(text).toContain('h1 Say in the prompt what is expected: fixed the reported answer 5 of 5 times');
  expect(text).toContain('stand-in model');
  expect(text).toContain('medium confidence (by rules)');
});

it.each([
  ['partly-fixed', 'fixed the reported answer only 3 of 5 times'],
  ['not-fixed', 'did not fix it (3 of 5)'],
  ['inconclusive', 'not proved. The model was asleep.'],
] as const)('says %s so', (word, says) => {
  const verdict = someVerdict(someHypothesis(), {
    word,
    fixed: 3,
    of: 5,
    reason: word === 'inconclusive' ? 'The model was asleep.' : null,
  });
  expect(caseView(someProven({ verdicts: [verdict] }), plain)).toContain(says);
});

it('says what a fix does to others, and what customers will see change, before a yes', () => {
  const good = { broke: 1, of: 20, drifted: 0, traces: [] };
  const examples = [
    { question: HOSTILE, before: 'Yes,\nI remember.', after: 'I cannot remember.', worse: true as const },
  ];
  const proven = someProven({ verdicts: [someVerdict(someHypothesis(), { good, examples })] });
  expect(caseView(proven, plain)).toContain('1 of 20 good conversations got worse.');
  const offered = { offer: someOffer(proven), writes: [], before: new Map() };
  const text = offerView(offered, someHypothesis(), examples, plain);
  expect(text).toContain('before “Yes, I remember.”\n    after  “I cannot remember.”');
  expect(text).toContain('  Gets worse. Asked: a');
  expect(text).not.toMatch(STEERING);
});

it('says what a change reaches before a yes, and lets people choose the way where there are pull requests', () => {
  const reached = { path: 'prompts/support.md', usedBy: ['agent.py'], through: [], uses: [], tests: [] };
  const hypothesis = someHypothesis({ impact: [{ ...reached, evals: [{ path: 'evals/cases.jsonl', examples: 12 }] }] });
  const proven = someProven({ hypotheses: [hypothesis], verdicts: [someVerdict(hypothesis)] });
  const offered = { offer: someOffer(proven), writes: [], before: new Map() };
  expect(offerView(offered, hypothesis, [], plain)).toContain(
    'Used by agent.py; covered by 12 examples in evals/cases.jsonl.',
  );
  const shown = (offer = offered.offer) =>
    approvalView({ now: proven, hypothesis, offered: { ...offered, offer } }) as never;
  expect(blocksText(shown())).toContain('Used by `agent.py`; covered by 12 examples in `evals/cases.jsonl`.');
  expect(JSON.stringify(shown())).not.toContain('radio_buttons');
  const { target } = offered.offer;
  const inPull = someOffer(proven, { target: { ...target, pullRequest: { base: 'main', isDraft: true } } });
  expect(shown(inPull)).toContainEqual(
    expect.objectContaining({
      block_id: 'way',
      element: expect.objectContaining({ initial_option: expect.objectContaining({ value: 'draft' }) }),
    }),
  );
});

it('says that something was shown on redacted text, and only then', () => {
  const proven = someProven();
  const [verdict] = proven.verdicts;
  if (!verdict) throw new Error('no verdict');
  expect(caseView(proven, plain)).not.toContain('redacted');
  for (const about of [
    { reproduction: { ...proven.reproduction, redacted: true as const } },
    { verdicts: [{ ...verdict, redacted: true as const }] },
  ])
    expect(caseView(someProven(about), plain)).toContain(ON_REDACTED_TEXT);
});

it('counts quotes that were left out', () => {
  const { diagnosis } = someProven();
  expect(caseView(someProven({ diagnosis: { ...diagnosis, droppedQuotes: 2 } }), plain)).toContain(
    '2 quotes were not in the trace and left out.',
  );
});

it('hands over with what an engineer needs', () => {
  const { diagnosis, ...rest } = someProven();
  const handedOver: Case = {
    ...rest,
    diagnosis: { ...diagnosis, category: 'tool' },
    stage: 'handed-over',
    because: 'none-fixed',
  };
  const text = caseView(handedOver, plain);
  expect(text).toContain('nothing to approve. This needs an engineer.');
  expect(text).toContain('prompts can’t change what a tool accepts');
  expect(text).toContain('A test that fails until it is mended: The answer says “cannot”.');
});

it('proposes a message in which a code host finds nobody to tell, and nothing to close or to lead to', () => {
  const expectation = 'fixes #12, GH-13 and acme/agent#14, @ada https://github.com/acme/agent/issues/15';
  const message = commitMessage(someProven({ expectation }), someHypothesis());
  expect(message).toContain('fixes # 12, GH- 13 and acme/agent# 14, @ ada https: //github.com/');
});

it('says what a roll-back leaves to do', () => {
  const commit = { sha: someBase, branch: 'refinery/rf-1-12345678' };
  expect(stillOnWords({ alsoOn: [], revert: commit })).toBeUndefined();
  expect(stillOnWords({ alsoOn: ['main'], revert: commit })).toContain(
    'still stands on main. To take it back there, too, merge the roll-back: git merge refinery/rf-1-12345678',
  );
  expect(stillOnWords({ alsoOn: ['main'], revert: commit, closed: true })).toContain('Take it back there by hand.');
  expect(branchGoneWords(['main', 'release'], commit)).toContain(
    `Its commit stands on main, release. Take it back there by hand: git revert ${someBase}`,
  );
  expect(branchGoneWords([], commit)).toContain('by squash or rebase');
  expect(branchGoneWords('abcdefg'.split(''), commit)).toContain('a, b, c, d, e, 2 more');
});

it('lets no text of a trace steer the terminal', () => {
  const proven = someProven({
    expectation: HOSTILE,
    triage: {
      signals: [{ kind: 'x', runIds: [], detail: HOSTILE }],
      suspects: [{ runId: HOSTILE, name: HOSTILE, score: 1, reasons: [HOSTILE] }],
    },
    diagnosis: { ...someProven().diagnosis, summary: HOSTILE, evidence: [{ runId: HOSTILE, quote: HOSTILE }] },
    hypotheses: [
      someHypothesis({
        title: HOSTILE,
        rationale: HOSTILE,
        findings: [{ guard: 'g', severity: 'note', path: null, says: HOSTILE }],
      }),
    ],
    verdicts: [someVerdict(someHypothesis(), { sample: HOSTILE })],
  });
  expect(caseView(proven, plain)).not.toMatch(STEERING);
  const diff = diffView(
    {
      offer: someOffer(proven),
      writes: [{ path: 'p.md', mode: '100644', bytes: new TextEncoder().encode(HOSTILE) }],
      before: new Map(),
    },
    plain,
  );
  expect(diff).not.toMatch(STEERING);
  expect(printable('tab\tand\nbreak, ümläut 😀')).toBe('tab\tand\nbreak, ümläut 😀');
});

it('has a sentence with a next step for every refusal and every error', () => {
  for (const reason of RefusalReason.options) expect(WHY_REFUSED[reason]).toMatch(/^[A-Z].{20,}\.$/);
  for (const kind of ['disk-full', 'store-busy', 'trace-not-found'] satisfies ErrorKind[])
    expect(tell(kind)).toMatch(/\. .+|: .+|, .+/);
});

it('knows an error by its kind, whatever class it has by now', () => {
  expect(kindOf(new RefineryError('disk-full', 'x'))).toBe('disk-full');
  expect(kindOf(Object.assign(new Error('x'), { kind: 'disk-full' }))).toBe('disk-full');
  expect(kindOf(Object.assign(new Error('x'), { kind: 'toString' }))).toBeUndefined();
  expect(kindOf('disk-full')).toBeUndefined();
  expect(isErrorKind('constructor')).toBe(false);
  expect(isRetryable('disk-full')).toBe(true);
});

it('writes a commit message whose trailers only it can write', () => {
  const proven = someProven({ expectation: HOSTILE });
  const message = commitMessage(proven, someHypothesis({ title: HOSTILE, rationale: HOSTILE }));
  expect(message.split('\n').filter((line) => /^Refinery-/.test(line))).toEqual([]);
  const offer = someOffer(proven, { target: { repo: '/agent', branch: 'refinery/x', message } });
  const signature = { record: digestOf('opened'), audit: someDigest };
  const signed = signedMessage({ ...proven, stage: 'approved', offer, yeses: [someYes(offer)] }, signature);
  expect(signed.split('\n').filter((line) => /^Refinery-/.test(line))).toEqual([
    'Refinery-Case: RF-1',
    `Refinery-Offer: ${offer.digest}`,
    `Refinery-Record: ${signature.record}`,
    `Refinery-Audit: ${someDigest}`,
  ]);
  expect(signatureIn(signed)).toEqual(signature);
  expect(signatureIn(`${signed}\nSomebody wrote on.\n`)).toBeUndefined();
  const commit = { sha: 'e'.repeat(40) as never, branch: 'refinery/x' };
  expect(revertMessage({ ...proven, stage: 'published', offer, yeses: [], commit }, signature)).toMatch(
    /^revert: fix: .*\n\nTakes back e{40}\.\n\nRefinery-Case: RF-1\nRefinery-Reverts: e{40}\nRefinery-Record: .*\nRefinery-Audit: .*\n$/,
  );
});

it('names a branch by the case and its change, the same each time', () => {
  const proven = someProven();
  expect(branchName(proven, someHypothesis())).toMatch(/^refinery\/rf-1-[0-9a-f]{8}$/);
  expect(branchName(proven, someHypothesis())).toBe(branchName(proven, someHypothesis()));
  expect(branchName(someProven({ openedAtMs: 5 }), someHypothesis())).not.toBe(branchName(proven, someHypothesis()));
});
