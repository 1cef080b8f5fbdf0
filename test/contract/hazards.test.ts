import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import type { Edit } from '../../src/domain/change.ts';
import { kindOf } from '../../src/domain/errors.ts';
import { applyChange } from '../../src/flow/apply-change.ts';
import type { FileMode } from '../../src/ports.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { KEPT_PATHS, plant, REFUSED_PATHS, REFUSED_PLACES, someTrap } from './some-hazards.ts';
import { BRANCH, committed, PROMPT, reversalOf, somePublication } from './some-publication.ts';
import { removeFolders, repoAt, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

/**
 * What a repository, a path or a text can be so that a careless tool would write
 * elsewhere, or something else. Each is refused with nothing written, or kept exactly.
 */

const tempDir = someFolder();
const host = localGit({ tempDir });
afterAll(removeFolders);

const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => kindOf(error) ?? String(error),
  );
const bytesOf = (text: string | Uint8Array) => (typeof text === 'string' ? new TextEncoder().encode(text) : text);
const utf16 = (text: string, bigEnd = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return new Uint8Array(bigEnd ? bytes.swap16() : bytes);
};

describe.concurrent('a path', () => {
  const trap = someTrap();

  test.each(REFUSED_PATHS)('%s is refused twice: before anybody is asked, and at the commit', async (_what, path) => {
    const before = trap.git('for-each-ref');
    const edits: readonly Edit[] = [{ kind: 'create', path, text: 'x\n' }];
    expect(await applyChange(edits, trap.folder, trap.head(), host)).toEqual({ refused: expect.stringMatching(/\.$/) });

    const write = { path, mode: '100644' as const, bytes: bytesOf('x\n') };
    const approved = [{ path, mode: write.mode, before: null, after: digestOfBytes(write.bytes) }];
    const forced = { ...(await somePublication(host, trap)), writes: [write], approved };
    expect(await kind(host.publish(forced))).toBe('commit-differs');
    expect(trap.git('for-each-ref')).toBe(before);
  });

  test.each(REFUSED_PLACES)('%s is refused at the commit', async (_what, path) => {
    const before = trap.git('for-each-ref');
    const publication = await somePublication(host, trap, [{ kind: 'create', path, text: 'x\n' }]);
    expect(await kind(host.publish(publication))).toBe('commit-differs');
    expect(trap.git('for-each-ref')).toBe(before);
  });

  test.each(KEPT_PATHS)('%s is kept exactly', async (_what, path) => {
    const repo = someRepo({ [PROMPT]: 'x\n', '.gitignore': 'ignored/\n' });
    const seen = repo.noticeable();
    const publication = await somePublication(host, repo, [{ kind: 'create', path, text: 'x\n' }]);
    const { sha } = committed(await host.publish(publication));
    expect(repo.git('-c', 'core.quotePath=false', 'diff-tree', '-r', '-z', '--name-only', 'main', sha)).toBe(
      `${path}\0`,
    );
    expect(repo.noticeable()).toEqual(seen);
  });
});

