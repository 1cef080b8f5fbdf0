import type { Octokit } from '@octokit/rest';
import { RefineryError } from '../../domain/errors.ts';
import type { GitHubName } from '../../domain/github-name.ts';
import { accessTo, client, type GitHubSettings, named, openApp } from './access.ts';
import { asGitHub } from './ask.ts';

/** What an app must have been given: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const NEEDED = { contents: 'write', pull_requests: 'write' } as const;
const MEANS = { contents: '“Contents: Read and write”', pull_requests: '“Pull requests: Read and write”' } as const;

/** CI that nobody sees holds nothing up. */
const BLIND = ' (sees no CI: to let it, add “Checks: Read” and “Commit statuses: Read”)';

/**
 * Tries the token, or the app's key, and whether it reaches each repository with the right to write.
 *
 * @returns who we are there, and what can be reached, in a sentence
 * @throws RefineryError repo-denied, repo-not-found, repo-unavailable; the detail says what to change
 */
export async function examineGitHub(settings: GitHubSettings, repos: readonly GitHubName[]): Promise<string> {
  const { url, credential } = settings;
  const who =
    'token' in credential
      ? await examineToken(await client(url, { auth: credential.token }))
      : await examineApp(await openApp(url, credential));
  const access = accessTo(settings);
  for (const repo of repos) {
    const { rest } = await access.rest(repo, 'write');
    const { data } = await asGitHub(repo, () => rest.repos.get(named(repo)));
    if ('token' in credential && data.permissions?.push === false)
      throw new RefineryError(
        'repo-denied',
        `the token may only read ${repo}: give it ${MEANS.contents} and ${MEANS.pull_requests} there`,
      );
  }
  const reach = repos.length === 0 ? 'no repository of it is named in REFINERY_REPOS' : `reaches ${repos.join(', ')}`;
  return `${who}; ${reach}`;
}

/** Tokens of the older kind tell their scopes in a header; others tell nothing of what they may do. */
async function examineToken({ rest }: Octokit): Promise<string> {
  const { data, headers } = await asGitHub('the token', () => rest.users.getAuthenticated());
  const scopes = headers['x-oauth-scopes'];
  const given = (scopes ?? '').split(',').map((scope) => scope.trim());
  if (scopes !== undefined && scopes !== '' && !given.includes('repo') && !given.includes('public_repo'))
    throw new RefineryError('repo-denied', 'the token lacks the scope "repo": make one as docs/github.md says');
  return `the token of ${data.login}`;
}

async function examineApp({ rest }: Octokit): Promise<string> {
  const { data: app } = await asGitHub('the app', () => rest.apps.getAuthenticated());
  if (!app) throw new RefineryError('repo-denied', 'GitHub knows no such app');
  const rights: Readonly<Record<string, string | undefined>> = app.permissions;
  const missing = (['contents', 'pull_requests'] as const).filter((right) => rights[right] !== NEEDED[right]);
  if (missing.length > 0)
    throw new RefineryError(
      'repo-denied',
      `the app ${app.name} lacks ${missing.map((right) => MEANS[right]).join(' and ')}: add it under Permissions & events, then accept it where the app is installed`,
    );
  const isBlind = ['checks', 'statuses'].some((right) => rights[right] === undefined);
  return `the app ${app.name}${isBlind ? BLIND : ''}`;
}
