import { expect, it } from 'vitest';
import { CommitSha } from '../../src/domain/digest.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import { sealCheck } from '../../src/refine/case/digest.ts';
import { dueReplies, dueTurn } from '../../src/refine/case/due-turn.ts';
import { fold } from '../../src/refine/case/fold.ts';
import { agreedBy, settledCheck } from '../../src/refine/case/settled-check.ts';
import { ada, someBase, someDigest, someFacts, someHypothesis, someOffer, someProven, someYes } from './some.ts';

const proven = someProven();
const offer = someOffer(proven);
const sha = CommitSha.parse('e'.repeat(40));
const otherCheck = sealCheck([], 'A model judges: Is it kind?', { question: 'Is it kind?', votes: 3 });
const bodies = {
  opened: {
    kind: 'opened',
    atMs: 1_000,
    by: ada,
    source: proven.source,
    expectation: proven.expectation,
    project: proven.project,
  },
  read: { kind: 'read', atMs: 1, trace: someDigest, traceName: 'support', triage: proven.triage },
  diagnosed: { kind: 'diagnosed', atMs: 2, diagnosis: proven.diagnosis, answerer: proven.diagnosedBy },
  proposed: {
    kind: 'proposed',
    atMs: 3,
    base: someBase,
    check: proven.check,
    hypotheses: [...proven.hypotheses],
    answerer: proven.proposedBy,
  },
  proven: { kind: 'proven', atMs: 4, reproduction: proven.reproduction, verdicts: [...proven.verdicts] },
  offered: { kind: 'offered', atMs: 5, by: ada, offer },
  yes: { kind: 'said-yes', atMs: 6, yes: someYes(offer) },
  approved: { kind: 'approved', atMs: 7, offer, yeses: [someYes(offer)] },
  published: { kind: 'published', atMs: 8, commit: { sha, branch: 'refinery/x' } },
  asked: { kind: 'roll-back-asked', atMs: 9, by: ada, commit: sha },
  rolledBack: { kind: 'rolled-back', atMs: 10, commit: { sha, branch: 'refinery/x' } },
  refused: { kind: 'yes-refused', atMs: 7, yes: 7, because: 'base-moved' },
  moved: { kind: 'started-again', atMs: 8, by: ada, because: 'base-moved' },
  objected: { kind: 'objected', atMs: 8, by: ada, text: 'no' },
  checkAgreed: { kind: 'check-agreed', atMs: 8, by: ada, check: proven.check.digest },
  changed: { kind: 'check-changed', atMs: 8, by: ada, check: otherCheck, hypotheses: [...proven.hypotheses] },
  reworded: {
    kind: 'fix-reworded',
    atMs: 8,
    by: ada,
    replaces: 'h1',
    hypothesis: someHypothesis({ id: 'h9', title: 'In my words' }),
  },
  more: { kind: 'replays-asked', atMs: 8, by: ada, plan: { replays: 15, message: null } },
  failed: { kind: 'failed', atMs: 8, chapter: 'diagnose', error: 'model-unavailable', detail: 'down' },
  stopped: { kind: 'stopped', atMs: 8, by: ada },
  handedOver: { kind: 'handed-over', atMs: 8, because: 'inconclusive' },
  further: { kind: 'cap-raised', atMs: 9, by: ada, cap: { usd: 4, tokens: 4_000 } },
  toSend: {
    kind: 'sending-asked',
    atMs: 2,
    sending: { shown: someDigest, to: ['some/model'], tokens: 7, replaced: [] },
  },
  spent: {
    kind: 'spending-asked',
    atMs: 2,
    reached: { of: 'case', cap: { usd: 2, tokens: 9 }, usd: null, tokens: 10 },
  },
  allowed: { kind: 'spending-agreed', atMs: 3, by: ada, cap: { usd: 4, tokens: 18 } },
  agreed: { kind: 'sending-agreed', atMs: 3, by: ada, shown: someDigest },
} satisfies Record<string, FactBody>;
type Name = keyof typeof bodies;

const facts = (...names: readonly (Name | [Name, number])[]) =>
  someFacts(
    ...names.map(
      (name) => (typeof name === 'string' ? [1, bodies[name]] : [name[1], bodies[name[0]]]) as [number, FactBody],
    ),
  );
const historyOf = (...names: readonly (Name | [Name, number])[]) => {
  const history = fold(facts(...names));
  if (!history) throw new Error('no case');
  return history;
};
const toProven: Name[] = ['opened', 'read', 'diagnosed', 'proposed', 'proven'];

