import { join } from 'node:path';
import { codeHosts } from './code/code-hosts.ts';
import type { GitHubSettings } from './code/github/access.ts';
import { gitHub } from './code/github/github.ts';
import { localGit } from './code/local-git.ts';
import { type RemoteOptions, remoteGit } from './code/remote/remote-git.ts';
import type { Config } from './config.ts';
import type { CodeHost } from './ports.ts';

/** Every place for code that the settings lead to. @param searchPath where `git` is looked for, as in `PATH` */
export function codeHostOf(config: Config, searchPath: string | undefined): CodeHost {
  const { tokens, folder, ...common } = remoteOptions(config, searchPath);
  const settings = gitHubSettings(config);
  return codeHosts({
    local: localGit(common),
    remote: remoteGit({ ...common, folder, tokens }),
    gitHub: settings && gitHub({ ...common, folder, ...settings }),
  });
}

/** Servers that are named by their address. @param searchPath as above */
export function remoteOptions(config: Config, searchPath?: string): RemoteOptions {
  const tempDir = join(config.REFINERY_DATA, 'work');
  const folder = join(config.REFINERY_DATA, 'mirrors');
  return { tempDir, folder, tokens: config.REFINERY_GIT_TOKENS, ...(searchPath && { searchPath }) };
}

/** `undefined` where nobody gave us a way in. An app goes before a token: it may do less. */
export function gitHubSettings(config: Config): GitHubSettings | undefined {
  const { GITHUB_URL: url, GITHUB_TOKEN: token, GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: privateKey } = config;
  if (appId !== undefined && privateKey !== undefined) return { url, credential: { appId, privateKey } };
  return token === undefined ? undefined : { url, credential: { token } };
}
