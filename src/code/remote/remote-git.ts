import { RefineryError } from '../../domain/errors.ts';
import { asRemoteUrl, type RemoteUrl } from '../../domain/remote-url.ts';
import type { CodeHost } from '../../ports.ts';
import { type MirroredOptions, mirroredGit, openMirrored } from '../mirrors/mirrored-git.ts';
import type { RemoteOf } from '../mirrors/mirrors.ts';
import { authorizationFor, type GitTokens } from './git-tokens.ts';

export type RemoteOptions = MirroredOptions & Readonly<{ tokens: GitTokens }>;

/**
 * Repositories on any server that speaks git over HTTPS (GitLab, Gitea, Bitbucket, a company's own), named by their
 * address. A fix is pushed as a branch; asking people to merge it is theirs, for each kind of server does that otherwise.
 */
export function remoteGit(options: RemoteOptions): CodeHost {
  const { far: _far, ...git } = mirroredGit(options, remoteOf(options.tokens));
  return {
    ...git,
    nameOf: (text) => asRemoteUrl(text) ?? text,
    pullRequestBase: async () => undefined,
    look: async () => undefined,
  };
}

/** Whether these can be fetched, and pushed to; nothing is changed there. Errors as `CodeHost`. */
export async function tryRemotes({ tokens, ...options }: RemoteOptions, repos: readonly string[]): Promise<void> {
  const { mirrors } = openMirrored(options, remoteOf(tokens));
  for (const repo of repos) await mirrors.tryBoth(repo);
}

const remoteOf =
  (tokens: GitTokens): RemoteOf =>
  async (repo) => {
    const url = urlIn(repo);
    return { url, authorization: authorizationFor(url, tokens) };
  };

function urlIn(repo: string): RemoteUrl {
  const url = asRemoteUrl(repo);
  if (url) return url;
  // There may be a password in it.
  throw new RefineryError(
    'repo-not-found',
    'only addresses like https://git.example.org/team/agent.git are reached, without a user, a token or anything behind the path; tokens go into REFINERY_GIT_TOKENS',
  );
}
