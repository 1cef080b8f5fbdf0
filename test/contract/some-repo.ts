import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { CommitSha } from '../../src/domain/digest.ts';
import type { FileMode } from '../../src/ports.ts';

/** A real repository in a folder of its own, as a user would have it. */
export type SomeRepo = Readonly<{
  folder: string;
  git(...args: readonly string[]): string;
  write(path: string, content: string | Uint8Array, mode?: FileMode): void;
  read(path: string): Uint8Array;
  /** Adds everything and commits it. */
  commit(message?: string): CommitSha;
  head(): CommitSha;
  /** Bytes of a file at a commit, `undefined` when it is not there. */
  show(at: string, path: string): Uint8Array | undefined;
  /** Everything that a person could notice: each file of the checkout and the index byte for byte, HEAD, status, branches but ours. */
  noticeable(): Readonly<Record<string, string>>;
}>;

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

const folders: string[] = [];

export function someFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'refinery-repo-')));
  folders.push(folder);
  return folder;
}

/** For `afterAll`: every folder that this test file made. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function someRepo(
  files: Readonly<Record<string, string | Uint8Array>> = {
    'prompts/support.md': 'Be kind.\nBe brief.\n',
    'README.md': 'An agent.\n',
  },
  { name = 'repo', init = [] as readonly string[] } = {},
): SomeRepo {
  const folder = join(someFolder(), name);
  mkdirSync(folder, { recursive: true });
  const repo = repoAt(folder);
  repo.git('init', '-q', '-b', 'main', ...init);
  for (const [path, content] of Object.entries(files)) repo.write(path, content);
  if (Object.keys(files).length > 0) repo.commit('first');
  return repo;
}

export function repoAt(folder: string): SomeRepo {
  const run = (args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  const git = (...args: readonly string[]) => run(args).toString().trim();
  const head = () => CommitSha.parse(git('rev-parse', 'HEAD'));
  return {
    folder,
    git,
    write(path, content, mode = '100644') {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content, { mode: mode === '100755' ? 0o755 : 0o644 });
    },
    read: (path) => new Uint8Array(readFileSync(join(folder, path))),
    commit(message = 'more') {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return head();
    },
    head,
    show(at, path) {
      try {
        return new Uint8Array(run(['cat-file', 'blob', `${at}:${path}`]));
      } catch {
        return undefined;
      }
    },
    noticeable() {
      const seen: Record<string, string> = {};
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        const path = relative(folder, join(entry.parentPath, entry.name));
        if (path.split('/')[0] === '.git' && path !== '.git/index' && path !== '.git/HEAD') continue;
        if (!entry.isFile()) continue;
        const { mode, mtimeMs } = statSync(join(folder, path));
        seen[path] = `${mode} ${mtimeMs} ${readFileSync(join(folder, path)).toString('base64')}`;
      }
      seen['git status'] = git('status', '--porcelain=v2', '--branch', '--ignored');
      seen['git branches'] = git('for-each-ref')
        .split('\n')
        .filter((line) => !line.includes('refs/heads/refinery/'))
        .join('\n');
      return seen;
    },
  };
}

/** The same repository once more, elsewhere. */
export function copyOf({ folder }: SomeRepo): SomeRepo {
  const copy = join(someFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  return repoAt(copy);
}
