import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import { kindOf } from '../../src/domain/errors.ts';
import { BRANCH, committed, KINDER, PROMPT, reversalOf, somePublication } from './some-publication.ts';
import { copyOf, removeFolders, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

const tempDir = someFolder();
const host = localGit({ tempDir });
afterAll(removeFolders);

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => kindOf(error) ?? String(error),
  );

/** A `git` that does as the script says for one command, and else what git does. */
function somewhereWithGit(command: string, script: string): string {
  const folder = someFolder();
  const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim();
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh\nfor word in "$@"; do if [ "$word" = "${command}" ]; then ${script}; fi; done\nexec ${real} "$@"\n`,
  );
  chmodSync(join(folder, 'git'), 0o755);
  return `${folder}:/usr/bin:/bin`;
}

describe.concurrent('repositories in a bad way', () => {
  test('a folder inside a repository is none itself', async () => {
    const repo = someRepo();
    expect(await kind(host.head(join(repo.folder, 'prompts')))).toBe('repo-not-found');
  });

  test('a file is none', async () => {
    expect(await kind(host.head(join(someRepo().folder, PROMPT)))).toBe('repo-not-found');
  });

  test('one whose objects are damaged', async () => {
    const repo = someRepo();
    const blob = repo.git('rev-parse', `HEAD:${PROMPT}`);
    rmSync(join(repo.folder, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    expect(await kind(host.read(repo.folder, repo.head(), PROMPT))).toBe('repo-unusable');
  });

  test('one of another user', async () => {
    const searchPath = somewhereWithGit('-c', 'export GIT_TEST_ASSUME_DIFFERENT_OWNER=1');
    const repo = someRepo();
    const publication = await somePublication(localGit({ tempDir, searchPath }), repo);
    expect(committed(await localGit({ tempDir, searchPath }).publish(publication)).branch).toBe(BRANCH);
  });
});

describe('what the repository configures is not run and changes nothing', () => {
  /** A program that leaves a trace when it is run. */
  function somethingThatRuns(): Readonly<{ program: string; wasRun(): boolean }> {
    const folder = someFolder();
    const program = join(folder, 'run-me');
    const trace = join(folder, 'was-run');
    writeFileSync(program, `#!/bin/sh\ntouch ${trace}\ncat\n`);
    chmodSync(program, 0o755);
    return { program, wasRun: () => existsSync(trace) };
  }

  test('hooks, in their own folder or another one', async () => {
    const { program, wasRun } = somethingThatRuns();
    const repo = someRepo();
    const hooks = someFolder();
    for (const name of [
      'reference-transaction',
      'post-index-change',
      'pre-commit',
      'post-commit',
      'post-checkout',
      'pre-auto-gc',
    ]) {
      symlinkSync(program, join(repo.folder, '.git/hooks', name));
      symlinkSync(program, join(hooks, name));
    }
    await somePublication(host, repo).then((publication) => host.publish(publication));
    repo.git('config', 'core.hooksPath', hooks);
    await host.publish(await somePublication(host, repo, KINDER, { branch: 'refinery/again' }));
    expect(wasRun()).toBe(false);
  });

  test('filters, text conversion, external diffs, file system monitors, editors, signing', async () => {
    const { program, wasRun } = somethingThatRuns();
    const repo = someRepo({
      [PROMPT]: 'Be kind.\nBe brief.\n',
      '.gitattributes': '* filter=evil diff=evil merge=evil ident text eol=crlf\n',
    });
    for (const key of [
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.evil.textconv',
      'diff.evil.command',
      'diff.external',
      'merge.evil.driver',
      'core.fsmonitor',
      'core.editor',
      'core.pager',
      'core.sshCommand',
      'core.askPass',
      'gpg.program',
      'credential.helper',
      'sequence.editor',
      'core.alternateRefsCommand',
      'alias.rev-parse',
      'alias.commit-tree',
      'pager.ls-tree',
    ])
      repo.git('config', key, program);
    for (const key of ['commit.gpgSign', 'log.showSignature', 'filter.evil.required']) repo.git('config', key, 'true');
    const publication = await somePublication(host, repo);
    const { sha } = committed(await host.publish(publication));
    committed(await host.rollBack(reversalOf(publication, sha)));
    expect(wasRun()).toBe(false);
    expect(text(repo.show(sha, PROMPT))).toBe('Be very kind.\nBe brief.\n');
  });

  test('a partial clone that would fetch what it lacks by a command', async () => {
    const { program, wasRun } = somethingThatRuns();
    const repo = someRepo();
    const blob = repo.git('rev-parse', `HEAD:${PROMPT}`);
    const head = repo.head();
    rmSync(join(repo.folder, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    for (const [key, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.url', `ext::${program}`],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.uploadpack', program],
      ['protocol.ext.allow', 'always'],
      ['url.ext::sh.insteadOf', 'https://'],
    ] as const)
      repo.git('config', key, value);
    expect(await kind(host.read(repo.folder, head, PROMPT))).toBe('repo-unusable');
    expect(wasRun()).toBe(false);
  });

  test('line ends, encodings, paths and further files that it includes', async () => {
    const repo = someRepo({ [PROMPT]: 'Be kind.\r\nBe brief.\n' });
    const included = join(someFolder(), 'included');
    writeFileSync(included, '[core]\n\tautocrlf = true\n\thooksPath = /evil\n');
    for (const [key, value] of [
      ['core.autocrlf', 'true'],
      ['core.safecrlf', 'true'],
      ['i18n.commitEncoding', 'ISO-8859-1'],
      ['core.splitIndex', 'true'],
      ['core.untrackedCache', 'true'],
      ['core.ignoreCase', 'true'],
      ['core.worktree', someFolder()],
      ['diff.renames', 'copies'],
      ['diff.ignoreSubmodules', 'all'],
      ['core.abbrev', '4'],
      ['include.path', included],
    ] as const)
      repo.git('config', key, value);
    const publication = await somePublication(host, repo, KINDER, { message: 'fix: Grüße\n' });
    repo.git('config', '--unset', 'core.worktree');
    const { sha } = committed(await host.publish(publication));
    expect(text(repo.show(sha, PROMPT))).toBe('Be very kind.\r\nBe brief.\n');
    expect(repo.git('cat-file', 'commit', sha)).not.toMatch(/^encoding/m);
    expect(readdirSync(join(repo.folder, '.git')).filter((name) => name.startsWith('sharedindex'))).toEqual([]);
  });

  test('the environment and the configuration of the user', async () => {
    const evil = someFolder();
    writeFileSync(join(evil, '.gitconfig'), '[user]\n\tname = Evil\n[core]\n\thooksPath = /evil\n');
    const before = { ...process.env };
    Object.assign(process.env, {
      HOME: evil,
      GIT_DIR: '/evil',
      GIT_AUTHOR_NAME: 'Evil',
      GIT_CONFIG_COUNT: '1',
      GIT_TRACE: '1',
    });
    try {
      // The repo of this test is looked at with an environment of its own.
      const repo = someRepo();
      const { sha } = committed(await host.publish(await somePublication(host, repo)));
      expect(repo.git('log', '-1', '--format=%an %cn', sha)).toBe('Refinery Refinery');
    } finally {
      process.env = before;
    }
  });

  test('replaced objects and grafts do not change what is read', async () => {
    const repo = someRepo();
    const evil = join(someFolder(), 'evil');
    writeFileSync(evil, 'Be evil.\n');
    repo.git('replace', repo.git('rev-parse', `HEAD:${PROMPT}`), repo.git('hash-object', '-w', evil));
    repo.commit('second');
    mkdirSync(join(repo.folder, '.git/info'), { recursive: true });
    writeFileSync(join(repo.folder, '.git/info/grafts'), `${repo.head()}\n`);
    expect(text((await host.read(repo.folder, repo.head(), PROMPT))?.bytes)).toBe('Be kind.\nBe brief.\n');
    const publication = await somePublication(host, repo);
    const { sha } = committed(await host.publish(publication));
    committed(await host.rollBack(reversalOf(publication, sha)));
  });

  test('a symbolic branch under our name does not lead us to another branch', async () => {
    const repo = someRepo();
    repo.git('symbolic-ref', `refs/heads/${BRANCH}`, 'refs/heads/victim');
    const { sha } = committed(await host.publish(await somePublication(host, repo)));
    expect(repo.git('for-each-ref', 'refs/heads/victim')).toBe('');
    expect(repo.git('for-each-ref', '--format=%(objectname) %(symref)', `refs/heads/${BRANCH}`)).toBe(sha);
  });

  test('nor to one that exists', async () => {
    const repo = someRepo();
    repo.git('symbolic-ref', `refs/heads/${BRANCH}`, 'refs/heads/main');
    const before = repo.head();
    expect(await host.publish(await somePublication(host, repo))).toEqual({ refused: 'branch-taken' });
    expect(repo.git('rev-parse', 'main')).toBe(before);
  });
});

