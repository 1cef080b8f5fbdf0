import { z } from 'zod';
import { CommitSha, Digest } from './digest.ts';

const path = z.string();

/**
 * One edit of one text file. `find` and the anchors must stand in the file
 * exactly once, else the edit is refused (`refine/change/apply-edits.ts`).
 *
 * Those of values are for files of JSON or YAML: `at` is a JSON Pointer (RFC 6901), `text` the value as JSON.
 */
export const Edit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('replace'), path, find: z.string(), text: z.string() }),
  z.object({ kind: z.literal('insert-after'), path, anchor: z.string(), text: z.string() }),
  z.object({ kind: z.literal('insert-before'), path, anchor: z.string(), text: z.string() }),
  z.object({ kind: z.literal('append'), path, text: z.string() }),
  z.object({ kind: z.literal('create'), path, text: z.string() }),
  z.object({ kind: z.literal('delete'), path }),
  z.object({ kind: z.literal('set-value'), path, at: z.string(), text: z.string() }),
  z.object({ kind: z.literal('append-value'), path, at: z.string(), text: z.string() }),
  z.object({ kind: z.literal('remove-value'), path, at: z.string() }),
]);
export type Edit = Readonly<z.infer<typeof Edit>>;

export type ValueEdit = Extract<Edit, { kind: 'set-value' | 'append-value' | 'remove-value' }>;

/** The edits of one hypothesis. Two changes with one digest are the same change. */
export const Change = z.object({ edits: z.array(Edit).readonly(), digest: Digest }).readonly();
export type Change = z.infer<typeof Change>;

/** What a guard has to say about a change. */
export const Finding = z
  .object({
    guard: z.string(),
    severity: z.enum(['block', 'needs-approval', 'note']),
    path: z.string().nullable(),
    says: z.string(),
  })
  .readonly();
export type Finding = z.infer<typeof Finding>;

export const isBlocked = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'block');

/** What happens to one file: SHA-256 of its bytes before and after, `null` for "not there". Its mirror image is the inverse. */
export const FileChange = z
  .object({ path, mode: z.enum(['100644', '100755']), before: Digest.nullable(), after: Digest.nullable() })
  .readonly();
export type FileChange = z.infer<typeof FileChange>;

/**
 * Until when a red CI takes a change back by itself. A yes covers what was shown with it: `true` is the promise of the first
 * releases, that it happens before the merge and not after.
 */
const TakenBackIfRed = z.union([z.literal(true), z.literal('also-after-merge')]);

/** Where a change goes, and in which words. */
export const Target = z
  .object({
    repo: z.string(),
    branch: z.string(),
    message: z.string(),
    /** The branch is the one that the case works on, and is led on to the commit itself. Else it is a new one of ours. */
    straight: z.literal(true).exactOptional(),
    /** Asks people to merge the branch into `base`. Not there for a commit on the branch alone. */
    pullRequest: z.object({ base: z.string(), isDraft: z.boolean() }).readonly().exactOptional(),
    /** It is taken back without asking again if CI fails. */
    takenBackIfRed: TakenBackIfRed.exactOptional(),
  })
  .readonly();
export type Target = z.infer<typeof Target>;

/** What a person chose of a target; what is left out is as usual there. Where there are no pull requests, all go as a branch. */
export const TargetWish = z
  .object({
    message: z.string().optional(),
    goesAs: z.enum(['pull-request', 'draft', 'branch', 'straight']).optional(),
    /** Only where there is a pull request. */
    takenBackIfRed: TakenBackIfRed.optional(),
  })
  .readonly();
export type TargetWish = z.infer<typeof TargetWish>;

/** How a target that is made goes. */
export const goesAs = ({ pullRequest, straight }: Target): NonNullable<TargetWish['goesAs']> => {
  if (straight) return 'straight';
  if (!pullRequest) return 'branch';
  return pullRequest.isDraft ? 'draft' : 'pull-request';
};

/**
 * Exactly what a person was shown. The digest covers everything else in it, so
 * a yes to the digest is a yes to these files on this base at this target, and
 * to `inverse`, which is all that a roll-back may do.
 */
export const Offer = z
  .object({
    hypothesisId: z.string(),
    change: Digest,
    base: CommitSha,
    target: Target,
    files: z.array(FileChange).readonly(),
    inverse: z.array(FileChange).readonly(),
    digest: Digest,
  })
  .readonly();
export type Offer = z.infer<typeof Offer>;

/** Where people look at a branch, and merge it into `base` or not. */
export const PullRequest = z
  .object({ number: z.number().int().positive(), url: z.string(), base: z.string() })
  .readonly();
export type PullRequest = z.infer<typeof PullRequest>;

/** A commit that stands in a repository. `branch` is without `refs/heads/`. */
export const Commit = z
  .object({ sha: CommitSha, branch: z.string(), pullRequest: PullRequest.exactOptional() })
  .readonly();
export type Commit = z.infer<typeof Commit>;
