import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { asGitHubName } from '../domain/github-name.ts';
import { isAddress } from '../domain/remote-url.ts';
import type { CodeHost } from '../ports.ts';

export type CodeHosts = Readonly<{ local: CodeHost; remote: CodeHost; gitHub: CodeHost | undefined }>;

/**
 * Every place for code as one. Where a repository is, its name says: an address is on a server, `owner/name` is on GitHub,
 * when that is set up, and all else is a path. A folder that is there goes before a name that looks like it, and is known
 * by its whole path.
 */
export function codeHosts({ local, remote, gitHub }: CodeHosts): CodeHost {
  const of = (repo: string) => {
    if (isAddress(repo)) return remote;
    return gitHub && asGitHubName(repo) !== undefined ? gitHub : local;
  };
  return {
    nameOf(text, folder) {
      if (existsSync(resolve(folder, text))) return local.nameOf(text, folder);
      // An address on GitHub is that of an `owner/name`.
      const name = gitHub?.nameOf(text, folder) ?? text;
      return of(name).nameOf(name, folder);
    },
    head: (repo, from) => of(repo).head(repo, from),
    pullRequestBase: (repo) => of(repo).pullRequestBase(repo),
    list: (repo, at, limit) => of(repo).list(repo, at, limit),
    search: (repo, at, texts) => of(repo).search(repo, at, texts),
    read: (repo, at, path) => of(repo).read(repo, at, path),
    signed: (repo, trailer) => of(repo).signed(repo, trailer),
    publish: (publication) => of(publication.repo).publish(publication),
    rollBack: (reversal) => of(reversal.repo).rollBack(reversal),
    look: (repo, published, memo) => of(repo).look(repo, published, memo),
  };
}
