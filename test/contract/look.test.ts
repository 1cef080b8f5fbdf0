import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gitHub } from '../../src/code/github/github.ts';
import type { Commit } from '../../src/domain/change.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import { kindOf } from '../../src/domain/errors.ts';
import type { Json } from '../../src/domain/json.ts';
import { APP_ID, emulatedApi } from './emulated-github.ts';
import { type Fault, someGitHub } from './some-github.ts';
import { type CheckRun, NAME, ownApi, TOKEN } from './some-github-api.ts';
import { committed, KINDER, somePublication } from './some-publication.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

const servers: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  removeFolders();
});

const PLAN = { base: 'main', isDraft: false, title: 'fix: be kinder', body: 'As approved.\n' };
const OPEN = { state: 'open', approvedBy: [], changesAskedBy: [], isTheirs: false };
const run = (name: string, conclusion: string | null): CheckRun => ({
  name,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
  html_url: `https://github.com/${NAME}/runs/${name}`,
});

async function published() {
  const repo = someRepo();
  const api = ownApi(repo);
  const server = await someGitHub(repo, api);
  servers.push(server);
  const folder = someFolder();
  const host = gitHub({
    url: server.url,
    credential: { token: TOKEN },
    folder: join(folder, 'mirrors'),
    tempDir: join(folder, 'work'),
  });
  const branch = 'refinery/rf-1';
  const sha = CommitSha.parse(repo.git('commit-tree', '-p', 'main', '-m', 'fix', 'main^{tree}'));
  repo.git('update-ref', `refs/heads/${branch}`, sha);
  api.pulls.push({
    ...PLAN,
    number: 1,
    draft: false,
    state: 'open',
    merged_at: null,
    merge_commit_sha: null,
    head: branch,
    labels: [],
    reviewers: [],
  });
  const pullRequest = { number: 1, url: `https://github.com/${NAME}/pull/1`, base: PLAN.base };
  const commit: Commit = { sha, branch, pullRequest };
  const look = async (memo: Json = null, of: Commit = commit) => {
    const seen = await host.look(NAME, of, memo);
    if (!seen) throw new Error('nothing to look at');
    return seen;
  };
  return { ...server, repo, host, commit, look };
}

test('sees checks, statuses, reviews and what became of the pull request', async () => {
  const { api, repo, host, commit, look } = await published();
  const [pull] = api.pulls;
  if (!pull) throw new Error('no pull request');
  const seen = async () => (await look()).sighting;
  expect(await seen()).toEqual({ ci: null, pullRequest: OPEN });

  api.ci.runs.push(run('lint', 'skipped'), run('test', null));
  expect((await seen()).ci).toEqual({ state: 'pending', failing: [] });
  api.ci.runs = [run('lint', 'neutral'), run('test', 'success')];
  api.ci.statuses = [{ context: 'ci/old', state: 'success', target_url: null }];
  expect((await seen()).ci).toEqual({ state: 'green', failing: [] });
  api.ci.runs = [run('lint', null), run('test', 'timed_out'), run('deploy', 'cancelled')];
  api.ci.statuses = [{ context: 'ci/old', state: 'error', target_url: 'javascript:alert(1)' }];
  expect((await seen()).ci).toEqual({
    state: 'red',
    failing: [
      { name: 'ci/old', url: null },
      { name: 'test', url: `https://github.com/${NAME}/runs/test` },
    ],
  });
  api.ci.statuses = [];
  // Whoever cancels a run says nothing of the change.
  api.ci.runs = [run('test', 'success'), run('deploy', 'cancelled')];
  expect((await seen()).ci?.state).toBe('pending');
  // The second page counts.
  api.ci.runs = [...Array.from({ length: 100 }, (_, at) => run(`test ${at}`, 'success')), run('last', 'failure')];
  expect((await seen()).ci).toMatchObject({ state: 'red', failing: [{ name: 'last' }] });
  api.ci.isHidden = true;
  expect((await seen()).ci).toBeNull();

  const say = (login: string, state: string) => api.ci.reviews.push({ user: { login }, state });
  say('ben', 'CHANGES_REQUESTED');
  say('cy', 'APPROVED');
  say('ben', 'COMMENTED');
  api.ci.reviews.push({ user: null, state: 'APPROVED' });
  expect((await seen()).pullRequest).toEqual({ ...OPEN, approvedBy: ['cy'], changesAskedBy: ['ben'] });
  say('ben', 'APPROVED');
  say('cy', 'DISMISSED');
  expect((await seen()).pullRequest).toEqual({ ...OPEN, approvedBy: ['ben'] });

  repo.git(
    'update-ref',
    `refs/heads/${commit.branch}`,
    repo.git('commit-tree', '-p', commit.sha, '-m', 'more', 'HEAD^{tree}'),
  );
  expect((await seen()).pullRequest).toMatchObject({ state: 'open', isTheirs: true });
  pull.state = 'closed';
  expect((await seen()).pullRequest.state).toBe('closed');
  // A commit that GitHub merged to try whether it can is nobody's.
  pull.merge_commit_sha = commit.sha;
  expect((await seen()).pullRequest.mergedAs).toBeUndefined();
  pull.merged_at = '2026-06-10T10:00:00Z';
  expect((await seen()).pullRequest).toMatchObject({ state: 'merged', mergedAs: commit.sha });
  pull.merge_commit_sha = null;
  api.ci.isHidden = false;
  expect(await seen()).toMatchObject({ ci: null, pullRequest: { state: 'merged' } });

  const { pullRequest: _none, ...alone } = commit;
  expect(await host.look(NAME, alone, null)).toBeUndefined();
});