describe.concurrent('a text', () => {
  test.each<[string, string | Uint8Array, Edit['kind'], string | Uint8Array]>([
    ['with a byte order mark', '\ufeffBe kind.\n', 'replace', '\ufeffBe brief.\n'],
    ['of Windows lines', 'Be kind.\r\nBye.\r\n', 'append', 'Be kind.\r\nBye.\r\nSo.\r\n'],
    ['of mixed lines', 'Be kind.\r\nBye.\nSo.\r\n', 'replace', 'Be brief.\r\nBye.\nSo.\r\n'],
    ['of old Macintosh lines', 'Be kind.\rBye.\r', 'replace', 'Be brief.\rBye.\r'],
    ['of UTF-16, little end first', utf16('Be kind.\r\n'), 'append', utf16('Be kind.\r\nSo.\r\n')],
    ['of UTF-16, big end first', utf16('Be kind.\n', true), 'replace', utf16('Be brief.\n', true)],
    ['without a final line end', 'Be kind.', 'append', 'Be kind.\nSo.'],
    ['with many final line ends', 'Be kind.\n\n\n', 'replace', 'Be brief.\n\n\n'],
    ['of nothing', '', 'append', 'So.\n'],
    ['not composed', 'Cafe\u0301. Be kind.\n', 'replace', 'Cafe\u0301. Be brief.\n'],
    ['with signs beyond 16 bits', '🙂 Be kind. 𝒳\n', 'replace', '🙂 Be brief. 𝒳\n'],
    ['with form feeds and tabs', '\fBe kind.\t\n', 'replace', '\fBe brief.\t\n'],
    ['with spaces at line ends', 'Be kind.   \n  \n', 'replace', 'Be brief.   \n  \n'],
    ['with what git would expand', '$Id$ Be kind. $Format:%H$\n', 'replace', '$Id$ Be brief. $Format:%H$\n'],
    ['with a line that looks like a patch', '--- a\n+++ b\nBe kind.\n', 'replace', '--- a\n+++ b\nBe brief.\n'],
    ['of 2 MB', `${'x'.repeat(2_000_000)}Be kind.\n`, 'replace', `${'x'.repeat(2_000_000)}Be brief.\n`],
  ])('%s is kept exactly but for the edit', async (_what, before, how, after) => {
    const repo = someRepo({ 'README.md': 'x\n' });
    plant(repo, '100755', blobOf(repo, before), PROMPT);
    plant(repo, '100644', blobOf(repo, '* text=auto eol=lf ident working-tree-encoding=UTF-16\n'), '.gitattributes');
    const edit: Edit =
      how === 'append'
        ? { kind: 'append', path: PROMPT, text: 'So.\n' }
        : { kind: 'replace', path: PROMPT, find: 'Be kind.', text: 'Be brief.' };
    const publication = await somePublication(host, repo, [edit]);
    const { sha } = committed(await host.publish(publication));
    expect(Buffer.compare(repo.show(sha, PROMPT) ?? bytesOf('missing'), bytesOf(after))).toBe(0);
    expect(modeOf(repo, sha)).toBe('100755');
    const back = committed(await host.rollBack(reversalOf(publication, sha)));
    expect(repo.git('rev-parse', `${back.sha}^{tree}`)).toBe(repo.git('rev-parse', `${publication.base}^{tree}`));
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['of Latin-1', Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65), /not valid UTF-8/],
    ['with a NUL', 'a\0b', /NUL/],
    ['of UTF-16 without a mark', utf16('Be kind.').subarray(2), /NUL/],
    ['with half a character of UTF-16', Uint8Array.of(0xff, 0xfe, 0x3d, 0xd8), /not valid UTF-16LE/],
    ['that is a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), /not valid UTF-8/],
    [
      'that points at Git LFS',
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
      /Git LFS keeps elsewhere/,
    ],
  ])('%s is no text to edit', async (_what, before, says) => {
    const repo = someRepo({ [PROMPT]: before });
    const edits: readonly Edit[] = [{ kind: 'append', path: PROMPT, text: 'x\n' }];
    expect(await applyChange(edits, repo.folder, repo.head(), host)).toEqual({ refused: expect.stringMatching(says) });
  });

  function blobOf(repo: SomeRepo, content: string | Uint8Array): string {
    const file = join(someFolder(), 'blob');
    writeFileSync(file, content);
    return repo.git('hash-object', '-w', '--no-filters', file);
  }

  function modeOf(repo: SomeRepo, sha: string): FileMode {
    return repo.git('ls-tree', sha, PROMPT).slice(0, 6) as FileMode;
  }
});

