import type { CommitSha } from '../../domain/digest.ts';
import { type BranchToWrite, isAncestor, refToWrite, tipOf } from '../branch.ts';
import { withLease } from '../lease.ts';
import type { Repo } from '../open-repo.ts';
import type { Workplace } from '../publish.ts';
import type { Mirrors } from './mirrors.ts';

/** One repository on a server, with its mirror here. */
export type Far = Readonly<{
  /** The mirror, as the remote stands now. */
  fetched(): Promise<Repo>;
  /** The mirror with this commit, also when no branch leads to it any more. */
  holding(at: CommitSha): Promise<Repo>;
  /** Work in the mirror as the remote stands now, which nobody else changes meanwhile. */
  inMirror<Result>(work: (place: Workplace) => Promise<Result>): Promise<Result>;
  /** Whether the remote's branch leads to a commit of the mirror, or on from it, when we are done. */
  pushed(to: BranchToWrite, sha: CommitSha, from?: CommitSha): Promise<boolean>;
}>;

export type FarOptions = Readonly<{ mirrors: Mirrors; tempDir: string; leaseMs: number }>;

export function farOf(repo: string, { mirrors, tempDir, leaseMs }: FarOptions): Far {
  return {
    fetched: () => mirrors.fetched(repo),
    holding: (at) => mirrors.holding(repo, at),

    async inMirror(work) {
      const { folder, git } = await mirrors.fetched(repo);
      return withLease({ tempDir, repoKey: folder, patienceMs: leaseMs }, (room) =>
        work({ git, commonFolder: folder, room }),
      );
    },

    async pushed(to, sha, from) {
      const failure = await mirrors.push(repo, to, sha, from).then(
        (outcome) => (outcome === 'done' ? undefined : outcome),
        (error: unknown) => ({ error }),
      );
      if (failure === undefined) return true;
      // An answer that was lost, or somebody who was faster with the same: what counts is what is there now.
      const { git } = await mirrors.fetched(repo);
      const tip = await tipOf(git, refToWrite(to));
      if (tip !== undefined && (await isAncestor(git, sha, tip))) return true;
      if (failure === 'moved') return false;
      throw failure.error;
    },
  };
}
