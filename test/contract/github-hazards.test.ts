import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pull } from '../../playground/github/api.ts';
import { gitHub } from '../../src/code/github/github.ts';
import { isRetryable, kindOf, RefineryError } from '../../src/domain/errors.ts';
import { applyChange } from '../../src/flow/apply-change.ts';
import type { CodeHost, Publication } from '../../src/ports.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { type SomeGitHub, someGitHub } from './some-github.ts';
import { NAME, type OwnApi, ownApi, TOKEN } from './some-github-api.ts';
import { KEPT_PATHS, plant, REFUSED_PATHS, REFUSED_PLACES, someTrap } from './some-hazards.ts';
import { committed, KINDER, PROMPT, reversalOf, somePublication } from './some-publication.ts';
import { removeFolders, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

/**
 * What a repository on GitHub, or GitHub itself, can do to a change. Each is refused with nothing written, or kept
 * exactly. One server and one mirror for all: real git over HTTP, and the part of the API that we speak to.
 */
type Place = Readonly<{ repo: SomeRepo; github: SomeGitHub<OwnApi>; host: CodeHost }>;

const servers: SomeGitHub<OwnApi>[] = [];
afterAll(async () => {
  await Promise.all(servers.map(({ close }) => close()));
  removeFolders();
});

async function placed(repo: SomeRepo): Promise<Place> {
  const github = await someGitHub(repo, ownApi(repo));
  servers.push(github);
  const folder = someFolder();
  const settings = { url: github.url, credential: { token: TOKEN } };
  const host = gitHub({ ...settings, folder: join(folder, 'mirrors'), tempDir: join(folder, 'work') });
  return { repo, github, host };
}

const PLAN = { base: 'main', isDraft: false, title: 'fix: be kinder', body: 'As approved.\n' };
let made = 0;

/** A change of its own branch, on the repository's HEAD. */
async function planned(
  { repo, host }: Place,
  edits: Parameters<typeof somePublication>[2] = KINDER,
  more: Partial<Publication> = {},
): Promise<Publication> {
  const base = repo.head();
  const at: CodeHost = { ...host, head: async () => base, read: (_, sha, path) => host.read(NAME, sha, path) };
  return somePublication(at, repo, edits, {
    repo: NAME,
    branch: `refinery/rf-${++made}`,
    pullRequest: PLAN,
    ...more,
  });
}

const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => kindOf(error) ?? String(error),
  );
const written = ({ repo, github }: Place) => [
  repo.git('for-each-ref'),
  github.api.pulls.map(({ head, state }) => [head, state]),
];
const pullOf = ({ github }: Place, { branch }: Publication): Pull => {
  const found = github.api.pulls.find(({ head }) => head === branch);
  if (!found) throw new Error('no pull request');
  return found;
};

describe('a path in a repository on GitHub', () => {
  let place: Place;
  let usual: Omit<Publication, 'pullRequest'>;
  /** As long as all are refused. */
  let before: readonly unknown[];
  beforeAll(async () => {
    place = await placed(someTrap());
    await place.host.head(NAME);
    const { pullRequest: _none, ...publication } = await planned(place);
    usual = publication;
    before = written(place);
  });

  test.each(REFUSED_PATHS)('%s is refused twice: before anybody is asked, and at the commit', async (_what, path) => {
    const { host } = place;
    const edits = [{ kind: 'create', path, text: 'x\n' }] as const;
    expect(await applyChange(edits, NAME, usual.base, host)).toEqual({ refused: expect.stringMatching(/\.$/) });

    const write = { path, mode: '100644' as const, bytes: new TextEncoder().encode('x\n') };
    const approved = [{ path, mode: write.mode, before: null, after: digestOfBytes(write.bytes) }];
    expect(await kind(host.publish({ ...usual, writes: [write], approved }))).toBe('commit-differs');
    expect(written(place)).toEqual(before);
  });

  test.each(REFUSED_PLACES)('%s is refused at the commit', async (_what, path) => {
    const publication = await planned(place, [{ kind: 'create', path, text: 'x\n' }]);
    expect(await kind(place.host.publish(publication))).toBe('commit-differs');
    expect(written(place)).toEqual(before);
  });

  test.each(KEPT_PATHS)('%s is kept exactly', async (_what, path) => {
    const { repo, host } = place;
    const publication = await planned(place, [{ kind: 'create', path, text: 'x\n' }]);
    const { sha } = committed(await host.publish(publication));
    const names = repo.git('-c', 'core.quotePath=false', 'diff-tree', '-r', '-z', '--name-only', 'main', sha);
    expect(names).toBe(`${path}\0`);
    expect(Buffer.from(repo.show(sha, path) ?? []).toString()).toBe('x\n');
  });
});

