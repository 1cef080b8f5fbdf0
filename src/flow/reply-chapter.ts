import type { CapReached } from '../domain/cap.ts';
import type { Case } from '../domain/case.ts';
import type { Comment, Reply } from '../domain/discussion.ts';
import { kindOf } from '../domain/errors.ts';
import { USUAL_READING } from '../domain/reading.ts';
import type { SafeTrace } from '../domain/trace.ts';
import type { Chapter } from '../ports.ts';
import { reply } from '../questions/reply.ts';
import type { AboutReply, ReplyAnswer } from '../questions/reply-answer.ts';
import { REPLY } from '../refine/case/chapters.ts';
import { discussionOf } from '../refine/case/discussion.ts';
import { numberOf } from '../refine/case/due-turn.ts';
import type { History } from '../refine/case/fold.ts';
import { bearsOut } from '../refine/text/bears-out.ts';
import { ask } from './analyst/ask.ts';
import { onceIn } from './analyst/once-in.ts';
import { asLetGoOn, caseReached, dayReached, daySoFar } from './ask-before-spending.ts';
import type { House, Records } from './house.ts';
import { unagreed } from './preview.ts';
import { confine, privacyOf } from './privacy.ts';
import { atHand } from './reader.ts';
import { historyOf, record } from './record.ts';
import { chapter, costOfAnswer, type Scene } from './scene.ts';
import { traceOf } from './trace-of.ts';
import { viewOf } from './view-trace.ts';
import { withinDay } from './within-day.ts';

export const replyChapter = (house: House, records: Records): Chapter => chapter(REPLY, house, records, answerComment);

/** Answers one comment, wherever the case stands; it moves nothing. What may not be spent any more is asked for in its place. */
async function answerComment(scene: Scene): Promise<void> {
  const { at, turn, house, records, steps } = scene;
  const to = numberOf(turn);
  await steps.step('answer', async (spent) => {
    const history = await historyOf(records.facts, at);
    const asked = history.comments.find(({ seq }) => seq === to);
    if (!asked || history.replies.some((known) => known.to === to)) return undefined;
    const answered = await replyTo(asked, history, { ...scene, house: asLetGoOn(house, history.facts) });
    if ('of' in answered) {
      await record(records.facts, at, `reply-held/${turn.decision}`, () => {
        return { kind: 'reply-held', atMs: house.clock(), to, reached: answered };
      });
      return undefined;
    }
    spent(costOfAnswer(answered.answerer));
    await record(records.facts, at, `replied/${to}`, () => {
      return { kind: 'replied', atMs: house.clock(), to, ...answered };
    });
    return undefined;
  });
}

type Answered = Pick<Reply, 'text' | 'evidence' | 'droppedQuotes' | 'answerer'>;

async function replyTo(
  asked: Comment,
  history: History,
  { at, house: whole, records, steps }: Scene,
): Promise<Answered | CapReached> {
  const { now } = history;
  const privacy = await privacyOf(now.project, whole.codeHost);
  const confined = confine(whole, privacy);
  const trace = 'trace' in now ? traceOf(now, whole, records) : atHand(NOT_READ_YET, whole);
  const readable = { trace, reading: 'reading' in now ? now.reading : USUAL_READING };
  const isHeldBack = (await unagreed(readable, privacy, confined, history.agreed)) !== undefined;
  const house = isHeldBack ? { ...confined, analyst: undefined } : withinDay(confined, at.workspace, records);
  const reached = house.analyst && (caseReached(history, house) ?? (await dayReached(history, house, records)));
  if (reached) return reached;
  const about = {
    isHeldBack,
    ...whatIsKnown(history, asked.seq),
    expectation: now.expectation,
    asked: asked.text,
    view: house.analyst ? (await viewOf(readable, steps.signal)).text : '',
  };
  const byRules = () => trace('replyByRules', about, steps.signal);
  const quotesOf = (answer: ReplyAnswer) => trace('evidence', { answer }, steps.signal);
  const holds = async (answer: ReplyAnswer) => {
    const { kept, dropped } = await quotesOf(answer);
    return bearsOut(kept.length, dropped);
  };
  const asking = { ...house, once: onceIn(history, records), holds };
  try {
    const { answer, answerer } = await ask(reply, about, byRules, privacy.own, asking, steps.signal);
    const { kept: evidence, dropped: droppedQuotes } = await quotesOf(answer);
    return { text: answer.text, evidence, droppedQuotes, answerer };
  } catch (error) {
    if (kindOf(error) !== 'day-spent') throw error;
    return daySoFar(at.workspace, house, records);
  }
}

function whatIsKnown({ now, comments }: History, to: number): Pick<AboutReply, 'diagnosis' | 'proof' | 'discussion'> {
  return {
    diagnosis: 'diagnosis' in now ? now.diagnosis : null,
    proof: proofOf(now),
    discussion: discussionOf(comments.filter(({ seq }) => seq < to)),
  };
}

function proofOf(now: Case): AboutReply['proof'] {
  if (!('verdicts' in now)) return [];
  return now.hypotheses.map(({ title, change }) => {
    const verdict = now.verdicts.find((candidate) => candidate.change === change.digest);
    return { fix: title, result: verdict ? `${verdict.word}, ${verdict.fixed} of ${verdict.of}` : 'not tried' };
  });
}

const NOT_READ_YET: SafeTrace = { id: '', name: '', runs: [], mended: [], redactions: [] };
