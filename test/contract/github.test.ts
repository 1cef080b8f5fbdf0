import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { GitHubSettings } from '../../src/code/github/access.ts';
import { examineGitHub } from '../../src/code/github/examine-github.ts';
import { gitHub } from '../../src/code/github/github.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import { isRetryable, kindOf, RefineryError } from '../../src/domain/errors.ts';
import { GitHubName } from '../../src/domain/github-name.ts';
import type { CodeHost, Publication, Reversal } from '../../src/ports.ts';
import { APP_ID, emulatedApi } from './emulated-github.ts';
import { type Fault, someGitHub } from './some-github.ts';
import { type GitHubApi, NAME, ownApi, TOKEN } from './some-github-api.ts';
import { BRANCH, committed, KINDER, PROMPT, reversalOf, somePublication } from './some-publication.ts';
import { removeFolders, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

const servers: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  removeFolders();
});

const PLAN = { base: 'main', isDraft: true, title: 'fix: be kinder', body: 'As approved.\n' };
const REVERT = `${BRANCH}-revert`;
const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => kindOf(error) ?? String(error),
  );

/** GitHub with one repository, and Refinery beside it, as many of them as are asked for. */
async function some<Api extends GitHubApi>(repo: SomeRepo, api: Api) {
  const server = await someGitHub(repo, api);
  servers.push(server);
  const dataDir = someFolder();
  const host = (credential: GitHubSettings['credential'] = { token: TOKEN }, folder = dataDir): CodeHost =>
    gitHub({ url: server.url, credential, folder: join(folder, 'mirrors'), tempDir: join(folder, 'work') });
  const publication = (by: CodeHost, edits = KINDER): Promise<Publication> =>
    somePublication({ ...by, head: () => by.head(NAME), read: (_, at, path) => by.read(NAME, at, path) }, repo, edits, {
      repo: NAME,
      pullRequest: PLAN,
    });
  return { ...server, repo, dataDir, host, publication };
}

const withOwnApi = (files?: Parameters<typeof someRepo>[0]) => {
  const repo = someRepo(files);
  return some(repo, ownApi(repo));
};

async function published(github: Awaited<ReturnType<typeof withOwnApi>>, plan = PLAN) {
  const host = github.host();
  const publication = { ...(await github.publication(host)), pullRequest: plan };
  const commit = committed(await host.publish(publication));
  const reversal: Reversal = { ...reversalOf(publication, commit.sha), published: commit };
  return { host, publication, commit, reversal };
}

describe.concurrent('publishing', () => {
  test('opens a pull request, with its label and the owners of the files as reviewers', async () => {
    const github = await withOwnApi({
      [PROMPT]: 'Be kind.\nBe brief.\n',
      '.github/CODEOWNERS': '*.md @ada @acme/prompts @stranger x@example.com\n',
    });
    const { commit } = await published(github, { ...PLAN, isDraft: false });
    expect(commit).toEqual({
      sha: github.repo.git('rev-parse', BRANCH),
      branch: BRANCH,
      pullRequest: { number: 1, url: `https://github.com/${NAME}/pull/1`, base: 'main' },
    });
    expect(github.api.pulls).toMatchObject([
      {
        title: PLAN.title,
        body: PLAN.body,
        draft: false,
        head: BRANCH,
        labels: ['refinery'],
        reviewers: ['ada', 'prompts'],
      },
    ]);
  });

  test('a draft has its label, and nobody is asked to review it yet', async () => {
    const github = await withOwnApi({ [PROMPT]: 'Be kind.\nBe brief.\n', '.github/CODEOWNERS': '*.md @ada\n' });
    await published(github);
    expect(github.api.pulls).toMatchObject([{ draft: true, labels: ['refinery'], reviewers: [] }]);
  });

  test('again is the same, whatever became of the pull request', async () => {
    const github = await withOwnApi();
    const { host, publication, commit } = await published(github);
    const [pull] = github.api.pulls;
    Object.assign(pull ?? {}, { state: 'closed' });
    expect(await host.publish(publication)).toEqual(commit);
    expect(await github.host(undefined, someFolder()).publish(publication)).toEqual(commit);
    expect(github.api.pulls).toHaveLength(1);
  });

  test('where there are no drafts, it is an ordinary one', async () => {
    const github = await withOwnApi();
    github.api.takesDrafts.value = false;
    await published(github);
    expect(github.api.pulls).toMatchObject([{ draft: false, labels: ['refinery'] }]);
  });

  test('without a pull request pushes the branch alone', async () => {
    const github = await withOwnApi();
    const host = github.host();
    const { pullRequest: _none, ...publication } = await github.publication(host);
    expect(committed(await host.publish(publication))).toEqual({
      sha: github.repo.git('rev-parse', BRANCH),
      branch: BRANCH,
    });
    expect(github.api.pulls).toEqual([]);
  });

  test('the token stands in no file, and no request carries it in its address', async () => {
    const github = await withOwnApi();
    await published(github);
    const files = readdirSync(github.dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const secrets = [TOKEN, Buffer.from(`x-access-token:${TOKEN}`).toString('base64')];
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name)).toString('latin1');
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    }
    expect(files.length).toBeGreaterThan(5);
    expect(github.calls.filter((call) => call.includes(TOKEN))).toEqual([]);
  });

  test('by an app on the emulated GitHub, whose own git gives the commit the same name', async () => {
    const repo = someRepo();
    const github = await some(repo, await emulatedApi(repo));
    const host = github.host({ appId: APP_ID, privateKey: github.api.privateKey });
    const publication = await github.publication(host);
    const commit = committed(await host.publish(publication));
    const [owner = '', name = ''] = NAME.split('/');
    const { data } = await github.api.octokit.rest.pulls.get({ owner, repo: name, pull_number: 1 });
    expect(data).toMatchObject({
      state: 'open',
      draft: true,
      title: PLAN.title,
      head: { ref: BRANCH, sha: commit.sha },
    });
    const reversal = { ...reversalOf(publication, commit.sha), published: commit };
    expect(committed(await host.rollBack(reversal))).toMatchObject({ closed: true });
    const after = await github.api.octokit.rest.pulls.get({ owner, repo: name, pull_number: 1 });
    expect(after.data.state).toBe('closed');
  });
});

