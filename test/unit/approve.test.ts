import { expect, it } from 'vitest';
import { approve, findingsOn, type Proven, type Rights, whyNoYes, type Yes } from '../../src/domain/case.ts';
import { Digest } from '../../src/domain/digest.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { ada, ben, someHypothesis, someOffer, someProven, someVerdict, someYes } from './some.ts';

const anybody: Rights = {
  mayApprove: () => true,
  fourEyes: false,
  ownersOf: () => null,
  isPartial: false,
  straightTo: null,
};
const judged = (
  proven: Proven,
  { offer = someOffer(proven), yeses = [someYes(offer)] as readonly Yes[], rights = anybody, sinceMs = 0 } = {},
) => {
  const outcome = approve(proven, offer, yeses, rights, sinceMs);
  return 'refused' in outcome ? outcome.refused : outcome.stage;
};

it('takes a yes to exactly what was proved and shown', () => {
  expect(judged(someProven())).toBe('approved');
});

it('counts a yes for one digest only', () => {
  const proven = someProven();
  const other = someOffer(proven, { target: { repo: '/agent', branch: 'refinery/x', message: 'other words' } });
  expect(judged(proven, { yeses: [someYes(other)] })).toBe('not-allowed');
});

it('refuses an offer for edits that are no longer those of the hypothesis', () => {
  const offer = someOffer(someProven());
  const rewritten = someHypothesis({ change: sealChange([{ kind: 'delete', path: 'x' }]) });
  const proven = someProven({ hypotheses: [rewritten], verdicts: [someVerdict(rewritten)] });
  expect(judged(proven, { offer })).toBe('offer-outdated');
});

it.each(['not-fixed', 'partly-fixed', 'inconclusive'] as const)('refuses what was proved %s', (word) => {
  expect(judged(someProven({ verdicts: [someVerdict(someHypothesis(), { word })] }))).toBe('not-proved');
});

it.each([
  ['other edits', { change: Digest.parse('d'.repeat(64)) }],
  ['another check', { check: Digest.parse('d'.repeat(64)) }],
  ['another base', { base: 'd'.repeat(40) as never }],
])('refuses a verdict on %s', (_what, about) => {
  expect(judged(someProven({ verdicts: [someVerdict(someHypothesis(), about)] }))).toBe('not-proved');
});

const doubted = (severity: 'block' | 'needs-approval' | 'note') => {
  const hypothesis = someHypothesis({ findings: [{ guard: 'g', severity, path: null, says: 'hm' }] });
  return someProven({ hypotheses: [hypothesis], verdicts: [someVerdict(hypothesis)] });
};

it('never goes over a blocking guard, whatever was accepted', () => {
  const proven = doubted('block');
  const offer = someOffer(proven);
  expect(judged(proven, { offer, yeses: [someYes(offer, { accepts: ['g'] })] })).toBe('guard-blocks');
});

it("what reaches further than the agent's words needs an explicit yes of its own", () => {
  const proven = doubted('needs-approval');
  const offer = someOffer(proven);
  expect(judged(proven, { offer })).toBe('doubt-open');
  expect(judged(proven, { offer, yeses: [someYes(offer, { accepts: ['other'] })] })).toBe('doubt-open');
  expect(judged(proven, { offer, yeses: [someYes(offer, { accepts: ['g'] })] })).toBe('approved');
  expect(judged(doubted('note'))).toBe('approved');
});

it('wants a broken good conversation to be taken on like any other doubt', () => {
  const verdict = someVerdict(someHypothesis(), { good: { broke: 1, of: 20, drifted: 0, traces: [] } });
  const proven = someProven({ verdicts: [verdict] });
  const offer = someOffer(proven);
  expect(judged(proven, { offer })).toBe('doubt-open');
  expect(judged(proven, { offer, yeses: [someYes(offer, { accepts: ['good-conversations'] })] })).toBe('approved');
  expect(findingsOn(proven, someHypothesis())).toMatchObject([
    { says: '1 of 20 good conversations got worse with it.' },
  ]);
});

it('only those approve who may', () => {
  const onlyBen: Rights = { ...anybody, mayApprove: ({ id }) => id === ben.id };
  const proven = someProven();
  const offer = someOffer(proven);
  expect(judged(proven, { offer, rights: onlyBen })).toBe('not-allowed');
  expect(judged(proven, { offer, yeses: [someYes(offer), someYes(offer, { by: ben })], rights: onlyBen })).toBe(
    'approved',
  );
});

