import type { IncomingMessage } from 'node:http';
import {
  type Answer,
  type CheckRun,
  gitHubApi,
  type Pull,
  type Review,
  type Status,
} from '../../playground/github/api.ts';
import type { SomeRepo } from './some-repo.ts';

export type { CheckRun };

export const TOKEN = 'github_pat_of_nobody_0123456789';
export const NAME = 'acme/agent';

/** What GitHub is asked beside git. */
export type GitHubApi = Readonly<{
  /** Those that git is let in with. */
  tokens: Set<string>;
  answer(request: IncomingMessage, path: string, body: Buffer): Promise<Answer>;
  close(): Promise<void>;
}>;

/** What stands at every commit, and was said of every pull request. */
export type SomeCi = {
  runs: CheckRun[];
  statuses: Status[];
  reviews: Review[];
  /** Whether the token may see checks and statuses. */
  isHidden: boolean;
  /** How often nothing was new. */
  unchanged: number;
};

export type OwnApi = GitHubApi &
  Readonly<{ pulls: Pull[]; takesDrafts: { value: boolean }; rights: { scopes: string; push: boolean }; ci: SomeCi }>;

/** The playground's, with all in reach that a test may turn. */
export function ownApi(repo: SomeRepo): OwnApi {
  const pulls: Pull[] = [];
  const takesDrafts = { value: true };
  const rights = { scopes: 'repo', push: true };
  const ci: SomeCi = { runs: [], statuses: [], reviews: [], isHidden: false, unchanged: 0 };
  return {
    pulls,
    takesDrafts,
    rights,
    ci,
    tokens: new Set([TOKEN]),
    close: async () => undefined,
    answer: gitHubApi(TOKEN, {
      name: NAME,
      writtenAs: 'Acme/Agent',
      pages: () => `https://github.com/${NAME}`,
      pulls,
      async tipOf(branch) {
        try {
          return repo.git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
        } catch {
          return undefined;
        }
      },
      checksOf: () => (ci.isHidden ? 'hidden' : ci),
      reviewsOf: () => ci.reviews,
      takesDrafts: () => takesDrafts.value,
      rights: () => rights,
      mayReview: (login) => login !== 'stranger',
      onUnchanged() {
        ci.unchanged++;
      },
    }),
  };
}