describe.concurrent('the mirror', () => {
  test('who asks meanwhile shares a fetch', async () => {
    const github = await withOwnApi();
    const host = github.host();
    const first = host.head(NAME);
    await new Promise(setImmediate);
    await Promise.all([first, ...Array.from({ length: 12 }, () => host.head(NAME))]);
    expect(github.calls.filter((call) => call.includes('/info/refs'))).toHaveLength(2);
  });

  test('what it has is read without asking anybody', async () => {
    const github = await withOwnApi();
    const host = github.host();
    const head = await host.head(NAME);
    const before = github.calls.length;
    await Promise.all([host.list(NAME, head, 9), host.read(NAME, head, PROMPT), host.search(NAME, head, ['kind'])]);
    await github.host().read(NAME, head, PROMPT);
    expect(github.calls).toHaveLength(before);
  });

  test('a commit that could not be fetched is fetched later, and one that is nowhere is told from it', async () => {
    const github = await withOwnApi();
    const host = github.host();
    await host.head(NAME);
    const head = github.repo.commit('not fetched yet');
    github.break(() => 'lost-request');
    expect(await kind(host.read(NAME, head, PROMPT))).toBe('repo-unavailable');
    github.break(undefined);
    expect(await host.read(NAME, head, PROMPT)).toMatchObject({ mode: '100644' });
    expect(await kind(host.read(NAME, CommitSha.parse('1'.repeat(40)), PROMPT))).toBe('repo-unusable');
  });

  test('locks that a killed fetch left are cleared', async () => {
    const github = await withOwnApi();
    const host = github.host();
    await host.head(NAME);
    const [mirror = ''] = readdirSync(join(github.dataDir, 'mirrors'));
    const locks = ['packed-refs.lock', 'refs/heads/main.lock', 'refs/refinery/head.lock'];
    for (const lock of locks) {
      const file = join(github.dataDir, 'mirrors', mirror, lock);
      writeFileSync(file, '');
      utimesSync(file, 0, 0);
    }
    github.repo.write(PROMPT, 'Changed.\n');
    const head = github.repo.commit();
    expect(await host.head(NAME)).toBe(head);
  });

  test('a branch that was thrown away, or written anew, is followed', async () => {
    const github = await withOwnApi();
    const host = github.host();
    github.repo.git('branch', 'gone');
    await host.head(NAME);
    github.repo.git('branch', '-D', 'gone');
    github.repo.git('branch', 'gone/deeper');
    github.repo.git('commit', '-q', '--amend', '-m', 'another');
    expect(await host.head(NAME)).toBe(github.repo.head());
  });
});

