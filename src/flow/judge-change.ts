import type { Change, Finding } from '../domain/change.ts';
import type { CommitSha } from '../domain/digest.ts';
import type { Project, SizeLimits } from '../domain/project.ts';
import type { InspectedChange } from '../guards/guard.ts';
import { applyChange } from './apply-change.ts';
import type { House } from './house.ts';

/** What a change is judged by besides its edits. */
export type Surroundings = Pick<InspectedChange, 'context' | 'heard'> &
  Readonly<{ project: Pick<Project, 'repo'> & SizeLimits; base: CommitSha }>;

const WEIGHT: Readonly<Record<Finding['severity'], number>> = { block: 0, 'needs-approval': 1, note: 2 };

/** What all guards say of a change, the gravest first. Edits that do not fit the files block it, with the reason. Errors as `CodeHost`. */
export async function judgeChange(
  change: Change,
  { project, base, context, heard }: Surroundings,
  { codeHost, guards, workshop }: Pick<House, 'codeHost' | 'guards' | 'workshop'>,
): Promise<readonly Finding[]> {
  const applied = await applyChange(change.edits, project.repo, base, codeHost);
  if ('refused' in applied) return [{ guard: 'edits', severity: 'block', path: null, says: applied.refused }];
  const files = await workshop.inspect(applied.changed);
  const findings = guards.flatMap(({ name, look }) =>
    look({ change, files, context, heard, limits: project }).map((finding) => ({ guard: name, ...finding })),
  );
  return findings.toSorted((one, other) => WEIGHT[one.severity] - WEIGHT[other.severity]);
}
