import type { Advice } from '../domain/case.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { CommitSha } from '../domain/digest.ts';
import type { Guide } from '../domain/guide.ts';
import type { Project } from '../domain/project.ts';
import { findGuides } from '../refine/text/find-guides.ts';
import type { House } from './house.ts';
import { projectGuides } from './project-guides.ts';

/** What a failure is recognised by. */
type Failure = Readonly<{
  expectation: string;
  diagnosis: Diagnosis;
  /** The one that the failing call asked. */
  model: string | null;
  project: Project;
  base: CommitSha;
}>;

/** `told` is what people are told of it; empty where nobody wants advice. */
type Advised = Readonly<{ guides?: readonly Guide[]; told: Readonly<{ advice?: Advice }> }>;

/**
 * The guides that the analyst reads before it proposes fixes: Refinery's own and the project's, at the commit that the
 * fixes are made on. Rules read nothing. Errors as `GuideLibrary` and `CodeHost`.
 */
export async function adviceOn(
  { expectation, diagnosis, model, project, base }: Failure,
  { guides, codeHost, analyst }: Pick<House, 'guides' | 'codeHost' | 'analyst'>,
): Promise<Advised> {
  if (!guides || !analyst) return { told: {} };
  const all = [...(await guides.guides()), ...(await projectGuides(project.repo, base, codeHost))];
  const failure = [expectation, diagnosis.category, diagnosis.summary, diagnosis.explanation].join('\n');
  const found = findGuides(failure, model, all);
  return { guides: found, told: { advice: { guides: found.map(({ title, from }) => ({ title, from })) } } };
}