describe.concurrent('nothing half, nothing twice', () => {
  /** Breaks a good third of what is asked, differently for each seed. */
  function breaking(seed: number): () => Fault | undefined {
    let state = seed * 2_654_435_761;
    const faults: readonly Fault[] = ['lost-request', 'lost-answer', 'bad-gateway', 'too-fast'];
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32 < 0.35 ? faults[(state >>> 8) % faults.length] : undefined;
    };
  }

  async function stubbornly<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const known = kindOf(error);
        if (known === undefined || !isRetryable(known) || tries > 60) throw error;
      }
    }
  }

  test.each([1, 2, 3])('whatever fails on the way (%i)', async (seed) => {
    const github = await withOwnApi();
    const host = github.host();
    const publication = await github.publication(host);
    github.break(breaking(seed));
    const outcomes = await Promise.all(
      [host, github.host()].map((each) => stubbornly(() => each.publish(publication))),
    );
    github.break(undefined);
    const sha = github.repo.git('rev-parse', BRANCH);
    expect(outcomes.map((outcome) => committed(outcome).sha)).toEqual([sha, sha]);
    expect(github.repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    expect(github.api.pulls).toMatchObject([
      { head: BRANCH, state: 'open', labels: expect.arrayContaining(['refinery']) },
    ]);
    expect(github.repo.git('fsck', '--strict', '--no-dangling')).toBe('');
  });

  test('a pull request whose answer was lost is found again', async () => {
    const github = await withOwnApi();
    const host = github.host();
    const publication = await github.publication(host);
    github.break((call) => (call === `POST /repos/${NAME}/pulls` ? 'lost-answer' : undefined));
    expect(await kind(host.publish(publication))).toBe('repo-unavailable');
    github.break(undefined);
    expect(committed(await host.publish(publication)).pullRequest?.number).toBe(1);
    expect(github.api.pulls).toMatchObject([{ labels: ['refinery'] }]);
  });

  test('who was too fast waits, and goes on', async () => {
    const github = await withOwnApi();
    let left = 2;
    github.break((call) => (call.startsWith('POST /repos') && left-- > 0 ? 'too-fast' : undefined));
    await published(github);
    expect(github.api.pulls).toHaveLength(1);
  });
});

describe.concurrent('rolling back', () => {
  const merge = (github: Awaited<ReturnType<typeof withOwnApi>>, ...how: readonly string[]) => {
    github.repo.git('merge', '-q', ...how, BRANCH);
    if (how.includes('--squash')) github.repo.git('commit', '-q', '-m', 'squashed');
    Object.assign(github.api.pulls[0] ?? {}, { state: 'closed', merged_at: '2026-01-01T00:00:00Z' });
  };

  test('closes what nobody has merged, and writes nothing', async () => {
    const github = await withOwnApi();
    const { host, commit, reversal } = await published(github);
    const before = github.repo.git('for-each-ref');
    const outcome = { ...commit, alsoOn: [], closed: true };
    expect(await host.rollBack(reversal)).toEqual(outcome);
    expect(await host.rollBack(reversal)).toEqual(outcome);
    expect(github.api.pulls).toMatchObject([{ state: 'closed' }]);
    expect(github.repo.git('for-each-ref')).toBe(before);
  });

  test.each([
    ['by a merge', ['--no-ff', '-m', 'merged'], false],
    ['by a squash', ['--squash'], false],
    ['by a squash, when its branch and our mirror are gone', ['--squash'], true],
  ])('asks to take back what was merged %s, once', async (_how, how, isForgotten) => {
    const github = await withOwnApi();
    const { host, commit, reversal } = await published(github);
    merge(github, ...how);
    if (isForgotten) {
      github.repo.git('update-ref', `refs/pull/1/head`, commit.sha);
      github.repo.git('branch', '-q', '-D', BRANCH);
      rmSync(join(github.dataDir, 'mirrors'), { recursive: true });
    }
    github.repo.write('README.md', 'Went on.\n');
    const tip = github.repo.commit();
    const again = isForgotten ? github.host() : host;
    const outcome = committed(await again.rollBack(reversal));
    expect(outcome).toMatchObject({ branch: REVERT, pullRequest: { number: 2, base: 'main' }, alsoOn: [] });
    expect(outcome).not.toHaveProperty('closed');
    expect(github.repo.git('rev-parse', `${REVERT}^`)).toBe(tip);
    expect(github.repo.git('diff', '--name-only', tip, REVERT)).toBe(PROMPT);
    expect(Buffer.from(github.repo.show(REVERT, PROMPT) ?? []).toString()).toBe('Be kind.\nBe brief.\n');
    github.repo.commit('and on');
    expect(await again.rollBack({ ...reversal, atMs: reversal.atMs + 5_000 })).toEqual(outcome);
    expect(github.api.pulls).toMatchObject([{ head: BRANCH }, { head: REVERT, draft: false }]);
  });

  test('is refused when somebody changed the merged file since, and names it', async () => {
    const github = await withOwnApi();
    const { host, reversal } = await published(github);
    merge(github, '--squash');
    github.repo.write(PROMPT, 'By hand.\n');
    github.repo.commit();
    expect(await host.rollBack(reversal)).toEqual({ refused: 'changed-since', paths: [PROMPT] });
    expect(github.api.pulls).toHaveLength(1);
    expect(github.repo.git('for-each-ref', `refs/heads/${REVERT}`)).toBe('');
  });

  test('leaves a pull request alone that people have added to', async () => {
    const github = await withOwnApi();
    const { host, reversal } = await published(github);
    github.repo.git('checkout', '-q', BRANCH);
    github.repo.write('README.md', 'By hand.\n');
    github.repo.commit();
    expect(await host.rollBack(reversal)).toEqual({ refused: 'changed-since', paths: ['README.md'] });
    expect(github.api.pulls).toMatchObject([{ state: 'open' }]);
  });
});

