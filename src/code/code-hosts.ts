import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { asGitHubName } from '../domain/github-name.ts';
import type { CodeHost } from '../ports.ts';

/**
 * Every place for code as one. Where a repository is, its name says: `owner/name` is on GitHub, when that is set up, and
 * all else is a path. A folder that is there goes before a name that looks like it, and is known by its whole path.
 */
export function codeHosts(local: CodeHost, gitHub: CodeHost | undefined): CodeHost {
  if (!gitHub) return local;
  const of = (repo: string) => (asGitHubName(repo) === undefined ? local : gitHub);
  return {
    nameOf: (text, folder) => (existsSync(resolve(folder, text)) ? local : of(text)).nameOf(text, folder),
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
