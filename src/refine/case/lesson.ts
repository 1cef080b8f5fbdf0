import { type CaseId, verdictOf } from '../../domain/case.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { Place } from '../../domain/discussion.ts';
import type { Fact } from '../../domain/fact.ts';
import { closenessTo } from '../text/closeness.ts';
import { fixNow } from './fix-now.ts';
import { fold } from './fold.ts';

/** What a case that ended leaves for the next one like it. It is never stored: the facts tell it. */
export type Lesson = Readonly<{
  id: CaseId;
  repo: string;
  place: Place | null;
  /** As `failureWords` says it. */
  failure: string;
  changes: readonly Readonly<{ title: string; kind: string; verdict: string; why: string | null; chosen: boolean }>[];
  decision: 'published' | 'rolled-back' | 'handed-over' | 'stopped';
  /** Why it was handed over; what people objected. */
  reasons: readonly string[];
}>;

const ALIKE = 0.4;
const MOST_ALIKE = 2;

/** `undefined` for a case that goes on, and for one that ended before anybody knew what was wrong. */
export function lessonOf(facts: readonly Fact[]): Lesson | undefined {
  const history = fold(facts);
  const ended = history?.now;
  const now = fold(facts.filter(({ body }) => body.kind !== 'stopped'))?.now;
  if (!history || !ended || !now || !isDecision(ended.stage) || !('diagnosis' in now)) return undefined;
  const chosen = 'offer' in now ? now.offer.hypothesisId : undefined;
  const hypotheses = 'hypotheses' in now ? now.hypotheses : [];
  const changes = hypotheses.map((hypothesis) => {
    const verdict = 'verdicts' in now ? verdictOf({ ...now, stage: 'proven' }, hypothesis) : undefined;
    const { id, title, kind } = hypothesis;
    return { title, kind, verdict: verdict?.word ?? 'not tried', why: verdict?.reason ?? null, chosen: id === chosen };
  });
  const { id, project, place, objections, expectation, diagnosis } = now;
  const reasons = ['because' in now ? now.because : [], objections].flat();
  const failure = failureWords(expectation, diagnosis);
  const isDeclined = ended.stage === 'published' && fixNow(ended, history) === 'declined';
  const decision = isDeclined ? 'rolled-back' : ended.stage;
  return { id, repo: project.repo, place, failure, changes, decision, reasons };
}

/** The lessons that resemble a failure, the closest first. */
export function lessonsLike(failure: string, lessons: readonly Lesson[]): readonly Lesson[] {
  const scores = closenessTo(
    failure,
    lessons.map((lesson) => lesson.failure),
  );
  return lessons
    .map((lesson, index) => ({ lesson, score: scores[index] ?? 0 }))
    .filter(({ score }) => score >= ALIKE)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_ALIKE)
    .map(({ lesson }) => lesson);
}

/**
 * Whether who reads a case may be told of another: of the same repository, and heard in the same channel, which may be a
 * private one. Who sits at a terminal sees all cases anyway.
 */
export function mayTell(of: Pick<Lesson, 'repo' | 'place'>, to: Pick<Lesson, 'repo' | 'place'>): boolean {
  const isHeard = to.place === null || (of.place?.team === to.place.team && of.place.channel === to.place.channel);
  return of.repo === to.repo && isHeard;
}

/** What a failure is recognised by. */
export function failureWords(
  expectation: string,
  { category, summary, explanation }: Pick<Diagnosis, 'category' | 'summary' | 'explanation'>,
): string {
  return [expectation, category, summary, explanation].join('\n');
}

function isDecision(stage: string): stage is Lesson['decision'] {
  return stage === 'published' || stage === 'rolled-back' || stage === 'handed-over' || stage === 'stopped';
}
