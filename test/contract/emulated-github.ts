import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';
import { type GitHubApi, NAME } from './some-github-api.ts';
import type { SomeRepo } from './some-repo.ts';

export const APP_ID = '12345';
const [OWNER = '', REPO = ''] = NAME.split('/');
const WHERE = { owner: OWNER, repo: REPO };
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export type EmulatedGitHub = GitHubApi & Readonly<{ octokit: Octokit; privateKey: string }>;

/**
 * The API of `emulate`, which keeps a git repository of its own and speaks no git: before a pull request is opened, what
 * stands in the real one is written there, commit by commit, and must get the same names.
 */
export async function emulatedApi(
  repo: SomeRepo,
  permissions: Readonly<Record<string, string>> = { contents: 'write', pull_requests: 'write', metadata: 'read' },
): Promise<EmulatedGitHub> {
  const app = { app_id: Number(APP_ID), slug: 'refinery', name: 'Refinery', permissions, events: [] };
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { person: { login: OWNER, scopes: ['repo'] } },
      github: {
        users: [{ login: OWNER }, { login: 'ada' }],
        repos: [{ owner: OWNER, name: REPO }],
        apps: [{ ...app, installations: [{ installation_id: 1, account: OWNER, repository_selection: 'all' }] }],
      },
    },
  });
  const octokit = new Octokit({ auth: 'person', baseUrl: emulator.url, log: QUIET });
  const tokens = new Set<string>();
  return {
    octokit,
    tokens,
    privateKey: emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')?.value ?? '',
    close: () => emulator.close(),

    async answer({ method = 'GET', headers }, path, body) {
      if (method === 'POST' && path.endsWith('/pulls')) await copyTo(octokit, repo);
      if (path.endsWith('/access_tokens') && asksForMore(body, permissions))
        return {
          status: 422,
          body: { message: 'The permissions requested are not granted to this installation.' },
        };
      const { authorization = '', 'content-type': type = 'application/json' } = headers;
      const sent = { method, headers: { authorization, 'content-type': type, 'user-agent': 'test' } };
      const answer = await fetch(`${emulator.url}${path}`, {
        ...sent,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      const text = await answer.text();
      if (path.endsWith('/access_tokens')) tokens.add(JSON.parse(text).token);
      return { status: answer.status, headers: { 'content-type': 'application/json' }, body: text };
    },
  };
}

async function copyTo({ rest }: Octokit, repo: SomeRepo): Promise<void> {
  for (const sha of repo.git('rev-list', '--reverse', '--topo-order', '--all').split('\n')) {
    const files = repo.git('ls-tree', '-r', '-z', sha).split('\0').filter(Boolean);
    const tree = await rest.git.createTree({
      ...WHERE,
      tree: files.map((line) => {
        const [, mode = '', path = ''] = /^(\d+) blob [0-9a-f]+\t(.*)$/s.exec(line) ?? [];
        const content = Buffer.from(repo.show(sha, path) ?? []).toString();
        return { path, mode: mode as '100644', type: 'blob' as const, content };
      }),
    });
    const [name = '', email = '', seconds, parents = ''] = repo
      .git('log', '-1', '--format=%an%n%ae%n%at%n%P', sha)
      .split('\n');
    const who = { name, email, date: new Date(Number(seconds) * 1_000).toISOString().replace('.000', '') };
    const raw = repo.git('cat-file', 'commit', sha);
    const { data } = await rest.git.createCommit({
      ...WHERE,
      message: `${raw.slice(raw.indexOf('\n\n') + 2)}\n`,
      tree: tree.data.sha,
      parents: parents.split(' ').filter(Boolean),
      author: who,
      committer: who,
    });
    if (data.sha !== sha) throw new Error(`the emulator calls ${sha} ${data.sha}`);
  }
  for (const line of repo.git('for-each-ref', '--format=%(refname:lstrip=1) %(objectname)', 'refs/heads').split('\n')) {
    const [ref = '', sha = ''] = line.split(' ');
    await rest.git
      .createRef({ ...WHERE, ref: `refs/${ref}`, sha })
      .catch(() => rest.git.updateRef({ ...WHERE, ref, sha, force: true }));
  }
}

/** GitHub refuses that: https://github.com/peter-murray/workflow-application-token-action/issues/48 */
function asksForMore(body: Buffer, given: Readonly<Record<string, string>>): boolean {
  const { permissions = {} } = JSON.parse(body.toString() || '{}') as { permissions?: Record<string, string> };
  return Object.keys(permissions).some((right) => given[right] === undefined);
}
