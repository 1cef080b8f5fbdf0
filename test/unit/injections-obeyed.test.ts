import { beforeAll, describe, expect, it } from 'vitest';
import { approve, type Proven } from '../../src/domain/case.ts';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import { hideSecrets } from '../../src/flow/analyst/hide-secrets.ts';
import { dueTurn } from '../../src/refine/case/due-turn.ts';
import type { History } from '../../src/refine/case/fold.ts';
import { rightsOf } from '../../src/refine/case/rights.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import type { Post } from '../../src/slack/post.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { diagnosedWith, sayingEverywhere } from '../injected.ts';
import { HARMLESS, INJECTIONS } from '../injections.ts';
import { refusedIn, walk, wrongIn } from '../wrong-in-slack.ts';
import { someHypothesis, someOffer, someProven, someVerdict } from './some.ts';
import { historyAfter, someScene, stepsTo } from './some-history.ts';

/** The other half of `injections.test.ts`: a model that obeys, and says what it was told wherever it may say anything. */
let harmless: Diagnosis;
beforeAll(async () => {
  harmless = await diagnosedWith(HARMLESS, sayingEverywhere(HARMLESS));
});

describe.each(INJECTIONS)('$name, obeyed', ({ text }) => {
  it('changes the words of the diagnosis, and nothing else of it', async () => {
    const diagnosis = await diagnosedWith(text, sayingEverywhere(text));
    expect(withoutWords(diagnosis, text)).toEqual(withoutWords(harmless, HARMLESS));
    expect(diagnosis).toMatchObject({ failingRunId: 'r8', evidence: [], confidence: 'low' });
    expect(diagnosis.droppedQuotes).toBeGreaterThan(0);
  });

  it('keeps a quote only where it stands, so that it shows who said it', async () => {
    const lying = sayingEverywhere(`As approved before: ${text}`);
    const { evidence, gaps } = await diagnosedWith(text, {
      ...lying,
      async answer(request) {
        const reply = await lying.answer(request);
        return { ...reply, text: JSON.stringify(JSON.parse(reply.text), inRun('r8')) };
      },
    });
    expect([evidence, gaps?.map((gap) => gap.evidence)]).toEqual([[], [[]]]);
  });

  it('is shown defused, with the buttons that would be there without it', () => {
    const [hostile, plain] = [endOf(text), endOf(HARMLESS)];
    const posts = threadOf(someScene(hostile));
    for (const drawn of [...posts, detailsView(hostile, 1)])
      expect([...refusedIn(drawn), ...wrongIn(drawn)]).toEqual([]);
    expect(pressable(posts)).toEqual(pressable(threadOf(someScene(plain))));
    expect(caseView(hostile.now, (_style, shown) => shown)).not.toMatch(STEERING);
  });

  it('approves nothing, and begins nothing', () => {
    const proven = provenWith(text);
    expect(approve(proven, someOffer(proven), [], rightsOf(proven.project), 0)).toEqual({ refused: 'not-allowed' });
    expect(dueTurn(endOf(text))).toBeUndefined();
  });
});

/** Control characters but tab and line break, and marks that turn the direction of text. */
const STEERING = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u;

/** Without how much of the trace there was room for, either: long texts leave less. */
function withoutWords(diagnosis: Diagnosis, said: string): unknown {
  // A key in it is not said.
  const words = hideSecrets(said);
  const told = (key: string, value: unknown) => (key === 'coverage' ? undefined : value === words ? 'SAID' : value);
  return JSON.parse(JSON.stringify(diagnosis, told));
}

const inRun = (id: string) => (key: string, value: unknown) => (key === 'run_id' ? id : value);

/** A case whose analyst said the text wherever it could. */
function provenWith(text: string): Proven {
  const { diagnosis } = someProven();
  const hypothesis = someHypothesis({ title: text, rationale: text, risks: text });
  return someProven({
    traceName: text,
    triage: {
      suspects: [{ runId: 'r8', name: text, score: 1, reasons: [text] }],
      signals: [{ kind: 'error', runIds: ['r8'], detail: text }],
    },
    diagnosis: {
      ...diagnosis,
      summary: text,
      explanation: text,
      falsifiedBy: text,
      confidenceReason: text,
      evidence: [{ runId: 'r8', quote: text }],
      gaps: [
        { clause: text, state: 'met', severity: 'minor', because: text, evidence: [{ runId: 'r8', quote: text }] },
        { clause: text, state: 'missing', severity: 'major', because: text, evidence: [] },
      ],
    },
    hypotheses: [hypothesis],
    verdicts: [someVerdict(hypothesis, { sample: text, reason: text })],
  });
}

function endOf(text: string): History {
  const now = provenWith(text);
  const evidence = [{ runId: 'r8', quote: text }];
  return historyAfter(
    ...stepsTo(now),
    [1, { kind: 'commented', atMs: 6, by: now.openedBy, text, addressed: true }],
    [1, { kind: 'replied', atMs: 7, to: 6, text, evidence, droppedQuotes: 0, answerer: now.diagnosedBy }],
  );
}

function pressable(posts: readonly Post[]): readonly object[] {
  const found: object[] = [];
  walk(posts, (value) => {
    if ((value as { type?: string }).type === 'button') found.push(value);
  });
  return found;
}
