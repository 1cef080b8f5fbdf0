import type { Change, Finding } from '../domain/change.ts';
import type { ContextFiles, SizeLimits } from '../domain/project.ts';
import type { InspectedFile } from '../ports.ts';

/** A change with all that guards judge it by. */
export type InspectedChange = Readonly<{
  change: Change;
  /** What the workshop found in each file that it touches, before and after. */
  files: readonly InspectedFile[];
  /** The files that are the agent's. */
  context: ContextFiles;
  /** The words of the trace that came from people and tools, in order and in small letters; an empty one where a text ends. */
  heard: readonly string[];
  /** What the project says of the size of a change; nothing where it says nothing. */
  limits: SizeLimits;
}>;

/** What a guard says: its findings, which are given its name by whoever asked. */
export type Doubt = Omit<Finding, 'guard'>;

/** One reason to doubt a change. Pure, so that it can be asked again at any door. */
export type Guard = Readonly<{ name: string; look(inspected: InspectedChange): readonly Doubt[] }>;