it.each<[readonly (Name | [Name, number])[], string, string | undefined]>([
  [['opened'], 'opened', 'diagnose 1'],
  [['opened', 'read'], 'read', 'diagnose 1'],
  [['opened', 'read', 'diagnosed'], 'diagnosed', 'diagnose 1'],
  [['opened', 'read', 'failed'], 'read', 'diagnose 1+1'],
  [['opened', 'read', 'failed', 'failed'], 'read', 'diagnose 1+2'],
  [toProven, 'proven', undefined],
  [[...toProven, 'offered'], 'proven', undefined],
  [[...toProven, 'offered', 'yes'], 'proven', 'publish 7'],
  [[...toProven, 'offered', 'yes', 'refused'], 'proven', undefined],
  [[...toProven, 'offered', 'yes', 'yes', 'refused'], 'proven', 'publish 8'],
  [[...toProven, 'offered', 'yes', 'approved', 'refused'], 'proven', undefined],
  [[...toProven, 'offered', 'yes', 'approved', 'refused', 'yes'], 'proven', 'publish 10'],
  [[...toProven, 'offered', 'yes', 'refused', 'moved'], 'read', 'diagnose 2'],
  [[...toProven, 'offered', 'yes', 'approved'], 'approved', 'publish 7'],
  [[...toProven, 'offered', 'yes', 'approved', 'published'], 'published', undefined],
  [[...toProven, 'offered', 'yes', 'approved', 'published', 'asked'], 'published', 'roll-back 10'],
  [[...toProven, 'offered', 'yes', 'approved', 'published', 'asked', 'rolledBack'], 'rolled-back', undefined],
  [[...toProven, 'objected'], 'read', 'diagnose 2'],
  [[...toProven, 'further'], 'proposed', 'diagnose 2'],
  [[...toProven, 'handedOver', 'further'], 'proposed', 'diagnose 2'],
  [[...toProven, 'offered', 'yes', 'approved', 'further'], 'approved', 'publish 7'],
  [['opened', 'stopped'], 'stopped', undefined],
  [['opened', 'read', 'toSend'], 'read', undefined],
  [['opened', 'read', 'failed', 'toSend'], 'read', undefined],
  [['opened', 'read', 'toSend', 'agreed'], 'read', 'diagnose 1-sent-1'],
  [['opened', 'read', 'toSend', 'agreed', 'failed'], 'read', 'diagnose 1-sent-1+1'],
  [['opened', 'read', 'toSend', 'agreed', 'diagnosed'], 'diagnosed', 'diagnose 1-sent-1'],
  [['opened', 'read', 'toSend', 'agreed', 'diagnosed', 'toSend'], 'diagnosed', undefined],
  [['opened', 'read', 'toSend', 'agreed', 'diagnosed', 'toSend', 'agreed'], 'diagnosed', 'diagnose 1-sent-2'],
  [['opened', 'read', 'toSend', ['objected', 2]], 'read', 'diagnose 2'],
  [['opened', 'read', 'toSend', 'agreed', ['objected', 2]], 'read', 'diagnose 2'],
  [['opened', 'read', 'toSend', 'stopped'], 'stopped', undefined],
])('%j stands at %s and waits for %s', (names, stage, due) => {
  const history = historyOf(...names);
  const turn = dueTurn(history);
  expect(history.now.stage).toBe(stage);
  expect(turn && `${turn.chapter} ${turn.decision}`).toBe(due);
});

it('is the proven case that its facts tell', () => {
  expect(historyOf(...toProven).now).toEqual(proven);
});

it('keeps what was proposed when a person lets it go on beyond its limit, and nothing of what was proved', () => {
  const { now } = historyOf(...toProven, 'handedOver', 'further');
  const { reproduction: _reproduction, verdicts: _verdicts, ...proposed } = proven;
  expect(now).toEqual({ ...proposed, stage: 'proposed', revision: 2 });
});

it('skips what comes too late: a commit without an approval, a stage out of order, anything after a stop', () => {
  expect(historyOf('opened', 'published').now.stage).toBe('opened');
  expect(historyOf(...toProven, 'published').now.stage).toBe('proven');
  expect(historyOf('opened', 'proven').now.stage).toBe('opened');
  expect(historyOf(...toProven, 'offered', 'yes', 'approved', 'published', 'objected').now.stage).toBe('published');
  expect(historyOf('opened', 'stopped', 'read', 'objected').now.stage).toBe('stopped');
});

