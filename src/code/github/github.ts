import { resolve } from 'node:path';
import { CommitSha } from '../../domain/digest.ts';
import { RefineryError } from '../../domain/errors.ts';
import { asGitHubName, type GitHubName } from '../../domain/github-name.ts';
import type { CodeHost, Publication, PullRequestPlan } from '../../ports.ts';
import { localGit, SEARCH_PATH } from '../local-git.ts';
import { accessTo, type GitHubSettings } from './access.ts';
import { type Far, farOf } from './far.ts';
import { lookAt } from './look.ts';
import { mirrors as openMirrors } from './mirrors.ts';
import { asRecorded } from './pull-requests.ts';
import { reviewersFor } from './reviewers.ts';
import { rollBackOnGitHub } from './roll-back.ts';

export type GitHubOptions = GitHubSettings &
  Readonly<{
    /** For mirrors; what is lost there is fetched again. */
    folder: string;
    tempDir: string;
    searchPath?: string;
    patienceMs?: number;
  }>;

/**
 * Repositories on GitHub, named `owner/name`. Each has a bare mirror here, in which commits are made, and compared with
 * what was approved, just as in a repository of this machine; what is pushed is such a commit, by its name. So the bytes
 * on GitHub are the approved ones, and the same publication is the same commit there, too.
 *
 * `tempDir`, `searchPath` and `patienceMs` as for `localGit`. Nothing is loaded or reached yet.
 */
export function gitHub(options: GitHubOptions): CodeHost {
  const { searchPath = SEARCH_PATH, patienceMs = 30_000 } = options;
  const git = { searchPath, patienceMs };
  const tempDir = resolve(options.tempDir);
  const local = localGit({ tempDir, ...git });
  const access = accessTo(options);
  const mirrors = openMirrors({ folder: resolve(options.folder), tempDir, git, remoteOf: access.remote });

  const far = (repo: string): Far => farOf(nameIn(repo), { access, mirrors, tempDir, leaseMs: 2 * patienceMs });

  /** The path of a mirror that has the commit. */
  async function holding(repo: string, at: CommitSha): Promise<string> {
    const sha = CommitSha.safeParse(at);
    if (!sha.success) throw new RefineryError('repo-unusable', 'that is no name of a commit');
    return (await far(repo).holding(sha.data)).folder;
  }

  async function askToMerge({ repo, base, branch, approved }: Publication, plan: PullRequestPlan) {
    const folder = await holding(repo, base);
    const paths = approved.map(({ path }) => path);
    const reviewers = await reviewersFor(paths, (path) => local.read(folder, base, path));
    const pulls = await far(repo).pulls('write');
    return asRecorded(await pulls.open(branch, plan, reviewers));
  }

  return {
    nameOf: (text) => asGitHubName(text) ?? text,
    head: async (repo, from) => local.head((await far(repo).fetched()).folder, from),
    pullRequestBase: async (repo) => (await far(repo).pulls('read')).usualBase(),
    list: async (repo, at, limit) => local.list(await holding(repo, at), at, limit),
    search: async (repo, at, texts) => local.search(await holding(repo, at), at, texts),
    read: async (repo, at, file) => local.read(await holding(repo, at), at, file),
    signed: async (repo, trailer) => local.signed((await far(repo).fetched()).folder, trailer),

    async publish(publication) {
      const { repo, base, branch, pullRequest } = publication;
      const there = far(repo);
      const inMirror = (folder: string) => local.publish({ ...publication, repo: folder });
      let made = await inMirror(await holding(repo, base));
      // What stands in the way may be gone where it counts.
      if ('refused' in made) made = await inMirror((await there.fetched()).folder);
      if ('refused' in made) return made;
      if (!(await there.pushed(branch, made.sha))) return { refused: 'branch-taken' };
      return pullRequest ? { ...made, pullRequest: await askToMerge(publication, pullRequest) } : made;
    },

    rollBack: async (reversal) => rollBackOnGitHub(far(reversal.repo), local, reversal),

    async look(repo, { pullRequest, ...commit }, memo) {
      const name = nameIn(repo);
      return pullRequest && lookAt(name, await access.rest(name, 'watch'), { ...commit, pullRequest }, memo);
    },
  };
}

function nameIn(repo: string): GitHubName {
  const name = asGitHubName(repo);
  if (name) return name;
  throw new RefineryError('repo-not-found', `${JSON.stringify(repo.slice(0, 200))} is no owner/name`);
}
