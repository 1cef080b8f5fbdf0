import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HandedOver, Proven } from '../../src/domain/case.ts';
import type { Edit } from '../../src/domain/change.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import type { Hypothesis } from '../../src/domain/hypothesis.ts';
import { GoodTrace, SimilarTrace } from '../../src/domain/tried-trace.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { approveModal } from '../../src/slack/controls/approve.ts';
import { objectModal } from '../../src/slack/controls/object.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { noteView } from '../../src/slack/modals/note-view.ts';
import { triedView } from '../../src/slack/modals/tried-view.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { refusedIn, wrongIn } from '../wrong-in-slack.ts';
import { someHypothesis, someOffer, someProven, someVerdict, someYes } from './some.ts';
import { ada, historyAfter, place, type Step, someScene, stepsTo } from './some-history.ts';

/** Monsters: whatever text comes from traces, models, people and repositories, Slack takes what is drawn, and nobody is pinged. */
const NASTY = [
  '<!channel> <!here> <!everyone> <@U0ADA> <#C0001> <https://evil.example|click> <mailto:a@b.example>',
  '@channel @here https://evil.example/?q=1 evil.example javascript://x',
  'https://evil.example/<!channel>?q=`1`',
  'https://ada:secret@evil.example/',
  '*bold* _it_ ~no~ `code` ```fence``` > quote & &lt;!channel&gt;',
  'a\u202Eb\u2066c\u200Bd\u{E0041}e\u0000f\u001b[2J\u2028g\ud800h',
  '👩‍👩‍👧‍👦 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳ مرحبا نیم‌فاصله',
  '',
  ' \n\t ',
  '"\\'.repeat(5_000),
  '\n'.repeat(3_000),
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...NASTY).map((nasty) => nasty.repeat(Math.ceil(100_000 / Math.max(1, nasty.length)))),
  },
);
const severity = fc.constantFrom('block' as const, 'needs-approval' as const, 'note' as const);
/** Guards are ours; there may be many. */
const guard = fc.nat({ max: 30 }).map((number) => `guard-${number}`);
const finding = fc.record({ guard, severity, path: fc.option(text), says: text });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), path: text, find: text, text }),
  fc.record({ kind: fc.constant('append' as const), path: text, text }),
  fc.record({ kind: fc.constant('insert-before' as const), path: text, anchor: text, text }),
  fc.record({ kind: fc.constant('delete' as const), path: text }),
);
const hypothesis: fc.Arbitrary<Hypothesis> = fc
  .record({
    title: text,
    rationale: text,
    risks: text,
    edits: fc.array(edit, { minLength: 1, maxLength: 6 }),
    findings: fc.array(finding, { maxLength: 40 }),
  })
  .map(({ edits, ...said }) => someHypothesis({ ...said, change: sealChange(edits) }));
const signals = fc.record({ count: fc.constantFrom(0, 3, 10_000), detail: text });
const word = fc.constantFrom('fixed' as const, 'partly-fixed' as const, 'not-fixed' as const, 'inconclusive' as const);

/** What a fix did to so many others, all with one text. */
function others(count: number, said: string): Pick<Verdict, 'similar' | 'good' | 'unseen' | 'examples'> {
  if (count === 0) return {};
  const ref = { source: 'langsmith', locator: said };
  const tried = { ref, name: said, recorded: said, unchanged: said, changed: said };
  const good = Array.from({ length: count }, (_, index): GoodTrace => {
    const words = GoodTrace.unwrap().shape.became.options;
    return { ...tried, became: words[index % words.length] ?? 'kept' };
  });
  const similar = Array.from({ length: count }, (_, index): SimilarTrace => {
    const words = SimilarTrace.unwrap().shape.became.options;
    return { ...tried, became: words[index % words.length] ?? 'fixed' };
  });
  return {
    good: { broke: 1, of: count, drifted: 1, traces: good },
    similar: { fixed: 1, of: count, drifted: 1, traces: similar },
    unseen: said,
    examples: [1, 2, 3].map(() => ({ question: said, before: said, after: said })),
  };
}

const proven: fc.Arbitrary<Proven> = fc
  .record({
    tried: fc.constantFrom(0, 1, 20, 200),
    hypotheses: fc.array(hypothesis, { maxLength: 9 }),
    signals,
    word,
    said: text,
    quotes: fc.array(text, { maxLength: 20 }),
    count: fc.nat(),
  })
  .map(({ hypotheses, signals: { count, detail }, word, said, quotes, count: dropped, tried }) => {
    const numbered = hypotheses.map((each, index) => ({ ...each, id: `h${index + 1}` }));
    const example = someProven();
    return someProven({
      expectation: said,
      project: { ...example.project, name: said, repo: said },
      source: { source: 'langsmith', locator: said },
      openedBy: { id: 'slack/T0001/U0ADA', name: said },
      place,
      traceName: said,
      triage: {
        signals: Array.from({ length: count }, () => ({ kind: 'x', runIds: [], detail })),
        suspects: quotes.map((name) => ({ runId: name, name, score: 0.5, reasons: [said, name] })),
      },
      diagnosis: {
        ...example.diagnosis,
        summary: said,
        explanation: said,
        falsifiedBy: said,
        confidenceReason: said,
        evidence: quotes.map((quote) => ({ runId: quote, quote })),
        droppedQuotes: dropped,
      },
      check: { ...example.check, words: said },
      hypotheses: numbered,
      reproduction: { ...example.reproduction, sample: said, reason: said, model: said },
      verdicts: numbered.map((each) =>
        someVerdict(each, { word, sample: said, reason: said, model: said, ...others(tried, said) }),
      ),
    });
  });

