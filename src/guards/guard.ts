import type { Change, Finding } from '../domain/change.ts';
import type { ContextFiles } from '../domain/project.ts';
import type { InspectedFile } from '../ports.ts';

/** A change with what the workshop found in each file it touches, before and after, and the files that are the agent's context. */
export type InspectedChange = Readonly<{ change: Change; files: readonly InspectedFile[]; context: ContextFiles }>;

/** One reason to doubt a change. Pure, so that it can be asked again at any door. */
export type Guard = Readonly<{ name: string; look(inspected: InspectedChange): readonly Omit<Finding, 'guard'>[] }>;
