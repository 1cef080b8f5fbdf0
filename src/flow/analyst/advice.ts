import type { Advice, Case } from '../../domain/case.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { CommitSha } from '../../domain/digest.ts';
import type { Guide } from '../../domain/guide.ts';
import type { Project } from '../../domain/project.ts';
import type { FactStore } from '../../ports.ts';
import { failureWords, type Lesson, lessonOf, lessonsLike, mayTell } from '../../refine/case/lesson.ts';
import { findGuides } from '../../refine/text/find-guides.ts';
import type { House } from '../house.ts';
import { projectGuides } from './project-guides.ts';

/** What a failure is recognised by. */
type Failure = Readonly<{
  expectation: string;
  diagnosis: Diagnosis;
  /** The one that the failing call asked. */
  model: string | null;
  project: Project;
  base: CommitSha;
  /** Those that may be told of where the case is read. */
  lessons?: readonly Lesson[] | undefined;
}>;

/** `told` is what people are told of it; empty where there is nothing to read. */
type Advised = Readonly<{
  guides?: readonly Guide[] | undefined;
  lessons?: readonly Lesson[] | undefined;
  told: Readonly<{ advice?: Advice }>;
}>;

const MOST_CASES = 200;

/**
 * What the analyst reads before it proposes fixes: guides, Refinery's own and the project's, at the commit that the fixes
 * are made on, and lessons of cases like this one. Rules read no guides. Errors as `GuideLibrary` and `CodeHost`.
 */
export async function adviceOn(
  { expectation, diagnosis, model, project, base, lessons = [] }: Failure,
  { guides: library, codeHost, analyst }: Pick<House, 'guides' | 'codeHost' | 'analyst'>,
): Promise<Advised> {
  if (!library) return { told: {} };
  const failure = failureWords(expectation, diagnosis);
  const all = analyst ? [...(await library.guides()), ...(await projectGuides(project.repo, base, codeHost))] : [];
  const guides = findGuides(failure, model, all);
  const alike = lessonsLike(failure, lessons);
  if (guides.length === 0 && alike.length === 0) return { told: {} };
  const told = {
    guides: guides.map(({ title, from }) => ({ title, from })),
    alike: alike.map(({ id, place }) => ({ id, place })),
  };
  return { guides, lessons: alike.length === 0 ? undefined : alike, told: { advice: told } };
}

/** What the newest cases that ended have left, of which the readers of this one may be told. Errors as `FactStore`. */
export async function lessonsFor(now: Case, facts: FactStore): Promise<readonly Lesson[]> {
  const reader = { repo: now.project.repo, place: now.place };
  return (await facts.list(now.workspace, MOST_CASES)).flatMap((line) => {
    const lesson = 'facts' in line && line.id !== now.id ? lessonOf(line.facts) : undefined;
    return lesson && mayTell(lesson, reader) ? [lesson] : [];
  });
}
