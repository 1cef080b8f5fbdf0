import type { Case } from '../domain/case.ts';
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
import type { House, Records } from './house.ts';
import { unagreed } from './preview.ts';
import { confine, privacyOf } from './privacy.ts';
import { atHand } from './reader.ts';
import { historyOf, record } from './record.ts';
import { chapter, costOfAnswer, type Scene } from './scene.ts';
import { traceOf } from './trace-of.ts';
import { viewOf } from './view-trace.ts';

export const replyChapter = (house: House, records: Records): Chapter => chapter(REPLY, house, records, answerComment);

/** Answers one comment, wherever the case stands; it moves nothing. */
async function answerComment({ at, turn, house: whole, records, steps }: Scene): Promise<void> {
  const to = numberOf(turn);
  await steps.step('answer', async (spent) => {
    const history = await historyOf(records.facts, at);
    const asked = history.comments.find(({ seq }) => seq === to);
    if (!asked || history.replies.some((known) => known.to === to)) return undefined;
    const privacy = await privacyOf(history.now.project, whole.codeHost);
    const confined = confine(whole, privacy);
    const { now } = history;
    const trace = 'trace' in now ? traceOf(now, whole, records) : atHand(NOT_READ_YET, whole);
    const readable = { trace, reading: 'reading' in now ? now.reading : USUAL_READING };
    const isHeldBack = (await unagreed(readable, privacy, confined, history.agreed)) !== undefined;
    const house = isHeldBack ? { ...confined, analyst: undefined } : confined;
    const view = house.analyst ? (await viewOf(readable, steps.signal)).text : '';
    const about = {
      isHeldBack,
      ...whatIsKnown(history, to),
      expectation: now.expectation,
      asked: asked.text,
      view,
    };
    const byRules = () => trace('replyByRules', about, steps.signal);
    const quotesOf = (answer: ReplyAnswer) => trace('evidence', { answer }, steps.signal);
    const holds = async (answer: ReplyAnswer) => {
      const { kept, dropped } = await quotesOf(answer);
      return bearsOut(kept.length, dropped);
    };
    const asking = { ...house, once: onceIn(history, records), holds };
    const { answer, answerer } = await ask(reply, about, byRules, privacy.own, asking, steps.signal);
    spent(costOfAnswer(answerer));
    const { kept: evidence, dropped: droppedQuotes } = await quotesOf(answer);
    await record(records.facts, at, `replied/${to}`, () => {
      return { kind: 'replied', atMs: house.clock(), to, text: answer.text, evidence, droppedQuotes, answerer };
    });
    return undefined;
  });
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