describe('people, and what they do on GitHub meanwhile', () => {
  let place: Place;
  beforeAll(async () => {
    place = await placed(someRepo());
  });

  test('a branch of that name with commits of somebody else is left alone', async () => {
    const { repo, host, github } = place;
    const publication = await planned(place);
    repo.git('branch', publication.branch, repo.git('commit-tree', '-m', 'theirs', 'HEAD^{tree}'));
    const before = written(place);
    expect(await host.publish(publication)).toEqual({ refused: 'branch-taken' });
    expect(written(place)).toEqual(before);
    expect(github.api.pulls.filter(({ head }) => head === publication.branch)).toEqual([]);
  });

  test('a branch that is called as our folder of branches is left alone', async () => {
    const other = await placed(someRepo());
    other.repo.git('branch', 'refinery');
    const publication = await planned(other);
    const before = written(other);
    expect(await other.host.publish(publication)).toEqual({ refused: 'branch-taken' });
    expect(written(other)).toEqual(before);
  });

  test('a branch that people went on with is ours still, and theirs: found again, and not taken back', async () => {
    const { repo, host } = place;
    const publication = await planned(place);
    const commit = committed(await host.publish(publication));
    const tip = repo.git('commit-tree', '-p', commit.sha, '-m', 'more', `${repo.head()}^{tree}`);
    repo.git('update-ref', `refs/heads/${publication.branch}`, tip);
    expect(await host.publish(publication)).toEqual(commit);
    const reversal = { ...reversalOf(publication, commit.sha), published: commit };
    expect(await host.rollBack(reversal)).toEqual({ refused: 'changed-since', paths: [PROMPT] });
    expect(repo.git('rev-parse', publication.branch)).toBe(tip);
    expect(pullOf(place, publication).state).toBe('open');
  });

  test('a branch that somebody pushed anew by force is left as it is', async () => {
    const { repo, host } = place;
    const publication = await planned(place);
    committed(await host.publish(publication));
    const theirs = repo.git('commit-tree', '-p', repo.head(), '-m', 'forced', 'HEAD^{tree}');
    repo.git('update-ref', `refs/heads/${publication.branch}`, theirs);
    expect(await host.publish(publication)).toEqual({ refused: 'branch-taken' });
    expect(repo.git('rev-parse', publication.branch)).toBe(theirs);
  });

  test('a branch that somebody deleted before its pull request was opened is made again, as it was', async () => {
    const { repo, host, github } = place;
    const publication = await planned(place);
    github.break((call) => (call === `POST /repos/${NAME}/pulls` ? 'lost-request' : undefined));
    expect(await kind(host.publish(publication))).toBe('repo-unavailable');
    github.break(undefined);
    const sha = repo.git('rev-parse', publication.branch);
    repo.git('branch', '-q', '-D', publication.branch);
    expect(committed(await host.publish(publication)).sha).toBe(sha);
    expect(repo.git('rev-parse', publication.branch)).toBe(sha);
  });

  test('a pull request that somebody closed stays closed, and is taken back by nothing more', async () => {
    const { repo, host } = place;
    const publication = await planned(place);
    const commit = committed(await host.publish(publication));
    pullOf(place, publication).state = 'closed';
    expect(await host.publish(publication)).toEqual(commit);
    const before = repo.git('for-each-ref');
    const reversal = { ...reversalOf(publication, commit.sha), published: commit };
    expect(committed(await host.rollBack(reversal))).toMatchObject({ closed: true });
    expect(repo.git('for-each-ref')).toBe(before);
    expect(pullOf(place, publication).state).toBe('closed');
  });

  test('a pull request that was pointed at another branch and merged there is taken back there', async () => {
    const other = await placed(someRepo());
    const { repo, host } = other;
    repo.git('branch', 'release');
    const publication = await planned(other);
    const commit = committed(await host.publish(publication));
    repo.git('update-ref', 'refs/heads/release', commit.sha);
    Object.assign(pullOf(other, publication), { base: 'release', state: 'closed', merged_at: '2026-01-01T00:00:00Z' });
    const reversal = { ...reversalOf(publication, commit.sha), published: commit };
    expect(committed(await host.rollBack(reversal)).pullRequest).toMatchObject({ base: 'release' });
  });

  test('a pull request of a fork with a branch of that name is not taken for ours', async () => {
    const { host, github } = place;
    const publication = await planned(place);
    const fork = { ref: publication.branch, sha: '1'.repeat(40), repo: { full_name: 'mallory/agent' } };
    const foreign = {
      number: 999,
      html_url: 'https://github.com/mallory',
      state: 'open',
      merged_at: null,
      head: fork,
      base: { ref: 'main' },
      labels: [],
    };
    const isList = (call: string) => call.startsWith(`GET /repos/${NAME}/pulls?`) && call.includes('head=');
    let lists = 0;
    github.break((call) => (isList(call) && lists++ === 0 ? { status: 200, body: [foreign] } : undefined));
    expect(committed(await host.publish(publication)).pullRequest?.number).not.toBe(999);
    github.break(undefined);
  });
});

