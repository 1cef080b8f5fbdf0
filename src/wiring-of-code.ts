import { join } from 'node:path';
import { codeHosts } from './code/code-hosts.ts';
import type { GitHubSettings } from './code/github/access.ts';
import { gitHub } from './code/github/github.ts';
import { localGit } from './code/local-git.ts';
import type { Config } from './config.ts';
import type { CodeHost } from './ports.ts';

/** Every place for code that the settings lead to. @param searchPath where `git` is looked for, as in `PATH` */
export function codeHostOf(config: Config, searchPath: string | undefined): CodeHost {
  const tempDir = join(config.REFINERY_DATA, 'work');
  const common = { tempDir, ...(searchPath && { searchPath }) };
  const settings = gitHubSettings(config);
  const folder = join(config.REFINERY_DATA, 'mirrors');
  return codeHosts(localGit(common), settings && gitHub({ ...common, ...settings, folder }));
}

/** `undefined` where nobody gave us a way in. An app goes before a token: it may do less. */
export function gitHubSettings(config: Config): GitHubSettings | undefined {
  const { GITHUB_URL: url, GITHUB_TOKEN: token, GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: privateKey } = config;
  if (appId !== undefined && privateKey !== undefined) return { url, credential: { appId, privateKey } };
  return token === undefined ? undefined : { url, credential: { token } };
}