it('does not take an approved fact for an approval when the offer does not fit the case', () => {
  const forged = { ...bodies.approved, offer: someOffer(proven, { base: sha }) };
  const rows = someFacts(...toProven.map((name) => [1, bodies[name]] as [number, FactBody]), [1, forged]);
  expect(fold(rows)?.now.stage).toBe('proven');
});

it('forgets offers and yeses with the revision they were made in, and keeps objections', () => {
  const history = historyOf(...toProven, 'offered', 'yes', 'objected');
  expect(history).toMatchObject({ offers: [], yeses: [], now: { revision: 2, objections: ['no'] } });
});

it('shows a failure until the case moves on', () => {
  expect(historyOf('opened', 'failed').failure?.error).toBe('model-unavailable');
  expect(historyOf('opened', 'failed', 'read').failure).toBeUndefined();
});

it('knows what people are asked to let go, until the case moves on, and for good what they did', () => {
  const { sending, failure } = historyOf('opened', 'read', 'failed', 'toSend');
  expect([sending, failure]).toEqual([bodies.toSend.sending, undefined]);
  expect(historyOf('opened', 'read', 'toSend', 'agreed')).toMatchObject({ sending: undefined, agreed: [someDigest] });
  expect(historyOf('opened', 'read', 'toSend', ['objected', 2])).toMatchObject({ sending: undefined, agreed: [] });
  expect(historyOf('opened', 'read', 'toSend', 'agreed', 'objected').agreed).toEqual([someDigest]);
  expect(historyOf('opened', 'read', 'toSend', 'stopped', 'agreed').now.stage).toBe('stopped');
  expect(historyOf('opened', 'toSend').sending).toBeUndefined();
});

it('waits where what may be spent is spent, until somebody lets it go on or the case moves on', () => {
  const waits = historyOf('opened', 'read', 'failed', 'spent');
  expect([waits.spending, waits.failure, dueTurn(waits)]).toEqual([bodies.spent.reached, undefined, undefined]);
  const goesOn = historyOf('opened', 'read', 'spent', 'allowed');
  expect([goesOn.spending, dueTurn(goesOn)?.decision]).toEqual([undefined, '1-further-1']);
  expect(historyOf('opened', 'read', 'spent', ['objected', 2]).spending).toBeUndefined();
  expect(dueTurn(historyOf('opened', 'read', 'toSend', 'agreed', 'spent', 'allowed'))?.decision).toBe(
    '1-sent-1-further-1',
  );
});

it('is no case without its opening', () => {
  expect(fold([])).toBeUndefined();
  expect(fold(facts('read'))).toBeUndefined();
});

it('keeps what people say whatever the revision, and knows which answers are due', () => {
  const said = { kind: 'commented', atMs: 3, by: ada, text: 'why?', addressed: true } as const;
  const aside = { ...said, text: 'hm', addressed: false };
  const answerer = proven.proposedBy;
  const replied = {
    kind: 'replied',
    atMs: 4,
    to: 3,
    text: 'Because.',
    evidence: [],
    droppedQuotes: 0,
    answerer,
  } as const;
  const gaveUp = {
    kind: 'failed',
    atMs: 5,
    chapter: 'reply',
    error: 'model-denied',
    detail: '',
    decision: '5',
  } as const;
  const due = (...more: FactBody[]) => {
    const history = fold(
      someFacts([1, bodies.opened], [1, bodies.objected], ...more.map((body) => [2, body] as const)),
    );
    return { history, due: history && dueReplies(history).map(({ chapter, decision }) => `${chapter}/${decision}`) };
  };
  expect(due(said, aside, said).due).toEqual(['reply/3', 'reply/5']);
  const { history, due: left } = due(said, aside, said, replied, gaveUp);
  expect(left).toEqual([]);
  expect(history?.comments.map(({ seq, text }) => [seq, text])).toEqual([
    [3, 'why?'],
    [4, 'hm'],
    [5, 'why?'],
  ]);
  expect(history).toMatchObject({
    replies: [{ to: 3 }],
    unanswered: [{ to: 5, error: 'model-denied' }],
    failure: undefined,
  });
});