describe('rules, rights and limits of GitHub', () => {
  let place: Place;
  beforeAll(async () => {
    place = await placed(someRepo());
  });

  /** Answers pushes so; what is only read goes on. */
  const atPush = (answer: { status: number; body: unknown }) => (call: string) =>
    call.includes('git-receive-pack') ? answer : undefined;

  test.each<[string, (call: string) => unknown, string]>([
    ['archived', atPush({ status: 403, body: 'This repository was archived so it is read-only.' }), 'repo-denied'],
    [
      'read-only to this token',
      atPush({ status: 403, body: 'Write access to repository not granted.' }),
      'repo-denied',
    ],
    ['closed to a token that was taken back', atPush({ status: 401, body: 'Bad credentials' }), 'repo-denied'],
    ['gone before the push', atPush({ status: 404, body: 'Repository not found.' }), 'repo-not-found'],
    ['behind a proxy that is broken', atPush({ status: 502, body: 'Bad gateway' }), 'repo-unavailable'],
    ['asked too fast by git', atPush({ status: 429, body: 'Too many requests' }), 'repo-unavailable'],
    [
      'renamed',
      (call) =>
        call.includes('/info/refs')
          ? { status: 301, headers: { location: '/acme/renamed.git/info/refs?service=git-receive-pack' }, body: '' }
          : undefined,
      'repo-not-found',
    ],
    [
      'gone for the API',
      (call) => (call.startsWith('GET /repos/') ? { status: 404, body: { message: 'Not Found' } } : undefined),
      'repo-not-found',
    ],
    [
      'taken down',
      (call) =>
        call.startsWith('GET /repos/') ? { status: 451, body: { message: 'Repository access blocked' } } : undefined,
      'repo-denied',
    ],
    [
      'closed to the token for the API',
      (call) => (call.startsWith('GET /repos/') ? { status: 401, body: { message: 'Bad credentials' } } : undefined),
      'repo-denied',
    ],
    [
      'behind a page that wants a login',
      (call) =>
        call.startsWith('GET /repos/')
          ? { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }
          : undefined,
      'repo-unavailable',
    ],
    [
      'asked so often that we are to wait an hour',
      (call) =>
        call.startsWith('GET /repos/')
          ? {
              status: 403,
              headers: { 'retry-after': '3600' },
              body: { message: 'You have exceeded a secondary rate limit' },
            }
          : undefined,
      'repo-unavailable',
    ],
    [
      'out of requests for this hour',
      (call) =>
        call.startsWith('GET /repos/')
          ? {
              status: 403,
              headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' },
              body: { message: 'API rate limit exceeded' },
            }
          : undefined,
      'repo-unavailable',
    ],
  ])('a repository that is %s: nothing is written, and it is said what to do', async (_what, fault, expected) => {
    const publication = await planned(place);
    const before = written(place);
    place.github.break(fault as Parameters<typeof place.github.break>[0]);
    const failure = await place.host.publish(publication).catch((error: unknown) => error);
    place.github.break(undefined);
    expect(kindOf(failure)).toBe(expected);
    expect(isRetryable(expected as 'repo-denied')).toBe(expected === 'repo-unavailable');
    expect(failure instanceof RefineryError && failure.detail).not.toContain(TOKEN);
    expect(written(place)).toEqual(before);
  });

  test('what was refused comes to its end once that is mended, once', async () => {
    const publication = await planned(place);
    place.github.break(atPush({ status: 403, body: 'This repository was archived so it is read-only.' }));
    expect(await kind(place.host.publish(publication))).toBe('repo-denied');
    place.github.break(undefined);
    committed(await place.host.publish(publication));
    expect(pullOf(place, publication).state).toBe('open');
  });

  test.each([
    ['protected', 'GH006: Protected branch update failed'],
    ['under a rule set', 'GH013: Repository rule violations found'],
    ['guarded against secrets', 'GH009: Secrets detected! \u001b[31mThis push failed.'],
  ])('a branch that is %s: the push is refused, nothing is half there', async (_what, says) => {
    const other = await placed(someRepo());
    const hook = join(other.repo.folder, '.git/hooks/pre-receive');
    writeFileSync(hook, `#!/bin/sh\necho "${says}" >&2\nexit 1\n`, { mode: 0o755 });
    const publication = await planned(other);
    const before = written(other);
    expect(await kind(other.host.publish(publication))).toBe('repo-denied');
    expect(written(other)).toEqual(before);
  });

  test('a 502 after the pull request was made: the next try finds it', async () => {
    const { host, github } = place;
    const publication = await planned(place);
    github.break((call) => (call === `POST /repos/${NAME}/pulls` ? 'lost-answer' : undefined));
    expect(await kind(host.publish(publication))).toBe('repo-unavailable');
    github.break(undefined);
    committed(await host.publish(publication));
    expect(github.api.pulls.filter(({ head }) => head === publication.branch)).toHaveLength(1);
  });

  test('a push whose answer is lost counts as it stands there', async () => {
    const { host, github, repo } = place;
    const publication = await planned(place);
    github.break((call) => (call.startsWith('POST') && call.includes('git-receive-pack') ? 'lost-answer' : undefined));
    const { sha } = committed(await host.publish(publication));
    github.break(undefined);
    expect(repo.git('rev-parse', publication.branch)).toBe(sha);
  });

  test.each([403, 404, 422])(
    'reviewers and labels that may not be set (%i) hold no pull request up',
    async (status) => {
      const { host, github } = place;
      const publication = await planned(place);
      github.break((call) =>
        /POST .*\/(?:labels|requested_reviewers)$/.test(call) ? { status, body: { message: 'no' } } : undefined,
      );
      committed(await host.publish(publication));
      github.break(undefined);
      expect(pullOf(place, publication)).toMatchObject({ state: 'open', labels: [] });
    },
  );

  test('among 3,000 open pull requests of others, ours is opened, and not all are asked for', async () => {
    const other = await placed(someRepo());
    const others = Array.from({ length: 3_000 }, (_, index) => ({ ...somePull(index), head: `feature/${index}` }));
    other.github.api.pulls.push(...others);
    const publication = await planned(other);
    const before = other.github.calls.length;
    expect(committed(await other.host.publish(publication)).pullRequest?.number).toBe(3_001);
    const asked = other.github.calls.slice(before).filter((call) => /pulls\?.*page=\d/.test(call));
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  test('where twenty of ours wait, another one is refused with nothing pushed, until one is closed', async () => {
    const other = await placed(someRepo());
    const waiting = Array.from({ length: 20 }, (_, index) => ({ ...somePull(index), head: `refinery/rf-${index}` }));
    other.github.api.pulls.push(...waiting);
    const publication = await planned(other);
    const before = written(other);
    expect(await other.host.publish(publication)).toEqual({ refused: 'pull-requests-waiting' });
    expect(written(other)).toEqual(before);
    Object.assign(waiting[3] ?? {}, { state: 'closed' });
    committed(await other.host.publish(publication));
    // What is there already is found, however many wait.
    Object.assign(waiting[3] ?? {}, { state: 'open' });
    committed(await other.host.publish(publication));
    expect(other.github.api.pulls).toHaveLength(21);
  });
});

describe('a repository on GitHub', () => {
  const kept = async (repo: SomeRepo, edits = KINDER) => {
    const place = await placed(repo);
    const publication = await planned(place, edits);
    const { sha } = committed(await place.host.publish(publication));
    expect(repo.git('diff-tree', '-r', '--name-only', `${sha}^`, sha)).toBe(edits[0]?.path);
    expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    return place;
  };

  test.each<[string, () => SomeRepo]>([
    [
      'with names that differ in case alone',
      () => {
        const repo = someRepo();
        plant(repo, '100644', repo.git('hash-object', '-w', 'README.md'), 'readme.md');
        return repo;
      },
    ],
    [
      'with a tag that is called as its branch',
      () => {
        const repo = someRepo();
        repo.git('tag', 'main');
        return repo;
      },
    ],
    [
      'with attributes that filter',
      () => someRepo({ [PROMPT]: 'Be kind.\nBe brief.\n', '.gitattributes': '* text eol=crlf ident filter=x\n' }),
    ],
    [
      'with a submodule that is nowhere',
      () => {
        const repo = someRepo();
        plant(repo, '160000', repo.head(), 'sub');
        return repo;
      },
    ],
    [
      'with files of Git LFS beside the prompt',
      () =>
        someRepo({
          [PROMPT]: 'Be kind.\nBe brief.\n',
          'model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
        }),
    ],
    [
      'with owners of code that name everybody',
      () => someRepo({ [PROMPT]: 'Be kind.\nBe brief.\n', '.github/CODEOWNERS': '* @ada\n'.repeat(20_000) }),
    ],
    [
      'with a branch that has a slash as its first',
      () => {
        const repo = someRepo();
        repo.git('branch', '-m', 'release/1.0');
        return repo;
      },
    ],
  ])('%s is kept exactly', async (_what, make) => {
    await kept(make());
  });

  test('whose first branch is another one now: the new one is gone by', async () => {
    const place = await placed(someRepo());
    await place.host.head(NAME);
    place.repo.git('checkout', '-q', '-b', 'trunk');
    place.repo.write('README.md', 'Trunk.\n');
    const head = place.repo.commit();
    expect(await place.host.head(NAME)).toBe(head);
  });

  test('whose history was written anew: a change of the old one still lands on the old one, as approved', async () => {
    const place = await placed(someRepo());
    const publication = await planned(place);
    place.repo.git('commit', '-q', '--amend', '-m', 'another');
    const { sha } = committed(await place.host.publish(publication));
    expect(place.repo.git('rev-parse', `${sha}^`)).toBe(publication.base);
  });

  test.each<[string, () => SomeRepo]>([
    ['that is empty', () => someRepo({})],
    [
      'whose HEAD leads nowhere',
      () => {
        const repo = someRepo();
        repo.git('symbolic-ref', 'HEAD', 'refs/heads/gone');
        return repo;
      },
    ],
  ])('%s is refused', async (_what, make) => {
    const { host } = await placed(make());
    expect(await kind(host.head(NAME))).toBe('repo-unusable');
  });

  test('with a prompt that points at Git LFS: it is no text to edit', async () => {
    const repo = someRepo({
      [PROMPT]: `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
    });
    const { host } = await placed(repo);
    await host.head(NAME);
    const edits = [{ kind: 'append', path: PROMPT, text: 'x\n' }] as const;
    expect(await applyChange(edits, NAME, repo.head(), host)).toEqual({ refused: expect.stringMatching(/Git LFS/) });
  });
});

function somePull(index: number): Pull {
  return {
    number: index + 1,
    title: 'x',
    body: '',
    draft: false,
    state: 'open',
    merged_at: null,
    merge_commit_sha: null,
    head: 'x',
    base: 'main',
    labels: [],
    reviewers: [],
  };
}
