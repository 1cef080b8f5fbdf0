import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export type Answer = Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body: unknown }>;

/** As GitHub answers it, but for `head` and `base`, which are branches here, and the names of labels. */
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
export type Status = Readonly<{ context: string; state: string; target_url: string | null }>;
export type Review = Readonly<{ user: { login: string } | null; state: string }>;

/** One repository, as its API tells of it. `pulls` is added to, and changed in place. */
export type Hosted = Readonly<{
  /** `owner/name`: as addresses have it, and as it is written. */
  name: string;
  writtenAs: string;
  /** Where its pages are, without a slash at the end. */
  pages(): string;
  pulls: Pull[];
  tipOf(branch: string): Promise<string | undefined>;
  /** Of one commit; `hidden` from this token. */
  checksOf(sha: string): Readonly<{ runs: readonly CheckRun[]; statuses: readonly Status[] }> | 'hidden';
  reviewsOf(pull: number): readonly Review[];
  takesDrafts(): boolean;
  rights(): Readonly<{ scopes: string; push: boolean }>;
  mayReview(login: string): boolean;
  /** A pull request was opened, closed or labelled. */
  onChange?(pull: Pull): void;
  /** Somebody knew already what was asked. */
  onUnchanged?(): void;
}>;

export type Api = (
  request: Readonly<{ method?: string | undefined; headers: IncomingHttpHeaders }>,
  path: string,
  body: Buffer,
) => Promise<Answer>;

/**
 * The part of GitHub's REST API that Refinery speaks to, for one token. As GitHub answers: a second pull request for a
 * branch, one for a branch that is not there, and reviewers who can't be asked are refused with 422.
 * https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request
 */
export function gitHubApi(token: string, hosted: Hosted): Api {
  const { name, writtenAs, pulls, tipOf } = hosted;
  const [owner = ''] = writtenAs.split('/');

  const shown = async (pull: Pull, tip?: string) => ({
    ...pull,
    html_url: `${hosted.pages()}/pull/${pull.number}`,
    head: { ref: pull.head, sha: tip ?? (await tipOf(pull.head)) ?? '0'.repeat(40), repo: { full_name: writtenAs } },
    base: { ref: pull.base },
    labels: pull.labels.map((label) => ({ name: label })),
  });

  async function create(given: Pull): Promise<Answer> {
    if (given.draft && !hosted.takesDrafts())
      return invalid('Draft pull requests are not supported in this repository.');
    if ((await tipOf(given.head)) === undefined) return invalid('Field head is invalid');
    if (pulls.some(({ head, state }) => head === given.head && state === 'open'))
      return invalid(`A pull request already exists for ${name.split('/')[0]}:${given.head}.`);
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
    hosted.onChange?.(pull);
    return { status: 201, body: await shown(pull) };
  }

  async function change(pull: Pull, method: string | undefined, what: string, given: Record<string, unknown>) {
    if (what === 'labels') pull.labels.push(...(given.labels as string[]));
    if (what === 'requested_reviewers') {
      const asked = [...((given.reviewers ?? []) as string[]), ...((given.team_reviewers ?? []) as string[])];
      if (!asked.every(hosted.mayReview)) return invalid('Reviews may only be requested from collaborators.');
      pull.reviewers.push(...asked);
    }
    if (method === 'PATCH' && given.state === 'closed' && pull.merged_at === null) pull.state = 'closed';
    hosted.onChange?.(pull);
    return {
      status: what === 'requested_reviewers' ? 201 : 200,
      body: what === 'labels' ? [] : await shown(pull),
    };
  }

  /** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
  function unlessKnown({ 'if-none-match': known }: IncomingHttpHeaders, body: unknown): Answer {
    const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
    if (known !== etag) return { status: 200, headers: { etag }, body };
    hosted.onUnchanged?.();
    return { status: 304, headers: { etag }, body: '' };
  }

  function about(): Answer {
    const { push } = hosted.rights();
    const body = { default_branch: 'main', full_name: writtenAs, owner: { login: owner }, permissions: { push } };
    return { status: 200, body };
  }

  async function list(search: URLSearchParams): Promise<Answer> {
    const head = search.get('head');
    if (head === null) return listOpen(Number(search.get('page') ?? 1));
    const [asked, branch] = head.split(':');
    const found = pulls.filter((pull) => asked === owner && pull.head === branch).toReversed();
    return { status: 200, body: await Promise.all(found.map((pull) => shown(pull))) };
  }

  /** The newest first. Git is not asked for each of what may be thousands. */
  async function listOpen(page: number): Promise<Answer> {
    const open = pulls.filter(({ state }) => state === 'open').toReversed();
    const found = open.slice(100 * (page - 1), 100 * page);
    return { status: 200, body: await Promise.all(found.map((pull) => shown(pull, '0'.repeat(40)))) };
  }

  return async ({ method, headers }, address, body) => {
    const { authorization = '' } = headers;
    if (!/^(?:token|bearer) /i.test(authorization) || !authorization.endsWith(token))
      return { status: 401, body: { message: 'Bad credentials' } };
    const { pathname, searchParams } = new URL(address, 'http://github.test');
    const given = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (pathname === '/user')
      return { status: 200, headers: { 'x-oauth-scopes': hosted.rights().scopes }, body: { login: 'ada' } };
    const path = pathname.replace(`/repos/${name}`, '');
    if (path === '') return about();
    if (path === '/pulls') return method === 'POST' ? create(given) : list(searchParams);

    const page = Number(searchParams.get('page') ?? 1);
    const shownPage = <Item>(items: readonly Item[]) => items.slice(100 * (page - 1), 100 * page);
    const [, sha = '', which] = /^\/commits\/([0-9a-f]{40})\/(check-runs|status)$/.exec(path) ?? [];
    if (which) {
      const checks = hosted.checksOf(sha);
      if (checks === 'hidden')
        return { status: 403, body: { message: 'Resource not accessible by personal access token' } };
      const { runs, statuses } = checks;
      return which === 'status'
        ? unlessKnown(headers, { statuses: shownPage(statuses) })
        : unlessKnown(headers, { total_count: runs.length, check_runs: shownPage(runs) });
    }
    const [, reviewed] = /^\/pulls\/(\d+)\/reviews$/.exec(path) ?? [];
    if (reviewed) return unlessKnown(headers, shownPage(hosted.reviewsOf(Number(reviewed))));
    const [, number, what = ''] = /^\/(?:pulls|issues)\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
    const pull = pulls[Number(number) - 1];
    if (!pull) return { status: 404, body: { message: 'Not Found' } };
    return method === 'GET' ? unlessKnown(headers, await shown(pull)) : change(pull, method, what, given);
  };
}

const invalid = (message: string): Answer => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ message }] },
});
