import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gitHub } from '../../src/code/github/github.ts';
import type { CodeHost } from '../../src/ports.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';

/**
 * GitHub's adapter on repositories of this machine: what stands at a path is its remote, reached by git's own transport
 * for files. Pull requests need a server: `some-github.ts`.
 */
export function remoteFolders(tempDir: string): CodeHost {
  const remotes = join(tempDir, 'remotes');
  const folder = join(tempDir, 'mirrors');
  const host = gitHub({ url: `file://${remotes}`, credential: { token: 'none' }, folder, tempDir });
  const named = (path: string) => {
    const name = `someone/${digestOfBytes(path).slice(0, 16)}`;
    const link = join(remotes, `${name}.git`);
    mkdirSync(join(remotes, 'someone'), { recursive: true });
    if (path !== '' && existsSync(path) && !existsSync(link)) symlinkSync(path, link);
    return name;
  };
  return {
    nameOf: (text, from) => host.nameOf(text, from),
    head: (path, from) => host.head(named(path), from),
    pullRequestBase: (path) => host.pullRequestBase(named(path)),
    list: (path, at, limit) => host.list(named(path), at, limit),
    search: (path, at, texts) => host.search(named(path), at, texts),
    read: (path, at, file) => host.read(named(path), at, file),
    signed: (path, trailer) => host.signed(named(path), trailer),
    publish: (publication) => host.publish({ ...publication, repo: named(publication.repo) }),
    rollBack: (reversal) => host.rollBack({ ...reversal, repo: named(reversal.repo) }),
    look: (path, published, memo) => host.look(named(path), published, memo),
  };
}