describe.concurrent('who may not', () => {
  test.each<[string, (host: CodeHost) => Promise<unknown>, string, string]>([
    ['a token that is not taken', (host) => host.head(NAME), 'another', 'repo-denied'],
    ['the default branch with such a token', (host) => host.pullRequestBase(NAME), 'another', 'repo-denied'],
    ['a repository that is not there', (host) => host.head('acme/nothing'), TOKEN, 'repo-not-found'],
    ['pull requests of one that is not there', (host) => host.pullRequestBase('acme/nothing'), TOKEN, 'repo-not-found'],
    ['what is no name', (host) => host.head('../agent'), TOKEN, 'repo-not-found'],
  ])('%s', async (_what, ask, token, expected) => {
    const github = await withOwnApi();
    expect(await kind(ask(github.host({ token })))).toBe(expected);
  });

  test('a server that is not there', async () => {
    const github = await withOwnApi();
    const host = github.host();
    await github.close();
    expect(await kind(host.head(NAME))).toBe('repo-unavailable');
    expect(await kind(host.pullRequestBase(NAME))).toBe('repo-unavailable');
  });
});

describe.concurrent('doctor', () => {
  const repos = [GitHubName.parse(NAME)];
  const said = (work: Promise<string>) =>
    work.catch((error: unknown) => error instanceof RefineryError && error.detail);

  test.each([
    ['whose token it is, and what it reaches', {}, `the token of ada; reaches ${NAME}`],
    ['that a classic token lacks its scope', { scopes: 'read:user' }, 'the token lacks the scope "repo"'],
    [
      'that a fine-grained token may only read',
      { scopes: '', push: false },
      `the token may only read ${NAME}: give it`,
    ],
  ])('says %s', async (_what, rights, says) => {
    const github = await withOwnApi();
    Object.assign(github.api.rights, rights);
    const settings = { url: github.url, credential: { token: TOKEN } };
    expect(await said(examineGitHub(settings, repos))).toContain(says);
  });

  test.each([
    [
      'which app it is, and what it reaches',
      { contents: 'write', pull_requests: 'write', checks: 'read', statuses: 'read' },
      `the app Refinery; reaches ${NAME}`,
    ],
    [
      'that an app sees no CI',
      { contents: 'write', pull_requests: 'write' },
      'the app Refinery (sees no CI: to let it, add “Checks: Read”',
    ],
    [
      'what an app lacks',
      { contents: 'read', pull_requests: 'write' },
      'lacks “Contents: Read and write”: add it under',
    ],
  ])('says %s', async (_what, permissions, says) => {
    const repo = someRepo();
    const github = await some(repo, await emulatedApi(repo, permissions));
    const credential = { appId: APP_ID, privateKey: github.api.privateKey };
    expect(await said(examineGitHub({ url: github.url, credential }, repos))).toContain(says);
  });
});
