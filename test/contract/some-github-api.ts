import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SomeRepo } from './some-repo.ts';

export const TOKEN = 'github_pat_of_nobody_0123456789';
export const NAME = 'acme/agent';

export type Answer = Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body: unknown }>;

/** The part of GitHub's REST API that Refinery speaks to. */
export type GitHubApi = Readonly<{
  /** Those that git is let in with. */
  tokens: Set<string>;
  answer(request: IncomingMessage, path: string, body: Buffer): Promise<Answer>;
  close(): Promise<void>;
}>;

export type Pull = {
  number: number;
  title: string;
  body: string;
  draft: boolean;
  state: 'open' | 'closed';
  merged_at: string | null;
  merge_commit_sha: string | null;
  head: string;
  base: string;
  labels: string[];
  reviewers: string[];
};

export type CheckRun = Readonly<{ name: string; status: string; conclusion: string | null; html_url: string | null }>;

/** What stands at every commit, and was said of every pull request. */
export type SomeCi = {
  runs: CheckRun[];
  statuses: Readonly<{ context: string; state: string; target_url: string | null }>[];
  reviews: Readonly<{ user: { login: string } | null; state: string }>[];
  /** Whether the token may see checks and statuses. */
  isHidden: boolean;
  /** How often nothing was new. */
  unchanged: number;
};

export type OwnApi = GitHubApi &
  Readonly<{ pulls: Pull[]; takesDrafts: { value: boolean }; rights: { scopes: string; push: boolean }; ci: SomeCi }>;

/**
 * As GitHub answers: a second pull request for a branch, one for a branch that is not there, and reviewers who can't be
 * asked are refused with 422. https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request
 */
export function ownApi(repo: SomeRepo): OwnApi {
  const pulls: Pull[] = [];
  const takesDrafts = { value: true };
  const rights = { scopes: 'repo', push: true };
  const ci: SomeCi = { runs: [], statuses: [], reviews: [], isHidden: false, unchanged: 0 };
  const shown = (pull: Pull) => ({
    ...pull,
    html_url: `https://github.com/${NAME}/pull/${pull.number}`,
    head: { ref: pull.head, sha: tipOf(pull.head) ?? '0'.repeat(40), repo: { full_name: 'Acme/Agent' } },
    base: { ref: pull.base },
    labels: pull.labels.map((name) => ({ name })),
  });
  const tipOf = (branch: string) => {
    try {
      return repo.git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
    } catch {
      return undefined;
    }
  };
  const invalid = (message: string): Answer => ({
    status: 422,
    body: { message: 'Validation Failed', errors: [{ message }] },
  });

  function create(given: Pull): Answer {
    if (given.draft && !takesDrafts.value) return invalid('Draft pull requests are not supported in this repository.');
    if (tipOf(given.head) === undefined) return invalid('Field head is invalid');
    if (pulls.some(({ head, state }) => head === given.head && state === 'open'))
      return invalid(`A pull request already exists for acme:${given.head}.`);
    const pull: Pull = {
      ...given,
      number: pulls.length + 1,
      state: 'open',
      merged_at: null,
      merge_commit_sha: null,
      labels: [],
      reviewers: [],
    };
    pulls.push(pull);
    return { status: 201, body: shown(pull) };
  }

  function about(pull: Pull, method: string | undefined, what: string, given: Record<string, unknown>): Answer {
    if (what === 'labels') pull.labels.push(...(given.labels as string[]));
    if (what === 'requested_reviewers') {
      const asked = [...((given.reviewers ?? []) as string[]), ...((given.team_reviewers ?? []) as string[])];
      if (asked.includes('stranger')) return invalid('Reviews may only be requested from collaborators.');
      pull.reviewers.push(...asked);
      return { status: 201, body: shown(pull) };
    }
    if (method === 'PATCH' && given.state === 'closed' && pull.merged_at === null) pull.state = 'closed';
    return { status: 200, body: what === 'labels' ? [] : shown(pull) };
  }

  /** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
  function unlessKnown({ 'if-none-match': known }: IncomingMessage['headers'], body: unknown): Answer {
    const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
    if (known !== etag) return { status: 200, headers: { etag }, body };
    ci.unchanged++;
    return { status: 304, headers: { etag }, body: '' };
  }

  return {
    pulls,
    takesDrafts,
    rights,
    ci,
    tokens: new Set([TOKEN]),
    close: async () => undefined,

    async answer({ method, headers }, address, body) {
      if (!/^(?:token|bearer) /i.test(headers.authorization ?? '') || !headers.authorization?.endsWith(TOKEN))
        return { status: 401, body: { message: 'Bad credentials' } };
      const { pathname, searchParams } = new URL(address, 'http://github.test');
      const given = body.length > 0 ? JSON.parse(body.toString()) : {};
      const path = pathname.replace(`/repos/${NAME}`, '');
      if (pathname === '/user')
        return { status: 200, headers: { 'x-oauth-scopes': rights.scopes }, body: { login: 'ada' } };
      if (path === '')
        return {
          status: 200,
          body: {
            default_branch: 'main',
            full_name: 'Acme/Agent',
            owner: { login: 'Acme' },
            permissions: { push: rights.push },
          },
        };
      if (path === '/pulls' && method === 'POST') return create(given);
      if (path === '/pulls') {
        const [owner, head] = (searchParams.get('head') ?? '').split(':');
        return {
          status: 200,
          body: pulls
            .filter((pull) => owner === 'Acme' && pull.head === head)
            .toReversed()
            .map(shown),
        };
      }
      const page = Number(searchParams.get('page') ?? 1);
      const shownPage = <Item>(items: readonly Item[]) => items.slice(100 * (page - 1), 100 * page);
      const [, which] = /^\/commits\/[0-9a-f]{40}\/(check-runs|status)$/.exec(path) ?? [];
      if (which && ci.isHidden)
        return { status: 403, body: { message: 'Resource not accessible by personal access token' } };
      if (which === 'check-runs')
        return unlessKnown(headers, { total_count: ci.runs.length, check_runs: shownPage(ci.runs) });
      if (which) return unlessKnown(headers, { statuses: shownPage(ci.statuses) });
      if (/^\/pulls\/\d+\/reviews$/.test(path)) return unlessKnown(headers, shownPage(ci.reviews));
      const [, number, what = ''] = /^\/(?:pulls|issues)\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
      const pull = pulls[Number(number) - 1];
      if (!pull) return { status: 404, body: { message: 'Not Found' } };
      return method === 'GET' ? unlessKnown(headers, shown(pull)) : about(pull, method, what, given);
    },
  };
}
