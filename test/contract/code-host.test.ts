import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import type { Edit } from '../../src/domain/change.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import { kindOf } from '../../src/domain/errors.ts';
import type { CodeHost, Publication } from '../../src/ports.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { AT_MS, BRANCH, committed, KINDER, PROMPT, reversalOf, somePublication } from './some-publication.ts';
import { remoteFolders } from './some-remote.ts';
import { removeFolders, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

/** What every place for code promises. A new one joins by a line here. `isNear`: people work in that very repository. */
const HOSTS: readonly Readonly<{ name: string; isNear: boolean; make(tempDir: string): CodeHost }>[] = [
  { name: 'local git', isNear: true, make: (tempDir) => localGit({ tempDir }) },
  { name: 'GitHub', isNear: false, make: remoteFolders },
];

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => kindOf(error) ?? String(error),
  );

afterAll(removeFolders);

describe.concurrent.each(HOSTS)('$name', ({ make, isNear }) => {
  const tempDir = someFolder();
  /** What goes over a line takes its time. */
  const atOnce = isNear ? 8 : 3;
  let host: CodeHost;
  beforeAll(() => {
    host = make(tempDir);
  });
  /** One that is not to land as it is altered, hence may be shared. */
  const untouched = someRepo();
  let usual: Promise<Publication> | undefined;
  const refused = () => {
    usual ??= somePublication(host, untouched);
    return usual;
  };

  describe('reading', () => {
    test('the head is the commit of HEAD', async () => {
      const repo = someRepo();
      expect(await host.head(repo.folder)).toBe(repo.head());
    });

    test('work starts from the branch that was named, and from nothing else in its place', async () => {
      const repo = someRepo();
      repo.git('branch', 'release/2.x');
      const there = repo.head();
      repo.write(PROMPT, 'Changed.\n');
      const changed = repo.commit();
      expect(await host.head(repo.folder, { branch: 'main' })).toBe(changed);
      expect(await host.head(repo.folder, { branch: 'release/2.x' })).toBe(there);
      const none = ['gone', '', 'main~1', there, '../../HEAD'];
      for (const branch of none) expect(await kind(host.head(repo.folder, { branch }))).toBe('base-not-found');
    });

    test('work starts upon a commit of ours as long as the branch has not moved on without it', async () => {
      const repo = someRepo();
      const upon = committed(await host.publish(await somePublication(host, repo))).sha;
      expect(await host.head(repo.folder, { upon })).toBe(upon);
      expect(await host.head(repo.folder, { branch: 'main', upon })).toBe(upon);
      repo.git('merge', '-q', '--no-ff', BRANCH);
      expect(await host.head(repo.folder, { upon })).toBe(repo.head());
      const elsewhere = someRepo();
      expect(await host.head(elsewhere.folder, { upon })).toBe(elsewhere.head());
      const moved = someRepo();
      const behind = committed(await host.publish(await somePublication(host, moved))).sha;
      moved.write('README.md', 'Another.\n');
      const on = moved.commit();
      expect(await host.head(moved.folder, { upon: behind })).toBe(on);
    });

    test('files of an older commit are read as they were then', async () => {
      const repo = someRepo();
      const first = repo.head();
      repo.write(PROMPT, 'Changed.\n');
      repo.commit();
      expect(text((await host.read(repo.folder, first, PROMPT))?.bytes)).toBe('Be kind.\nBe brief.\n');
      expect(text((await host.read(repo.folder, repo.head(), PROMPT))?.bytes)).toBe('Changed.\n');
    });

    test('what is not committed is not seen', async () => {
      const repo = someRepo();
      repo.write(PROMPT, 'Not committed.\n');
      repo.write('new.md', 'new\n');
      expect(text((await host.read(repo.folder, repo.head(), PROMPT))?.bytes)).toBe('Be kind.\nBe brief.\n');
      expect(await host.read(repo.folder, repo.head(), 'new.md')).toBeUndefined();
    });

    test('bytes and the executable bit come as they are', async () => {
      const repo = someRepo();
      repo.write('run.sh', Uint8Array.of(0xff, 0x0d, 0x0a, 0x00), '100755');
      const at = repo.commit();
      expect(await host.read(repo.folder, at, 'run.sh')).toEqual({
        bytes: Uint8Array.of(0xff, 0x0d, 0x0a, 0x00),
        mode: '100755',
      });
    });

    test('the list has regular files only, and no more than asked for', async () => {
      const repo = someRepo({ 'a.md': 'a', 'b/ü c.md': 'b', 'd.md': 'd' });
      repo.git('update-index', '--add', '--cacheinfo', `120000,${repo.git('hash-object', '-w', 'a.md')},link.md`);
      repo.git('commit', '-q', '-m', 'a link');
      expect(await host.list(repo.folder, repo.head(), 10)).toEqual(['a.md', 'b/ü c.md', 'd.md']);
      expect(await host.list(repo.folder, repo.head(), 2)).toHaveLength(2);
    });

    const trap = someRepo();
    trap.git('update-index', '--add', '--cacheinfo', `120000,${trap.git('hash-object', '-w', 'README.md')},link.md`);
    trap.git('update-index', '--add', '--cacheinfo', `160000,${trap.head()},sub`);
    trap.git('commit', '-q', '-m', 'a link and a submodule');

    test.each([
      'link.md',
      'sub',
      'prompts',
      'missing.md',
      '../repo/README.md',
      '/etc/passwd',
      ':(top)README.md',
      '-h',
      'a\0b',
      '',
    ])('there is no file at %j', async (path) => {
      expect(await host.read(trap.folder, trap.head(), path)).toBeUndefined();
    });

    test('files are found by the words in them, those with most of them first', async () => {
      const repo = someRepo({
        'a/ü.py': 'Be kind to them.\n',
        'b.md': 'Be kind to them.\n\nNever say more than that.\n',
        'c.md': 'be kind to them\n',
        'binary.md': Uint8Array.of(...Buffer.from('Be kind to them.\n'), 0),
        '.gitattributes': '*.md diff=evil\n',
      });
      repo.git('config', 'diff.evil.textconv', `touch ${repo.folder}/run; cat`);
      repo.git('update-index', '--add', '--cacheinfo', `120000,${repo.git('hash-object', '-w', 'b.md')},link.md`);
      repo.git('commit', '-q', '-m', 'a link');
      const search = (...texts: string[]) => host.search(repo.folder, repo.head(), texts);
      expect(await search('Be kind to', 'Never say more')).toEqual(['b.md', 'a/ü.py']);
      expect(await search('.*', '--help', '^')).toEqual([]);
      expect(await search('', 'a\nb')).toEqual([]);
      expect(await search()).toEqual([]);
      expect(await host.list(repo.folder, repo.head(), 99)).not.toContain('run');
    });

    // Read from the mirror as from any repository: large ones are looked at once.
    if (isNear) {
      test('a file that nobody could edit for its size is none', async () => {
        const repo = someRepo({ 'huge.md': Buffer.alloc(17 * 1024 * 1024, 'a') });
        expect(await host.read(repo.folder, repo.head(), 'huge.md')).toBeUndefined();
      });

      test('two hundred files are read at once', async () => {
        const repo = someRepo(
          Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p/${index}.md`, `${index}\n`])),
        );
        const head = repo.head();
        const files = await Promise.all(
          Array.from({ length: 200 }, (_, index) => host.read(repo.folder, head, `p/${index}.md`)),
        );
        expect(files.map((file) => text(file?.bytes))).toEqual(Array.from({ length: 200 }, (_, index) => `${index}\n`));
      });
    }
  });

  describe('what cannot be worked with', () => {
    test.each([
      ['nothing there', () => '/no/such/folder', 'repo-not-found'],
      ['an empty path', () => '', 'repo-not-found'],
      ['a folder that is no repository', () => someFolder(), 'repo-not-found'],
      ['a repository without a commit', () => someRepo({}).folder, 'repo-unusable'],
    ])('%s', async (_name, make, expected) => {
      expect(await kind(host.head(make()))).toBe(expected);
    });

    test('a commit that is not there', async () => {
      const repo = someRepo();
      const nowhere = CommitSha.parse('1'.repeat(40));
      expect(await kind(host.read(repo.folder, nowhere, PROMPT))).toBe('repo-unusable');
      expect(await kind(host.publish(await somePublication(host, repo, KINDER, { base: nowhere })))).toBe(
        'repo-unusable',
      );
    });

    test.each(['--help', '', 'HEAD', 'main'])('%j in the place of a commit', async (sha) => {
      expect(await kind(host.list(someRepo().folder, sha as CommitSha, 1))).toBe('repo-unusable');
    });
  });

  describe('all or nothing, once, and never in your checkout', () => {
    test('makes one commit on the base with the approved files and nothing else', async () => {
      const repo = someRepo();
      const { sha, branch } = committed(await host.publish(await somePublication(host, repo)));
      expect(branch).toBe(BRANCH);
      expect(repo.git('rev-parse', BRANCH)).toBe(sha);
      expect(repo.git('rev-parse', `${sha}^`)).toBe(repo.head());
      expect(repo.git('diff', '--name-only', 'HEAD', sha)).toBe(PROMPT);
      expect(text(repo.show(sha, PROMPT))).toBe('Be very kind.\nBe brief.\n');
      expect(repo.git('log', '-1', '--format=%an <%ae> %at %cn %ct %B', sha)).toBe(
        `Refinery <refinery@localhost> ${AT_MS / 1000} Refinery ${AT_MS / 1000} fix: be kinder`,
      );
    });

    test('leaves everything that a person could notice as it was, in a dirty checkout too', async () => {
      const repo = someRepo();
      repo.write(PROMPT, 'Half-done work.\n');
      repo.git('add', PROMPT);
      repo.write(PROMPT, 'More half-done work.\n');
      repo.write('untracked.txt', 'mine\n');
      repo.git('rm', '-q', '--cached', 'README.md');
      const before = repo.noticeable();
      const publication = await somePublication(host, repo);
      const { sha } = committed(await host.publish(publication));
      expect(repo.noticeable()).toEqual(before);
      committed(await host.rollBack(reversalOf(publication, sha)));
      expect(repo.noticeable()).toEqual(before);
      expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    });

    test('creates, edits and deletes in one commit', async () => {
      const repo = someRepo({ 'a.md': 'a\n', 'b.bin': Uint8Array.of(0, 255), 'c/d.md': 'd\n' });
      const edits: readonly Edit[] = [
        { kind: 'append', path: 'a.md', text: 'more\n' },
        { kind: 'delete', path: 'b.bin' },
        { kind: 'create', path: 'c/ümläut dir/e.md', text: 'e\n' },
      ];
      const { sha } = committed(await host.publish(await somePublication(host, repo, edits)));
      expect(repo.git('-c', 'core.quotePath=false', 'diff', '--name-status', '--no-renames', 'HEAD', sha)).toBe(
        'M\ta.md\nD\tb.bin\nA\tc/ümläut dir/e.md',
      );
    });

    test('the same publication again is the same commit', async () => {
      const repo = someRepo();
      const publication = await somePublication(host, repo);
      const first = committed(await host.publish(publication));
      expect(await host.publish(publication)).toEqual(first);
      expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    });

    test('what we signed is found on whatever branch it came to, and nothing that only quotes it', async () => {
      const repo = someRepo();
      const message = 'fix: be kinder\n\nRefinery-Audit: 1\n';
      const { sha } = committed(await host.publish(await somePublication(host, repo, KINDER, { message })));
      repo.git('branch', 'merged', BRANCH);
      repo.git('branch', '-D', BRANCH);
      repo.commit('quoted\n\nRefinery-Audit: 1');
      expect(await host.signed(repo.folder, 'Refinery-Audit: ')).toEqual([{ sha, message }]);
      expect(await host.signed(repo.folder, 'Refinery-Other: ')).toEqual([]);
    });

    test('also when people have built on it since', async () => {
      const repo = someRepo();
      const publication = await somePublication(host, repo);
      const first = committed(await host.publish(publication));
      repo.git('checkout', '-q', BRANCH);
      repo.write('README.md', 'On top.\n');
      const top = repo.commit();
      expect(await host.publish(publication)).toEqual(first);
      expect(repo.git('rev-parse', BRANCH)).toBe(top);
    });

    test('the branch at another commit is left alone', async () => {
      const repo = someRepo();
      repo.git('branch', BRANCH);
      const before = repo.git('for-each-ref');
      expect(await host.publish(await somePublication(host, repo))).toEqual({ refused: 'branch-taken' });
      expect(repo.git('for-each-ref')).toBe(before);
    });

    test.each([
      ['a branch that is the folder of ours', 'refinery'],
      ['a branch that ours would be the folder of', `${BRANCH}/deeper`],
    ])('%s is left alone', async (_name, other) => {
      const repo = someRepo();
      repo.git('branch', other);
      const before = repo.git('for-each-ref');
      expect(await host.publish(await somePublication(host, repo))).toEqual({ refused: 'branch-taken' });
      expect(repo.git('for-each-ref')).toBe(before);
    });

    test.each([
      'main',
      'refinery',
      'refinery/',
      'refinery/../main',
      'refinery/a..b',
      'refinery/a.lock',
      'refinery/a b',
      'refinery/-a',
      'refs/heads/refinery/a',
      'refinery//a',
      'refinery/a\n',
      'refinery/.a',
      'refinery/a.',
      'refinery/@{-1}',
      'refinery/a:b',
      '--help',
    ])('nothing is written to %j', async (branch) => {
      expect(await kind(host.publish({ ...(await refused()), branch }))).toBe('commit-differs');
      expect(untouched.git('for-each-ref')).toBe(`${untouched.head()} commit\trefs/heads/main`);
    });

    test('a base that is no longer the head still works: the commit stands on the base', async () => {
      const repo = someRepo();
      const publication = await somePublication(host, repo);
      repo.write('README.md', 'Moved on.\n');
      repo.commit();
      const { sha } = committed(await host.publish(publication));
      expect(repo.git('rev-parse', `${sha}^`)).toBe(publication.base);
    });

    test('doing it twice does it once: eight of the same at once make one commit', async () => {
      const repo = someRepo();
      const publication = await somePublication(host, repo);
      const others = [host, make(tempDir)];
      const outcomes = await Promise.all(
        Array.from({ length: atOnce }, (_, index) => others[index % 2]?.publish(publication)),
      );
      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    });

    test('of different ones at once, one wins and the others are told', async () => {
      const repo = someRepo();
      const publications = await Promise.all(
        Array.from({ length: atOnce }, (_, index) =>
          somePublication(host, repo, [{ kind: 'append', path: PROMPT, text: `${index}\n` }]),
        ),
      );
      const outcomes = await Promise.all(publications.map((publication) => make(tempDir).publish(publication)));
      expect(outcomes.filter((outcome) => 'sha' in outcome)).toHaveLength(1);
      expect(outcomes.filter((outcome) => 'refused' in outcome)).toHaveLength(atOnce - 1);
      expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    });
  });

  describe('straight to the branch that a fix is for', () => {
    /** Nobody has the branch checked out. */
    const somewhere = async () => {
      const repo = someRepo();
      repo.git('checkout', '-q', '--detach');
      return { repo, publication: await somePublication(host, repo, KINDER, { branch: 'main', straight: true }) };
    };

    test('leads it on by the approved commit, once, and back by another one', async () => {
      const { repo, publication } = await somewhere();
      const commit = committed(await host.publish(publication));
      expect(repo.git('rev-parse', 'main')).toBe(commit.sha);
      expect(repo.git('rev-parse', 'main^')).toBe(publication.base);
      expect(await host.publish(publication)).toEqual(commit);
      const reversal = { ...reversalOf(publication, commit.sha), straight: true as const };
      const reverted = committed(await host.rollBack(reversal));
      expect(repo.git('rev-parse', 'main', 'main^').split('\n')).toEqual([reverted.sha, commit.sha]);
      expect(repo.git('diff', '--name-only', publication.base, 'main')).toBe('');
      expect(committed(await host.rollBack(reversal)).sha).toBe(reverted.sha);
      expect(repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    });

    test('is refused where somebody went on meanwhile, and leaves that as it is', async () => {
      const { repo, publication } = await somewhere();
      repo.git('update-ref', 'refs/heads/main', repo.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'theirs'));
      const theirs = repo.git('rev-parse', 'main');
      expect(await host.publish(publication)).toEqual({ refused: 'base-moved' });
      expect(repo.git('rev-parse', 'main')).toBe(theirs);
    });

    test('never where somebody has it checked out', async () => {
      const repo = someRepo();
      const publication = await somePublication(host, repo, KINDER, { branch: 'main', straight: true });
      const before = repo.noticeable();
      expect(await kind(host.publish(publication))).toBe(isNear ? 'branch-in-use' : 'repo-denied');
      expect(repo.noticeable()).toEqual(before);
    });

    test.each(['main', 'refinery/../main', '../main'])('nothing goes to %s without that', async (branch) => {
      expect(await kind(host.publish({ ...(await refused()), branch }))).toBe('commit-differs');
    });

    test.each(['', '-f', 'a..b', 'a b', 'main.lock', 'refs/heads/..', 'a\0b'])(
      '%j is no such branch',
      async (branch) => {
        expect(await kind(host.publish({ ...(await refused()), branch, straight: true }))).toBe('commit-differs');
      },
    );
  });

  describe('what was shown is what lands', () => {
    test.each<[string, (publication: Awaited<ReturnType<typeof somePublication>>) => Partial<typeof publication>]>([
      ['other bytes', ({ writes }) => ({ writes: writes.map((write) => ({ ...write, bytes: Uint8Array.of(1) })) })],
      [
        'one more file',
        ({ writes }) => ({ writes: [...writes, { path: 'x.md', mode: '100644', bytes: Uint8Array.of(1) }] }),
      ],
      ['one file less', () => ({ writes: [] })],
      ['another mode', ({ writes }) => ({ writes: writes.map((write) => ({ ...write, mode: '100755' as const })) })],
      [
        'other bytes before',
        ({ approved }) => ({ approved: approved.map((change) => ({ ...change, before: digestOfBytes('x') })) }),
      ],
      [
        'a file that is said to be new',
        ({ approved }) => ({ approved: approved.map((change) => ({ ...change, before: null })) }),
      ],
      ['the same file twice', ({ writes }) => ({ writes: [...writes, ...writes] })],
    ])('%s: refused, and no branch is made', async (_name, alter) => {
      const publication = await refused();
      expect(await kind(host.publish({ ...publication, ...alter(publication) }))).toBe('commit-differs');
      expect(untouched.git('for-each-ref', 'refs/heads/refinery')).toBe('');
    });

    test.each(['../x.md', '.git/config', 'a/.GIT/x', '/tmp/x', 'a\\b', 'a\nb'])(
      'a write to %j is refused',
      async (path) => {
        const bytes = Uint8Array.of(1);
        const publication: Publication = {
          ...(await refused()),
          writes: [{ path, mode: '100644', bytes }],
          approved: [{ path, mode: '100644', before: null, after: digestOfBytes(bytes) }],
        };
        expect(await kind(host.publish(publication))).toBe('commit-differs');
        expect(untouched.git('for-each-ref', 'refs/heads/refinery')).toBe('');
      },
    );

    test('a mode that changes along with the bytes is refused', async () => {
      const publication = await refused();
      const executable = {
        writes: publication.writes.map((write) => ({ ...write, mode: '100755' as const })),
        approved: publication.approved.map((change) => ({ ...change, mode: '100755' as const })),
      };
      expect(await kind(host.publish({ ...publication, ...executable }))).toBe('commit-differs');
    });

    test.each([
      ['a link', '120000'],
      ['a submodule', '160000'],
    ])('%s is never replaced by a file, nor written through', async (_name, mode) => {
      const repo = someRepo();
      const target = mode === '120000' ? repo.git('hash-object', '-w', 'README.md') : repo.head();
      repo.git('update-index', '--add', '--cacheinfo', `${mode},${target},there`);
      repo.git('commit', '-q', '-m', 'there');
      for (const path of ['there', 'there/x.md']) {
        const publication = await somePublication(host, repo, [{ kind: 'create', path, text: 'x' }]);
        expect(await kind(host.publish(publication))).toBe('commit-differs');
      }
      expect(repo.git('for-each-ref', 'refs/heads/refinery')).toBe('');
    });

    test('links and submodules elsewhere stay as they are', async () => {
      const repo = someRepo();
      repo.git('update-index', '--add', '--cacheinfo', `120000,${repo.git('hash-object', '-w', 'README.md')},link`);
      repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.head()},sub`);
      repo.git('commit', '-q', '-m', 'there');
      const { sha } = committed(await host.publish(await somePublication(host, repo)));
      expect(repo.git('ls-tree', sha, 'link', 'sub')).toBe(repo.git('ls-tree', 'HEAD', 'link', 'sub'));
    });

    test('a new file in the place of a folder is refused', async () => {
      const publication = await somePublication(host, untouched, [{ kind: 'create', path: 'prompts', text: 'x' }]);
      expect(await kind(host.publish(publication))).toBe('commit-differs');
    });

    test('the executable bit is kept', async () => {
      const repo = someRepo();
      repo.write('run.sh', '#!/bin/sh\n', '100755');
      repo.commit();
      const { sha } = committed(
        await host.publish(await somePublication(host, repo, [{ kind: 'append', path: 'run.sh', text: 'ls\n' }])),
      );
      expect(repo.git('ls-tree', sha, 'run.sh')).toMatch(/^100755 /);
    });

    test('Windows lines and strange bytes are committed exactly', async () => {
      const repo = someRepo({ [PROMPT]: '\ufeffBe kind.\r\nGrüße\r\n' });
      const { sha } = committed(await host.publish(await somePublication(host, repo)));
      expect(text(repo.show(sha, PROMPT))).toBe('\ufeffBe very kind.\r\nGrüße\r\n');
    });
  });

  describe('a roll-back is a forward commit, and refuses where somebody went on', () => {
    async function published(repo: SomeRepo, edits = KINDER) {
      const publication = await somePublication(host, repo, edits);
      const { sha } = committed(await host.publish(publication));
      return { publication, reversal: reversalOf(publication, sha), sha };
    }

    test('restores every blob exactly by a forward commit', async () => {
      const repo = someRepo({ 'a.md': 'a\r\n', 'b.bin': Uint8Array.of(0, 255, 254), [PROMPT]: 'Be kind.\n' });
      const { reversal, sha } = await published(repo, [
        ...KINDER,
        { kind: 'append', path: 'a.md', text: 'x' },
        { kind: 'delete', path: 'b.bin' },
        { kind: 'create', path: 'new/c.md', text: 'c' },
      ]);
      const revert = committed(await host.rollBack(reversal));
      expect(repo.git('rev-parse', `${revert.sha}^{tree}`)).toBe(repo.git('rev-parse', 'main^{tree}'));
      expect(repo.git('rev-parse', `${revert.sha}^`)).toBe(sha);
      expect(repo.git('rev-parse', BRANCH)).toBe(revert.sha);
      expect(repo.git('log', '-1', '--format=%(trailers:key=Refinery-Reverts,valueonly)', revert.sha)).toBe(sha);
    });

    test('twice is once', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      const first = committed(await host.rollBack(reversal));
      expect(await host.rollBack({ ...reversal, atMs: AT_MS + 999_000 })).toEqual(first);
      expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('2');
    });

    test('also when people went on after it', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      const first = committed(await host.rollBack(reversal));
      repo.git('checkout', '-q', BRANCH);
      repo.write(PROMPT, 'By hand.\n');
      repo.commit();
      expect(await host.rollBack(reversal)).toEqual(first);
    });

    test('eight at once make one commit', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      const outcomes = await Promise.all(Array.from({ length: atOnce }, () => make(tempDir).rollBack(reversal)));
      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('2');
    });

    test('is refused when somebody changed the file since, and names it', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      repo.git('checkout', '-q', BRANCH);
      repo.write(PROMPT, 'By hand.\n');
      const tip = repo.commit();
      repo.git('checkout', '-q', 'main');
      expect(await host.rollBack(reversal)).toEqual({ refused: 'changed-since', paths: [PROMPT] });
      expect(repo.git('rev-parse', BRANCH)).toBe(tip);
    });

    // Found in the mirror as in any repository.
    if (isNear) {
      test.each<[string, (repo: SomeRepo) => void]>([
        ['deleted it', (repo) => repo.git('rm', '-q', PROMPT)],
        ['made it executable', (repo) => repo.git('update-index', '--chmod=+x', PROMPT)],
        [
          'made it a link',
          (repo) =>
            repo.git('update-index', '--cacheinfo', `120000,${repo.git('hash-object', '-w', 'README.md')},${PROMPT}`),
        ],
      ])('is refused when somebody %s', async (_name, change) => {
        const repo = someRepo();
        const { reversal } = await published(repo);
        repo.git('checkout', '-q', BRANCH);
        change(repo);
        repo.git('commit', '-q', '-m', 'by hand');
        repo.git('checkout', '-q', '-f', 'main');
        expect(await host.rollBack(reversal)).toEqual({ refused: 'changed-since', paths: [PROMPT] });
      });

      test('is refused when something stands where a deleted file was', async () => {
        const repo = someRepo();
        const { reversal } = await published(repo, [{ kind: 'delete', path: PROMPT }]);
        repo.git('checkout', '-q', BRANCH);
        repo.write(`${PROMPT}/inside.md`, 'x\n');
        repo.commit();
        repo.git('checkout', '-q', 'main');
        expect(await host.rollBack(reversal)).toEqual({ refused: 'changed-since', paths: [PROMPT] });
      });
    }

    test('keeps what people did to other files', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      repo.git('checkout', '-q', BRANCH);
      repo.write('README.md', 'By hand.\n');
      repo.commit();
      repo.git('checkout', '-q', 'main');
      const { sha } = committed(await host.rollBack(reversal));
      expect(text(repo.show(sha, 'README.md'))).toBe('By hand.\n');
      expect(text(repo.show(sha, PROMPT))).toBe('Be kind.\nBe brief.\n');
    });

    test('a person who quotes our trailer does not stop it', async () => {
      const repo = someRepo();
      const { reversal, sha } = await published(repo);
      repo.git('checkout', '-q', BRANCH);
      repo.commit(`about\n\nRefinery-Reverts: ${sha}`);
      repo.git('checkout', '-q', 'main');
      committed(await host.rollBack(reversal));
      expect(text(repo.show(BRANCH, PROMPT))).toBe('Be kind.\nBe brief.\n');
    });

    test('a branch that is gone is not made again', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      repo.git('branch', '-q', '-D', BRANCH);
      expect(await host.rollBack(reversal)).toEqual({ refused: 'branch-gone', alsoOn: [] });
      expect(repo.git('for-each-ref', 'refs/heads/refinery')).toBe('');
    });

    test('names the branches that hold what was published, whether its own is gone or takes it back', async () => {
      const repo = someRepo();
      const { reversal } = await published(repo);
      repo.git('merge', '-q', '--no-ff', '-m', 'merged', BRANCH);
      repo.git('branch', 'release', 'main');
      expect(await host.rollBack(reversal)).toMatchObject({ branch: BRANCH, alsoOn: ['main', 'release'] });
      repo.git('merge', '-q', '-m', 'taken back', BRANCH);
      expect(await host.rollBack(reversal)).toMatchObject({ alsoOn: ['release'] });
      repo.git('branch', '-q', '-D', BRANCH);
      expect(await host.rollBack(reversal)).toEqual({ refused: 'branch-gone', alsoOn: ['main', 'release'] });
    });

    test('an inverse that is not the mirror of what was published changes nothing', async () => {
      const repo = someRepo();
      const { reversal, sha } = await published(repo);
      const inverse = reversal.inverse.map((change) => ({ ...change, after: digestOfBytes('something else') }));
      expect(await kind(host.rollBack({ ...reversal, inverse }))).toBe('commit-differs');
      expect(repo.git('rev-parse', BRANCH)).toBe(sha);
    });

    // Who looks for nothing in a checkout has nobody's work to leave alone.
    if (isNear)
      test('a branch that somebody works on is left to them', async () => {
        const repo = someRepo();
        const { reversal } = await published(repo);
        repo.git('checkout', '-q', BRANCH);
        const before = repo.noticeable();
        expect(await kind(host.rollBack(reversal))).toBe('branch-in-use');
        expect(repo.noticeable()).toEqual(before);
      });
  });
});
