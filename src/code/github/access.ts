import type { Octokit } from '@octokit/rest';
import { kindOf, RefineryError } from '../../domain/errors.ts';
import type { GitHubName } from '../../domain/github-name.ts';
import { lastFew } from '../last-few.ts';
import type { Remote } from '../run-git.ts';
import { asGitHub, patient } from './ask.ts';

/** What is about to be done. A token of an app gets no more rights than that, and only in that repository. */
export type Right = 'read' | 'write' | 'watch';

/** A token of a person or a machine user, or an app's own key, which makes tokens for an hour. */
export type Credential = Readonly<{ token: string }> | Readonly<{ appId: string; privateKey: string }>;

export type GitHubSettings = Readonly<{
  /** `https://github.com`, or an Enterprise Server's address; without a slash at the end. */
  url: string;
  credential: Credential;
}>;

/** The way to GitHub for one repository. Errors as `asGitHub`. */
export type Access = Readonly<{
  rest(repo: GitHubName, right: Right): Promise<Octokit>;
  remote(repo: GitHubName, right: Right): Promise<Omit<Remote, 'patienceMs'>>;
}>;

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps; `metadata` comes with every one. */
const RIGHTS = {
  read: { contents: 'read', pull_requests: 'read' },
  write: { contents: 'write', pull_requests: 'write' },
  watch: { pull_requests: 'read', checks: 'read', statuses: 'read' },
} as const;

const MOST_INSTALLATIONS_KEPT = 256;
const USER_AGENT = 'refinery';
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** The SDK is loaded by the first call. */
export function accessTo({ url, credential }: GitHubSettings): Access {
  const tokenOf = 'token' in credential ? async () => credential.token : appTokens(url, credential);
  return {
    rest: async (repo, right) => client(url, { auth: await tokenOf(repo, right) }),
    async remote(repo, right) {
      // GitHub takes any name with a token; this is the one that its pages tell apps to use:
      // https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
      const pair = Buffer.from(`x-access-token:${await tokenOf(repo, right)}`).toString('base64');
      return { url: `${url}/${repo}.git`, authorization: `Basic ${pair}` };
    },
  };
}

type AppKey = Exclude<Credential, { token: string }>;

function appTokens(url: string, { appId, privateKey }: AppKey): (repo: GitHubName, right: Right) => Promise<string> {
  let opening: Promise<Octokit> | undefined;
  const app = () => {
    opening ??= openApp(url, { appId, privateKey });
    return opening;
  };
  const installations = lastFew<number>(MOST_INSTALLATIONS_KEPT);
  const installationOf = async (repo: GitHubName): Promise<number> => {
    const { rest } = await app();
    const found = await asGitHub(repo, () => rest.apps.getRepoInstallation(named(repo)));
    return found.data.id;
  };
  return async (repo, right) => {
    const installationId = await installations(repo, () => installationOf(repo));
    const { repo: name } = named(repo);
    const { auth } = await app();
    const make = (permissions: (typeof RIGHTS)[Right]): Promise<unknown> =>
      asGitHub(repo, () => auth({ type: 'installation', installationId, repositoryNames: [name], permissions }));
    const made = await make(RIGHTS[right]).catch((error: unknown) => {
      // Nobody has to let an app see checks: it then sees what it may.
      if (right === 'watch' && kindOf(error) === 'repo-denied') return make(RIGHTS.read);
      throw error;
    });
    if (typeof made === 'object' && made !== null && 'token' in made && typeof made.token === 'string')
      return made.token;
    throw new RefineryError('repo-denied', 'GitHub gave the app no token');
  };
}

/** As the app itself, which may look at its installations and make tokens for them. */
export async function openApp(url: string, auth: AppKey): Promise<Octokit> {
  const { createAppAuth } = await import('@octokit/auth-app');
  return client(url, { authStrategy: createAppAuth, auth });
}

/** @param means a token, or how one is made */
export async function client(url: string, means: Readonly<Record<string, unknown>>): Promise<Octokit> {
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({ ...means, baseUrl: apiOf(url), userAgent: USER_AGENT, log: SILENT });
  octokit.hook.wrap('request', patient);
  return octokit;
}

/** Where the REST API of a GitHub is: https://github.com/orgs/community/discussions/24365 */
export const apiOf = (url: string): string =>
  url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`;

/** As the SDK takes a repository's name. */
export function named(name: GitHubName): Readonly<{ owner: string; repo: string }> {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, repo };
}