describe.concurrent('when git or the machine fails', () => {
  test.each([
    ['hash-object', 'echo "error: unable to write file: No space left on device" >&2; exit 128', 'disk-full'],
    ['write-tree', 'echo "fatal: Disk quota exceeded" >&2; exit 128', 'disk-full'],
    ['commit-tree', 'echo "error: insufficient permission for adding an object" >&2; exit 128', 'repo-unusable'],
    ['read-tree', 'kill -9 $$', 'repo-unavailable'],
    ['commit-tree', 'exit 3', 'repo-unavailable'],
    ['update-index', 'cat > /dev/null; exit 0', 'commit-differs'],
    ['hash-object', 'exec sleep 30', 'repo-unavailable'],
    ['update-ref', 'echo "fatal: something new" >&2; exit 128', 'repo-unavailable'],
  ])('%s: %s', async (command, script, expected) => {
    const repo = someRepo();
    const before = repo.noticeable();
    const broken = localGit({ tempDir, searchPath: somewhereWithGit(command, script), patienceMs: 1_000 });
    const publication = await somePublication(host, repo);
    expect(await kind(broken.publish(publication))).toBe(expected);
    expect(repo.git('for-each-ref', 'refs/heads/refinery')).toBe('');
    expect(repo.noticeable()).toEqual(before);
    committed(await host.publish(publication));
    expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
  });

  test('a git that does not even end when told to', async () => {
    const searchPath = somewhereWithGit('rev-parse', 'trap "" INT TERM; sleep 5; exit 0');
    const broken = localGit({ tempDir, searchPath, patienceMs: 300 });
    const started = performance.now();
    expect(await kind(broken.head(someRepo().folder))).toBe('repo-unavailable');
    expect(performance.now() - started).toBeLessThan(4_500);
  });

  test('no git at all', async () => {
    const without = localGit({ tempDir, searchPath: someFolder() });
    expect(await kind(without.head(someRepo().folder))).toBe('repo-unavailable');
  });

  test('a temporary folder that cannot be made', async () => {
    const file = join(someFolder(), 'file');
    writeFileSync(file, '');
    const repo = someRepo();
    const broken = localGit({ tempDir: join(file, 'work') });
    expect(await kind(broken.publish(await somePublication(host, repo)))).toBe('repo-unavailable');
    expect(repo.git('for-each-ref', 'refs/heads/refinery')).toBe('');
  });

  test('nothing is left in the temporary folder but leases', async () => {
    const own = someFolder();
    const repo = someRepo();
    await localGit({ tempDir: own }).publish(await somePublication(host, repo));
    expect(readdirSync(own).filter((name) => !name.endsWith('.lease'))).toEqual([]);
  });
});