describe.concurrent('a repository', () => {
  /** Publishes and rolls back, and looks that both did exactly their work, and that nobody could notice. */
  async function walk(repo: SomeRepo, isBare = false): Promise<void> {
    const seen = isBare ? {} : repo.noticeable();
    const publication = await somePublication(host, repo);
    const { sha } = committed(await host.publish(publication));
    expect(repo.git('diff-tree', '-r', '--name-only', `${sha}^`, sha)).toBe(PROMPT);
    expect(Buffer.from(repo.show(sha, PROMPT) ?? []).toString()).toBe('Be very kind.\nBe brief.\n');
    const revert = committed(await host.rollBack(reversalOf(publication, sha)));
    expect(repo.git('rev-parse', `${revert.sha}^{tree}`)).toBe(repo.git('rev-parse', `${publication.base}^{tree}`));
    expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    if (!isBare) expect(repo.noticeable()).toEqual(seen);
  }

  /** Two branches that change the same line. */
  function atOdds(): SomeRepo {
    const repo = someRepo();
    repo.git('checkout', '-q', '-b', 'other');
    repo.write('README.md', 'Theirs.\n');
    repo.commit('theirs');
    repo.git('checkout', '-q', 'main');
    repo.write('README.md', 'Ours.\n');
    repo.commit('ours');
    return repo;
  }

  function failing(repo: SomeRepo, ...args: readonly string[]): SomeRepo {
    expect(() => repo.git(...args)).toThrow();
    return repo;
  }

  function cloned(...options: readonly string[]): SomeRepo {
    const origin = someRepo();
    origin.write('README.md', 'Second.\n');
    origin.commit();
    const folder = join(someFolder(), 'clone');
    execFileSync('git', ['clone', '-q', ...options, `file://${origin.folder}`, folder]);
    return repoAt(folder);
  }

  function configured(...settings: readonly (readonly [string, string])[]): SomeRepo {
    const repo = someRepo();
    for (const [key, value] of settings) repo.git('config', key, value);
    return repo;
  }

  const having = (repo: SomeRepo, ...commands: readonly (readonly string[])[]): SomeRepo => {
    for (const command of commands) repo.git(...command);
    return repo;
  };

  const STATES: readonly (readonly [what: string, make: () => SomeRepo])[] = [
    ['with a shallow history', () => cloned('--depth=1')],
    ['that borrows its objects', () => cloned('--shared')],
    ['with a detached HEAD', () => having(someRepo(), ['checkout', '-q', '--detach'])],
    ['of SHA-256', () => someRepo(undefined, { init: ['--object-format=sha256'] })],
    ['with packed objects and branches', () => having(someRepo(), ['gc', '-q'], ['pack-refs', '--all'])],
    ['with a commit graph', () => having(someRepo(), ['commit-graph', 'write', '--reachable'])],
    ['at a path that shells trip over', () => someRepo(undefined, { name: 'Größe & $HOME "x" \'y\'' })],
    [
      'with a .git file',
      () => someRepo(undefined, { init: [`--separate-git-dir=${join(someFolder(), 'elsewhere')}`] }),
    ],
    ['in the midst of a merge', () => failing(atOdds(), 'merge', '-q', 'other')],
    ['in the midst of a rebase', () => failing(atOdds(), 'rebase', '-q', 'other')],
    ['in the midst of a cherry-pick', () => failing(atOdds(), 'cherry-pick', 'other')],
    ['in the midst of a revert', () => failing(atOdds(), 'revert', '--no-edit', 'other')],
    ['in the midst of a bisect', () => having(someRepo(), ['bisect', 'start', 'HEAD'])],
    [
      'with a stash',
      () => {
        const repo = someRepo();
        repo.write('README.md', 'Half-done.\n');
        return having(repo, ['stash', '-q']);
      },
    ],
    [
      'with staged, unstaged and unknown files',
      () => {
        const repo = someRepo();
        repo.write(PROMPT, 'Half-done.\n');
        repo.git('add', PROMPT);
        repo.write(PROMPT, 'More half-done.\n');
        repo.write('unknown.md', 'mine\n');
        return having(repo, ['rm', '-q', '--cached', 'README.md']);
      },
    ],
    [
      'with a locked index',
      () => {
        const repo = someRepo();
        writeFileSync(join(repo.folder, '.git/index.lock'), '');
        return repo;
      },
    ],
    [
      'with a locked HEAD',
      () => {
        const repo = someRepo();
        writeFileSync(join(repo.folder, '.git/HEAD.lock'), '');
        return repo;
      },
    ],
    [
      'with locked packed branches',
      () => {
        const repo = having(someRepo(), ['pack-refs', '--all']);
        writeFileSync(join(repo.folder, '.git/packed-refs.lock'), '');
        return repo;
      },
    ],
    [
      'with a sparse checkout and index',
      () =>
        having(
          someRepo({ [PROMPT]: 'Be kind.\nBe brief.\n', 'other/deep/x.md': 'x\n' }),
          ['sparse-checkout', 'init', '--cone', '--sparse-index'],
          ['sparse-checkout', 'set', 'other'],
        ),
    ],
    ['with a split index', () => having(configured(['core.splitIndex', 'true']), ['update-index', '--split-index'])],
    [
      'that says nothing of modes, links and case',
      () => configured(['core.fileMode', 'false'], ['core.symlinks', 'false'], ['core.ignoreCase', 'true']),
    ],
    ['that turns line ends', () => configured(['core.autocrlf', 'true'], ['core.safecrlf', 'true'])],
    ['with files that are assumed unchanged', () => having(someRepo(), ['update-index', '--assume-unchanged', PROMPT])],
    [
      'with attributes that filter',
      () =>
        having(
          someRepo({ [PROMPT]: 'Be kind.\nBe brief.\n', '.gitattributes': '* filter=x ident eol=crlf\n' }),
          ['config', 'filter.x.clean', 'tr a-z A-Z'],
          ['config', 'filter.x.required', 'true'],
        ),
    ],
    [
      'with attributes beside the files',
      () => {
        const repo = configured(['filter.x.clean', 'tr a-z A-Z'], ['filter.x.required', 'true']);
        mkdirSync(join(repo.folder, '.git/info'), { recursive: true });
        writeFileSync(join(repo.folder, '.git/info/attributes'), '* filter=x text eol=crlf\n');
        return repo;
      },
    ],
    [
      'with a submodule that is not there',
      () => {
        const repo = someRepo();
        plant(repo, '160000', repo.head(), 'sub');
        mkdirSync(join(repo.folder, 'sub'));
        return repo;
      },
    ],
    ['with a branch and a tag of one name', () => having(someRepo(), ['tag', 'main'])],
    ['with a branch that is called HEAD', () => having(someRepo(), ['update-ref', 'refs/heads/HEAD', 'HEAD'])],
    [
      'with a file that is called as its branch',
      () => {
        const repo = someRepo();
        repo.write('main', 'x\n');
        repo.commit();
        return repo;
      },
    ],
    [
      'within another repository',
      () => {
        const outer = someRepo();
        const folder = join(outer.folder, 'inner');
        execFileSync('git', ['clone', '-q', someRepo().folder, folder]);
        return repoAt(folder);
      },
    ],
  ];

  test.each(STATES)('%s is kept exactly', async (_what, make) => {
    await walk(make());
  });

  test('that is bare is kept exactly', async () => {
    const folder = join(someFolder(), 'bare.git');
    execFileSync('git', ['clone', '-q', '--bare', someRepo().folder, folder]);
    await walk(repoAt(folder), true);
  });

  test('that is a linked worktree is kept exactly, and its branch is the one of all', async () => {
    const repo = someRepo();
    const folder = join(someFolder(), 'linked');
    repo.git('worktree', 'add', '-q', '-b', 'other', folder);
    await walk(repoAt(folder), true);
    expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('2');
  });

  test('that is reached through a link is kept exactly', async () => {
    const repo = someRepo();
    const link = join(someFolder(), 'link');
    symlinkSync(repo.folder, link);
    await walk(repoAt(link));
  });

  test.each<[string, () => SomeRepo, string]>([
    ['that is empty', () => someRepo({}), 'repo-unusable'],
    ['on a branch that is not born', () => having(someRepo(), ['checkout', '-q', '--orphan', 'new']), 'repo-unusable'],
    [
      'whose HEAD leads nowhere',
      () => having(someRepo(), ['symbolic-ref', 'HEAD', 'refs/heads/gone']),
      'repo-unusable',
    ],
    ['of a future format', () => configured(['core.repositoryFormatVersion', '999']), 'repo-unusable'],
    [
      'that lacks its objects',
      () => {
        const repo = someRepo();
        const blob = repo.git('rev-parse', 'HEAD^{tree}');
        execFileSync('rm', ['-f', join(repo.folder, '.git/objects', blob.slice(0, 2), blob.slice(2))]);
        return repo;
      },
      'repo-unusable',
    ],
  ])('%s is refused', async (_what, make, expected) => {
    const repo = make();
    expect(await kind(somePublication(host, repo))).toBe(expected);
    expect(existsSync(join(repo.folder, '.git/refs/heads/refinery'))).toBe(false);
  });
});