const sha = CommitSha.parse('f'.repeat(40));

function everyEnd(now: Proven, said: string): readonly (readonly Step[])[] {
  const steps = stepsTo(now);
  const by = { ...ada, name: said };
  const first = now.hypotheses[0];
  const handedOver: HandedOver = { ...now, stage: 'handed-over', because: 'none-fixed' };
  const talk: readonly Step[] = [
    [1, { kind: 'commented', atMs: 6, by, text: said, addressed: true }],
    [
      1,
      {
        kind: 'replied',
        atMs: 7,
        to: 6,
        text: said,
        evidence: [{ runId: said, quote: said }],
        droppedQuotes: 2,
        answerer: { ...now.diagnosedBy, model: said },
      },
    ],
    [1, { kind: 'failed', atMs: 7, chapter: 'reply', error: said, detail: said }],
    [2, { kind: 'objected', atMs: 8, by, text: said }],
    [3, { kind: 'started-again', atMs: 9, by, because: 'asked' }],
    [3, { kind: 'stopped', atMs: 9, by }],
  ];
  const ends = [steps.slice(0, 1), steps.slice(0, 3), [...steps, ...talk], stepsTo(handedOver)];
  if (!first) return ends;
  const offer = someOffer(now, { target: { repo: said, branch: `refinery/${said}`, message: said } });
  const yes = someYes(offer, { by });
  const many = Array.from({ length: 500 }, (_, index) => `${said}${index}`);
  const published: readonly Step[] = [
    ...steps,
    [1, { kind: 'offered', atMs: 5, by, offer }],
    [1, { kind: 'said-yes', atMs: 6, yes }],
    [1, { kind: 'yes-refused', atMs: 7, yes: 7, because: 'second-yes-missing' }],
    [1, { kind: 'said-yes', atMs: 6, yes }],
    [1, { kind: 'approved', atMs: 8, offer, yeses: [yes, someYes(offer, { by: { id: 'slack/T9/U9', name: said } })] }],
    [1, { kind: 'published', atMs: 9, commit: { sha, branch: `refinery/${said}` } }],
    [1, { kind: 'roll-back-asked', atMs: 9, by, commit: sha }],
    [1, { kind: 'roll-back-refused', atMs: 9, changedSince: many }],
    [1, { kind: 'roll-back-refused', atMs: 9, changedSince: [], goneBut: many }],
    [1, { kind: 'rolled-back', atMs: 9, commit: { sha, branch: `refinery/${said}` }, alsoOn: many }],
  ];
  return [...ends, published.slice(0, 7), published];
}

it('draws nothing that Slack refuses, and nothing that pings, links, hides or steers', () => {
  fc.assert(
    fc.property(proven, text, (now, said) => {
      for (const steps of everyEnd(now, said)) {
        const history = historyAfter(...steps);
        for (const post of threadOf(someScene(history))) {
          expect([post.slot, ...refusedIn(post)]).toEqual([post.slot]);
          expect([post.slot, ...wrongIn(post)]).toEqual([post.slot]);
        }
        for (const modal of [detailsView(history, 1), detailsView(history, history.now.revision), noteView(said)]) {
          expect(refusedIn(modal)).toEqual([]);
          expect(wrongIn(modal)).toEqual([]);
        }
      }
      const conversations = triedView(historyAfter(...stepsTo(now)), 1, now.hypotheses[0]?.id ?? '');
      if (!conversations) return;
      expect(refusedIn(conversations)).toEqual([]);
      expect(wrongIn(conversations)).toEqual([]);
    }),
    { numRuns: 25, seed: 12 },
  );
});

it('draws modals that open, whatever is approved in them', () => {
  fc.assert(
    fc.property(proven, text, (now, said) => {
      const [hypothesis] = now.hypotheses;
      if (!hypothesis) return;
      const offer = someOffer(now, { target: { repo: said, branch: said, message: said } });
      const bytes = new TextEncoder().encode(said);
      const offered = {
        offer,
        writes: [{ path: said, mode: '100644' as const, bytes }],
        before: new Map([[said, null]]),
      };
      const approval = approveModal.draw({ id: now.id, offer: offer.digest }, { now, hypothesis, offered });
      for (const modal of [approval, objectModal.draw({ id: now.id, revision: 1 }, undefined)]) {
        expect(refusedIn(modal)).toEqual([]);
        expect(wrongIn(modal)).toEqual([]);
      }
    }),
    { numRuns: 40, seed: 13 },
  );
});