test('asks for what is new alone, and what it remembers may be lost', async () => {
  const { api, calls, look } = await published();
  api.ci.runs.push(run('test', 'failure'));
  api.ci.reviews.push({ user: { login: 'cy' }, state: 'APPROVED' });
  const first = await look();
  expect(JSON.parse(JSON.stringify(first.memo))).toEqual(first.memo);
  const before = calls.length;
  expect(await look(first.memo)).toEqual(first);
  expect(api.ci.unchanged).toBe(4);
  expect(calls.slice(before).map((call) => call.replace(/\?.*|[0-9a-f]{40}/g, ''))).toEqual([
    `GET /repos/${NAME}/pulls/1`,
    `GET /repos/${NAME}/pulls/1/reviews`,
    `GET /repos/${NAME}/commits//check-runs`,
    `GET /repos/${NAME}/commits//status`,
  ]);
  api.ci.runs = [run('test', 'success')];
  const second = await look(first.memo);
  expect(api.ci.unchanged).toBe(7);
  expect(second.sighting).toEqual({
    ci: { state: 'green', failing: [] },
    pullRequest: { ...OPEN, approvedBy: ['cy'] },
  });
  for (const memo of ['lost', { pull: 1 }, []]) expect(await look(memo)).toEqual(second);
});

test('looks at the checks of what it was merged as, and forgets those of before', async () => {
  const { api, calls, repo, commit, look } = await published();
  const [pull] = api.pulls;
  if (!pull) throw new Error('no pull request');
  api.ci.runs = [run('test', 'success')];
  const before = await look();
  const merged = repo.git('commit-tree', '-p', 'main', '-p', commit.sha, '-m', 'merge', `${commit.sha}^{tree}`);
  Object.assign(pull, { state: 'closed', merged_at: '2026-06-10T10:00:00Z', merge_commit_sha: merged });
  const unchanged = api.ci.unchanged;
  const after = await look(before.memo);
  expect(after.sighting).toMatchObject({ ci: { state: 'green' }, pullRequest: { state: 'merged', mergedAs: merged } });
  // Only the reviews are as they were: what was said of one commit is not said of another.
  expect(api.ci.unchanged - unchanged).toBe(1);
  expect(calls.findLast((call) => call.includes('check-runs'))).toContain(merged);
  expect(await look(after.memo)).toEqual(after);
  expect(api.ci.unchanged - unchanged).toBe(5);
});

test('survives what breaks on the way, and says what it can’t see', async () => {
  const { break: fail, look, api } = await published();
  const kind = (fault: Fault, only: RegExp) => {
    let left = 1;
    fail((call) => (only.test(call) && left-- > 0 ? fault : undefined));
    return look().then(
      ({ sighting }) => sighting.ci?.state,
      (error) => kindOf(error),
    );
  };
  api.ci.runs.push(run('test', 'failure'));
  expect(await kind('too-fast', /check-runs/)).toBe('red');
  expect(await kind('too-fast', /pulls\/1$/)).toBe('red');
  for (const fault of ['lost-request', 'lost-answer', 'bad-gateway'] as const)
    expect([fault, await kind(fault, /status/)]).toEqual([fault, 'repo-unavailable']);
  fail(undefined);
  api.pulls.length = 0;
  expect(await kind('bad-gateway', /nothing/)).toBe('repo-not-found');
});

test('an app asks for the right to see checks, and looks without where nobody gave it', async () => {
  const permissions = { contents: 'write', pull_requests: 'write', metadata: 'read' };
  for (const given of [{ ...permissions, checks: 'read', statuses: 'read' }, permissions]) {
    const repo = someRepo();
    const api = await emulatedApi(repo, given);
    const server = await someGitHub(repo, api);
    servers.push(server);
    const folder = someFolder();
    const host = gitHub({
      url: server.url,
      credential: { appId: APP_ID, privateKey: api.privateKey },
      folder: join(folder, 'mirrors'),
      tempDir: join(folder, 'work'),
    });
    const publication = await somePublication(
      { ...host, head: () => host.head(NAME), read: (_, at, path) => host.read(NAME, at, path) },
      repo,
      KINDER,
      { repo: NAME, pullRequest: PLAN },
    );
    const commit = committed(await host.publish(publication));
    const [owner = '', name = ''] = NAME.split('/');
    await api.octokit.rest.checks.create({
      owner,
      repo: name,
      name: 'test',
      head_sha: commit.sha,
      status: 'completed',
      conclusion: 'failure',
    });
    const seen = await host.look(NAME, commit, null);
    // Of a public repository everybody sees them.
    expect(seen?.sighting).toMatchObject({ ci: { state: 'red', failing: [{ name: 'test' }] }, pullRequest: OPEN });
    expect((await host.look(NAME, commit, seen?.memo ?? null))?.sighting).toEqual(seen?.sighting);
  }
});
