import { z } from 'zod';
import { Commit, FileChange } from './change.ts';
import { CommitSha, Digest } from './digest.ts';
import { ContextFiles, Person } from './project.ts';
import { TraceRef } from './trace.ts';

export const ContextKind = z.enum(['prompts', 'evals', 'configs']);
export type ContextKind = z.infer<typeof ContextKind>;

/** What a set is saved for: a project, of which a repository may have several. */
export type ProjectName = Readonly<{ repo: string; name: string }>;

/** What is written to the repository, once a person approves it: the saved files as its declaration, or those of a trace. */
export const ContextWrite = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('declaration') }),
    z.object({ kind: z.literal('extracted'), source: TraceRef, expectation: z.string().nullable() }),
  ])
  .readonly();
export type ContextWrite = z.infer<typeof ContextWrite>;

/** A person's yes to an offer that another person must approve as well. `message`: the offer's, in their words. */
export const AwaitedYes = z
  .object({ offer: Digest, wish: ContextWrite, message: z.string(), by: Person, atMs: z.number() })
  .readonly();
export type AwaitedYes = z.infer<typeof AwaitedYes>;

/** What was approved to be written for a project: it goes to this branch. */
export const ApprovedWrite = z
  .object({
    offer: Digest,
    branch: z.string(),
    atMs: z.number(),
    /** Who approved it; not there in what an earlier version saved, nor is what follows. */
    by: z.array(Person).readonly().exactOptional(),
    /** The first line of the commit's message. */
    subject: z.string().exactOptional(),
    /** All that taking it back may do. */
    inverse: z.array(FileChange).readonly().exactOptional(),
    /** Not there before it is written. */
    commit: Commit.exactOptional(),
  })
  .readonly();
export type ApprovedWrite = z.infer<typeof ApprovedWrite>;

/** The context files of a project as somebody saved them. Each may be a pattern (`refine/context/match-path.ts`). */
export const ContextSet = z
  .object({
    files: ContextFiles,
    by: Person,
    atMs: z.number(),
    /** The last offer that was approved with a set of this project. */
    approved: ApprovedWrite.exactOptional(),
    /** What one person has approved where two must. */
    awaited: AwaitedYes.exactOptional(),
  })
  .readonly();
export type ContextSet = z.infer<typeof ContextSet>;

const files = z.array(z.string()).readonly();

/** What people ask of the files of a project. `update` takes out what is not there any more. */
export const ContextOrder = z
  .discriminatedUnion('do', [
    z.object({ do: z.literal('show') }),
    z.object({ do: z.literal('list') }),
    z.object({ do: z.literal('add'), kind: ContextKind, files }),
    z.object({ do: z.literal('remove'), files }),
    z.object({ do: z.literal('update') }),
    z.object({ do: z.literal('clear') }),
  ])
  .readonly();
export type ContextOrder = z.infer<typeof ContextOrder>;

/** One line of what a project's cases work on. `files`: how many it stands for; 0 when it is not there. */
export const ContextEntry = z
  .object({
    kind: ContextKind,
    path: z.string(),
    from: z.enum(['repository', 'saved']),
    files: z.number().int().nonnegative(),
  })
  .readonly();
export type ContextEntry = z.infer<typeof ContextEntry>;

/** What a project's cases work on, at one commit. No entries: files are found by their names and words. */
export const ContextStanding = z
  .object({
    project: z.string(),
    base: CommitSha,
    entries: z.array(ContextEntry).readonly(),
    /** The repository has a declaration, maybe an empty one: then nothing is looked for besides. */
    isDeclared: z.boolean(),
    /** The branch that brings what is not there yet, as far as that is known. */
    branch: z.string().nullable(),
    /** Who approved something that waits for another person's yes, and what. */
    awaited: z
      .object({ by: z.string(), kind: z.enum(['declaration', 'extracted']) })
      .readonly()
      .nullable(),
  })
  .readonly();
export type ContextStanding = z.infer<typeof ContextStanding>;

export const ContextAnswer = z.union([
  z.object({ refused: z.string() }).readonly(),
  /** `changed`: the paths that were added or taken out; `null` where nothing was to be changed. */
  z.object({ standing: ContextStanding, changed: files.nullable() }).readonly(),
  z
    .object({ saved: z.array(z.object({ project: z.string(), files: z.number().int() }).readonly()).readonly() })
    .readonly(),
]);
export type ContextAnswer = z.infer<typeof ContextAnswer>;

/** What came of a yes: the commit, or where two people must approve the wait for the second. */
export const WrittenContext = z.union([
  Commit,
  z.object({ awaits: z.literal('second-yes') }).readonly(),
  z.object({ refused: z.string() }).readonly(),
]);
export type WrittenContext = z.infer<typeof WrittenContext>;

/** `alsoOn` and `closed` as in `Reverted`. */
export const UndoneContext = z.union([
  z
    .object({
      commit: Commit,
      revert: Commit,
      alsoOn: z.array(z.string()).readonly(),
      closed: z.literal(true).exactOptional(),
    })
    .readonly(),
  z.object({ refused: z.string() }).readonly(),
]);
export type UndoneContext = z.infer<typeof UndoneContext>;