it('waits with an answer that a limit holds up, and gives it once a person let the case go on, whatever for', () => {
  const said = { kind: 'commented', atMs: 3, by: ada, text: 'why?', addressed: true } as const;
  const cap = { usd: 4, tokens: 220 };
  const held = { kind: 'reply-held', atMs: 4, to: 2, reached: bodies.spent.reached } as const;
  const further = { kind: 'reply-agreed', atMs: 5, by: ada, to: 2, cap } as const;
  const gaveUp = { kind: 'failed', atMs: 6, chapter: 'reply', error: 'model-denied', detail: '' } as const;
  const after = (...more: FactBody[]) => {
    const history = fold(someFacts([1, bodies.opened], [1, said], ...more.map((body) => [1, body] as const)));
    if (!history) throw new Error('no case');
    return history;
  };
  const due = (...more: FactBody[]) => dueReplies(after(...more)).map(({ decision }) => decision);
  expect([due(), due(held), due(held, further)]).toEqual([['2'], [], ['2-further-1']]);
  expect(due(held, further, held, { ...further, atMs: 7 })).toEqual(['2-further-2']);
  expect(due(held, { kind: 'spending-agreed', atMs: 5, by: ada, cap })).toEqual(['2-further-1']);
  expect(dueTurn(after(held, further))?.decision).toBe('1');
  expect(after(held, further, { ...gaveUp, decision: '2-further-1' }).unanswered).toEqual([
    { to: 2, error: 'model-denied' },
  ]);
  expect(due(held, { kind: 'comment-changed', atMs: 5, comment: 2, text: null }, further)).toEqual([]);
});

it('knows the place of a case, and its thread once that stands', () => {
  const place = { team: 'T1', channel: 'C1', thread: null };
  const opened = { ...bodies.opened, place };
  expect(fold(someFacts([1, opened]))?.now.place).toEqual(place);
  const begun = fold(someFacts([1, opened], [1, { kind: 'threaded', atMs: 2, thread: '1.2' }], [1, bodies.read]));
  expect(begun?.now).toMatchObject({ stage: 'read', place: { ...place, thread: '1.2' } });
  expect(fold(someFacts([1, bodies.opened]))?.now.place).toBeNull();
});

it.each<[string, Name[], string]>([
  ['under way', ['opened', 'read', 'diagnosed', 'proposed'], 'proposed'],
  ['proved', toProven, 'proven'],
])(
  'a check that is changed when the case is %s begins before the proof, with the fixes that were proposed',
  (_when, names) => {
    const history = historyOf(...names, ['changed', 2]);
    expect(history.now).toMatchObject({ stage: 'proposed', revision: 2, check: otherCheck, plan: { replays: 5 } });
    expect(history.now).not.toHaveProperty('verdicts');
    expect(dueTurn(history)).toMatchObject({ chapter: 'diagnose', decision: '2' });
    expect(settledCheck(history)).toEqual(otherCheck);
    expect(agreedBy(history, otherCheck)).toEqual(ada);
  },
);

it('replays that are asked for begin before the proof, too, and a later check keeps their number', () => {
  const history = historyOf(...toProven, ['more', 2], ['changed', 3]);
  expect(history.now).toMatchObject({ stage: 'proposed', revision: 3, plan: { replays: 15 } });
});

it('a check that is agreed to moves nothing', () => {
  const history = historyOf(...toProven, 'checkAgreed');
  expect(history.now).toEqual(historyOf(...toProven).now);
  expect(agreedBy(history, proven.check)).toEqual(ada);
  expect(agreedBy(historyOf(...toProven), proven.check)).toBeUndefined();
  expect(settledCheck(history)).toBeUndefined();
});

it('nobody changes the check of a fix that is approved, committed or stopped', () => {
  for (const names of [
    [...toProven, 'offered', 'yes', 'approved'],
    [...toProven, 'offered', 'yes', 'approved', 'published'],
    [...toProven, 'stopped'],
    ['opened', 'read', 'diagnosed'],
  ] as Name[][])
    expect(historyOf(...names, ['changed', 2], ['more', 2]).now).toEqual(historyOf(...names).now);
});

it('tries a fix in other words in place of the one that it was, and forgets who was about to approve', () => {
  const history = historyOf(...toProven, 'offered', ['reworded', 2]);
  expect(history.now).toMatchObject({ stage: 'proposed', revision: 2, hypotheses: [{ id: 'h9' }] });
  expect([history.offers, history.yeses]).toEqual([[], []]);
  expect(dueTurn(history)).toMatchObject({ chapter: 'diagnose', decision: '2' });
  for (const names of [[...toProven, 'offered', 'yes', 'approved'] as const, toProven.slice(0, -1)])
    expect(historyOf(...names, ['reworded', 2]).now).toEqual(historyOf(...names).now);
});
