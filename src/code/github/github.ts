import { RefineryError } from '../../domain/errors.ts';
import { asGitHubName, type GitHubName } from '../../domain/github-name.ts';
import type { CodeHost, Publication, PullRequestPlan } from '../../ports.ts';
import { type MirroredOptions, mirroredGit } from '../mirrors/mirrored-git.ts';
import { accessTo, type GitHubSettings, named, type Right } from './access.ts';
import { lookAt } from './look.ts';
import { asRecorded, NOBODY, pullRequests } from './pull-requests.ts';
import { reviewersFor } from './reviewers.ts';
import { rollBackOnGitHub } from './roll-back.ts';

/** Pull requests of ours that are open in one repository: people have to look at each. */
const MOST_WAITING = 20;

/**
 * Repositories on GitHub, named `owner/name`: as on any server that speaks git, and people are asked to merge what was
 * pushed. Nothing is loaded or reached yet.
 */
export function gitHub(options: GitHubSettings & MirroredOptions): CodeHost {
  const access = accessTo(options);
  const { far, ...git } = mirroredGit(options, (repo, right) => access.remote(nameIn(repo), right));

  const pullsOf = async (repo: string, right: Right) => {
    const name = nameIn(repo);
    return pullRequests(named(name), await access.rest(name, right));
  };

  /** Whether so many of ours wait that nobody would see another one; one that is there already is no other one. */
  async function isCrowded({ repo, branch }: Publication): Promise<boolean> {
    const pulls = await pullsOf(repo, 'read');
    return (await pulls.of(branch)) === undefined && (await pulls.waiting(MOST_WAITING)) >= MOST_WAITING;
  }

  async function askToMerge({ repo, base, branch, approved }: Publication, plan: PullRequestPlan) {
    const paths = approved.map(({ path }) => path);
    // Of a draft nobody is asked to say anything yet: GitHub asks the owners once somebody says that it is ready.
    const reviewers = plan.isDraft ? NOBODY : await reviewersFor(paths, (path) => git.read(repo, base, path));
    const pulls = await pullsOf(repo, 'write');
    return asRecorded(await pulls.open(branch, plan, reviewers));
  }

  return {
    ...git,
    nameOf: (text) => asGitHubName(withoutAddress(text, options.url)) ?? text,
    pullRequestBase: async (repo) => (await pullsOf(repo, 'read')).usualBase(),

    async publish(publication) {
      if (publication.pullRequest && (await isCrowded(publication))) return { refused: 'pull-requests-waiting' };
      const made = await git.publish(publication);
      if ('refused' in made || !publication.pullRequest) return made;
      return { ...made, pullRequest: await askToMerge(publication, publication.pullRequest) };
    },

    async rollBack(reversal) {
      const { pullRequest } = reversal.published;
      if (!pullRequest) return git.rollBack(reversal);
      const { repo } = reversal;
      return rollBackOnGitHub({ ...far(repo), pulls: (right) => pullsOf(repo, right) }, reversal, pullRequest);
    },

    async look(repo, { pullRequest, ...commit }, memo) {
      const name = nameIn(repo);
      return pullRequest && lookAt(name, await access.rest(name, 'watch'), { ...commit, pullRequest }, memo);
    },
  };
}

/** People also copy a repository's address: it must not pass for another repository. */
function withoutAddress(text: string, url: string): string {
  const isThere = text.toLowerCase().startsWith(`${url.toLowerCase()}/`);
  return isThere ? text.slice(url.length + 1).replace(/(?:\.git)?\/?$/, '') : text;
}

function nameIn(repo: string): GitHubName {
  const name = asGitHubName(repo);
  if (name) return name;
  throw new RefineryError('repo-not-found', `${JSON.stringify(repo.slice(0, 200))} is no owner/name`);
}