describe.concurrent('leases and locks', () => {
  function lock(repo: SomeRepo, ageMs: number): string {
    const file = join(repo.folder, `.git/refs/heads/${BRANCH}.lock`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    const at = new Date(Date.now() - ageMs);
    utimesSync(file, at, at);
    return file;
  }

  test('a lock that a killed process left on our branch is cleared when it is old', async () => {
    const repo = someRepo();
    const file = lock(repo, 11_000);
    committed(await host.publish(await somePublication(host, repo)));
    expect(existsSync(file)).toBe(false);
  });

  test('a fresh one is waited for', async () => {
    const repo = someRepo();
    const file = lock(repo, 0);
    setTimeout(() => rmSync(file), 500);
    const started = performance.now();
    committed(await host.publish(await somePublication(host, repo)));
    expect(performance.now() - started).toBeGreaterThan(400);
  });

  test("a lock on somebody else's branch is never touched", async () => {
    const repo = someRepo();
    const file = join(repo.folder, '.git/refs/heads/main.lock');
    writeFileSync(file, '');
    utimesSync(file, new Date(0), new Date(0));
    committed(await host.publish(await somePublication(host, repo)));
    expect(existsSync(file)).toBe(true);
  });

  test("the user's own index lock does not stop us, and stays", async () => {
    const repo = someRepo();
    const file = join(repo.folder, '.git/index.lock');
    writeFileSync(file, '');
    committed(await host.publish(await somePublication(host, repo)));
    expect(existsSync(file)).toBe(true);
  });

  test('a process that holds the lease is waited for, and kill -9 lets go of it', async () => {
    const own = someFolder();
    const repo = someRepo();
    const publication = await somePublication(host, repo);
    await localGit({ tempDir: own }).publish({ ...publication, branch: 'refinery/first' });
    const [lease] = readdirSync(own).filter((name) => name.endsWith('.lease'));
    const holder = spawn(process.execPath, [
      '-e',
      `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(${JSON.stringify(join(own, lease ?? ''))}); db.exec('begin exclusive'); console.log('held'); setInterval(() => db, 1000);`,
    ]);
    await new Promise((resolve) => holder.stdout.once('data', resolve));

    expect(await kind(localGit({ tempDir: own, patienceMs: 200 }).publish(publication))).toBe('repo-unavailable');
    setTimeout(() => holder.kill('SIGKILL'), 200);
    committed(await localGit({ tempDir: own }).publish(publication));
  });

  test('a copy of the repository has a lease of its own', async () => {
    const repo = someRepo();
    const copy = copyOf(repo);
    const [one, other] = await Promise.all([somePublication(host, repo), somePublication(host, copy)]);
    expect(await Promise.all([host.publish(one), host.publish(other)])).toHaveLength(2);
    expect(copy.git('rev-parse', BRANCH)).toBe(repo.git('rev-parse', BRANCH));
  });
});