it('wants two people where four eyes are demanded, and one person twice is one', () => {
  const fourEyes = { ...anybody, fourEyes: true };
  const proven = someProven();
  const offer = someOffer(proven);
  expect(
    judged(proven, { offer, yeses: [someYes(offer), someYes(offer, { by: ada, atMs: 9 })], rights: fourEyes }),
  ).toBe('second-yes-missing');
  expect(judged(proven, { offer, yeses: [someYes(offer), someYes(offer, { by: ben })], rights: fourEyes })).toBe(
    'approved',
  );
});

it('wants a code owner among the yeses where the files have owners, besides an approver', () => {
  const proven = someProven();
  const offer = someOffer(proven);
  const [adas, bens] = [someYes(offer), someYes(offer, { by: ben })];
  const isAda: Rights['mayApprove'] = ({ id }) => id === ada.id;
  const isBen: Rights['mayApprove'] = ({ id }) => id === ben.id;
  const rights: Rights = {
    ...anybody,
    mayApprove: isAda,
    ownersOf: ([path]) => (path?.endsWith('.md') ? isBen : null),
  };
  expect(judged(proven, { offer, yeses: [adas], rights })).toBe('owner-missing');
  expect(judged(proven, { offer, yeses: [bens], rights })).toBe('approver-missing');
  expect(judged(proven, { offer, yeses: [bens, adas], rights })).toBe('approved');
  expect(judged(proven, { offer, yeses: [adas], rights: { ...rights, ownersOf: () => null } })).toBe('approved');
  // One who is both is enough, unless two people are wanted.
  const both = { ...rights, mayApprove: isBen };
  expect(judged(proven, { offer, yeses: [bens], rights: both })).toBe('approved');
  expect(judged(proven, { offer, yeses: [bens], rights: { ...both, fourEyes: true } })).toBe('second-yes-missing');
  expect(judged(proven, { offer, rights: { ...anybody, ownersOf: () => 'unknown' } })).toBe('owners-unknown');
  expect([whyNoYes(rights, ben, ['a.md']), whyNoYes(rights, ben, ['a.py'])]).toEqual([undefined, 'not-allowed']);
});

it('lets nobody through for a group that can’t be read, and says that it is the group', () => {
  const nobody: Rights = { ...anybody, mayApprove: () => false, isPartial: true };
  expect(judged(someProven(), { rights: nobody })).toBe('group-unread');
  expect(judged(someProven(), { rights: { ...anybody, ownersOf: () => () => false, isPartial: true } })).toBe(
    'group-unread',
  );
  expect(judged(someProven(), { rights: { ...anybody, isPartial: true } })).toBe('approved');
  expect(whyNoYes(nobody, ada, [])).toBe('group-unread');
});

it('takes a yes for three days only, and says so to whoever said the other one', () => {
  const proven = someProven();
  const offer = someOffer(proven);
  const old = someYes(offer, { by: ada, atMs: 1_000 });
  const fresh = someYes(offer, { by: ben, atMs: 2_000 });
  const fourEyes = { ...anybody, fourEyes: true };
  expect(judged(proven, { offer, yeses: [old], sinceMs: 1_001 })).toBe('yes-expired');
  expect(judged(proven, { offer, yeses: [old, fresh], rights: fourEyes, sinceMs: 1_001 })).toBe('yes-expired');
  expect(judged(proven, { offer, yeses: [old, fresh], rights: fourEyes, sinceMs: 1_000 })).toBe('approved');
  const again = someYes(offer, { by: ada, atMs: 3_000 });
  expect(judged(proven, { offer, yeses: [old, fresh, again], rights: fourEyes, sinceMs: 1_001 })).toBe('approved');
});

it('lets a fix go straight to a branch only where the project allows that very one', () => {
  const proven = someProven();
  const offer = someOffer(proven, { target: { repo: '/agent', branch: 'main', message: 'fix', straight: true } });
  expect(judged(proven, { offer })).toBe('straight-not-allowed');
  expect(judged(proven, { offer, rights: { ...anybody, straightTo: 'release' } })).toBe('straight-not-allowed');
  expect(judged(proven, { offer, rights: { ...anybody, straightTo: 'main' } })).toBe('approved');
});
