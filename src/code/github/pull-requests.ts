import type { Octokit } from '@octokit/rest';
import type { PullRequest } from '../../domain/change.ts';
import { CommitSha } from '../../domain/digest.ts';
import type { PullRequestPlan } from '../../ports.ts';
import { asGitHub, isInvalid, isRefused } from './ask.ts';
import { PER_PAGE } from './unchanged.ts';

/** Put on when all else is done: a pull request without it was cut short, or people took it off. */
export const LABEL = 'refinery';

/** Repositories have thousands of open ones; ours are among the newer. */
const MOST_PAGES = 5;

/** What we want to know of a pull request. `head` is the commit that it ends in. */
export type Pull = PullRequest &
  Readonly<{ state: 'open' | 'closed' | 'merged'; head: CommitSha; labels: readonly string[] }>;

/** Who is asked to review, as `requestReviewers` wants them. */
export type Reviewers = Readonly<{ users: readonly string[]; teams: readonly string[] }>;

export const NOBODY: Reviewers = { users: [], teams: [] };

/** The pull requests of one repository. All throw as `asGitHub`. */
export type PullRequests = Readonly<{
  /** The branch that they are merged into unless somebody says otherwise. */
  usualBase(): Promise<string>;
  get(number: number): Promise<Pull>;
  /** The one that asks to merge this branch; an open one first, else the latest. */
  of(branch: string): Promise<Pull | undefined>;
  /** How many of ours are open, counted up to about `enough`, among the newest of all. */
  waiting(enough: number): Promise<number>;
  /** The one that there is, or a new one. Safe to repeat: what was cut short is completed. */
  open(branch: string, plan: PullRequestPlan, reviewers: Reviewers): Promise<Pull>;
  /** As it is then: somebody may have merged it meanwhile. */
  close(number: number): Promise<Pull>;
}>;

export function pullRequests(where: Readonly<{ owner: string; repo: string }>, { rest }: Octokit): PullRequests {
  const ask = <Answer>(work: () => Promise<Answer>) => asGitHub(`${where.owner}/${where.repo}`, work);
  const about = () => ask(async () => (await rest.repos.get(where)).data);

  async function of(branch: string): Promise<Pull | undefined> {
    // GitHub wants the owner as it is written there, and takes what it does not understand for no condition at all.
    const { owner, full_name } = await about();
    const { data } = await ask(() =>
      rest.pulls.list({ ...where, head: `${owner.login}:${branch}`, state: 'all', per_page: 100 }),
    );
    const ours = data.filter(({ head }) => head.ref === branch && head.repo?.full_name === full_name).map(pullFrom);
    return ours.find(({ state }) => state === 'open') ?? ours[0];
  }

  async function create(branch: string, { base, isDraft, title, body }: PullRequestPlan): Promise<Pull> {
    const send = (draft: boolean) => rest.pulls.create({ ...where, head: branch, base, title, body, draft });
    const { data } = await send(isDraft).catch((error) => {
      // Private repositories of some plans have none: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/proposing-changes-to-your-work-with-pull-requests/about-pull-requests#draft-pull-requests
      if (isDraft && isInvalid(error, /draft pull requests are not supported/i)) return send(false);
      throw error;
    });
    return pullFrom(data);
  }

  async function found(branch: string, plan: PullRequestPlan): Promise<Pull> {
    const there = await of(branch);
    if (there) return there;
    return ask(() =>
      create(branch, plan).catch(async (error) => {
        // Somebody was faster, or an answer of ours was lost on its way.
        const other = isInvalid(error, /already exists/i) ? await of(branch) : undefined;
        if (other) return other;
        throw error;
      }),
    );
  }

  return {
    of,

    async waiting(enough) {
      const { full_name } = await about();
      let count = 0;
      for (let page = 1; page <= MOST_PAGES && count < enough; page++) {
        const newest = { state: 'open', sort: 'created', direction: 'desc', per_page: PER_PAGE, page } as const;
        const { data } = await ask(() => rest.pulls.list({ ...where, ...newest }));
        const isOurs = ({ head }: (typeof data)[number]) =>
          head.ref.startsWith('refinery/') && head.repo?.full_name === full_name;
        count += data.filter(isOurs).length;
        if (data.length < PER_PAGE) break;
      }
      return count;
    },

    usualBase: async () => (await about()).default_branch,
    get: async (number) => pullFrom((await ask(() => rest.pulls.get({ ...where, pull_number: number }))).data),

    async open(branch, plan, reviewers) {
      const pull = await found(branch, plan);
      if (pull.state !== 'open' || pull.labels.includes(LABEL)) return pull;
      const at = { ...where, pull_number: pull.number };
      const all = [
        ...reviewers.users.map((user) => ({ reviewers: [user] })),
        ...reviewers.teams.map((team) => ({ team_reviewers: [team] })),
      ];
      // One by one: GitHub refuses all of them for one who can't be asked, such as the author.
      for (const one of all) await ask(() => unlessRefused(rest.pulls.requestReviewers({ ...at, ...one })));
      await ask(() => unlessRefused(rest.issues.addLabels({ ...where, issue_number: pull.number, labels: [LABEL] })));
      return pull;
    },

    async close(number) {
      return ask(async () =>
        pullFrom((await rest.pulls.update({ ...where, pull_number: number, state: 'closed' })).data),
      );
    },
  };
}

/** Nothing hangs on reviewers and labels: whoever may not set them still gets the pull request. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error) => {
    if (!isRefused(error) || ![403, 404, 422].includes(error.status)) throw error;
  });
}

type PullData = Readonly<{
  number: number;
  html_url: string;
  state: string;
  merged_at: string | null;
  base: Readonly<{ ref: string }>;
  head: Readonly<{ sha: string }>;
  labels: readonly Readonly<{ name?: string }>[];
}>;

export const stateOf = ({ state, merged_at }: Pick<PullData, 'state' | 'merged_at'>): Pull['state'] =>
  merged_at !== null ? 'merged' : state === 'open' ? 'open' : 'closed';

function pullFrom({ number, html_url: url, state, merged_at, base, head, labels }: PullData): Pull {
  return {
    number,
    url,
    base: base.ref,
    state: stateOf({ state, merged_at }),
    head: CommitSha.parse(head.sha),
    labels: labels.flatMap(({ name }) => name ?? []),
  };
}

/** What is recorded of it. */
export const asRecorded = ({ number, url, base }: Pull): PullRequest => ({ number, url, base });
