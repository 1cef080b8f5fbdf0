import { PROMPT } from './some-publication.ts';
import { type SomeRepo, someRepo } from './some-repo.ts';

/** Paths by which a careless tool would write elsewhere, or something else; the same wherever a repository is. */

type Named = readonly (readonly [what: string, path: string])[];

/** In the repository that `someTrap` makes. */
export const REFUSED_PATHS: Named = [
  ['that leads out', '../out.md'],
  ['that leads out from within', 'prompts/../../out.md'],
  ['that leads nowhere else', './prompts/a.md'],
  ['with an empty name', 'prompts//a.md'],
  ['of a folder', 'prompts/'],
  ['from the root of the machine', '/etc/cron.d/a'],
  ['of a home', '~/.ssh/authorized_keys'],
  ['of a drive', 'C:/a.md'],
  ['of a network', '//server/share/a.md'],
  ['with backslashes', '..\\out.md'],
  ["into git's folder", '.git/hooks/post-checkout'],
  ["into git's folder of a part", 'sub/.git/config'],
  ["into git's folder in capitals", '.GIT/config'],
  ["into git's folder as Windows reads it", '.git./config'],
  ["into git's folder by its short name", 'GIT~1/config'],
  ["into git's folder as macOS reads it", '.g\u200cit/config'],
  ['of a stream', 'a.md:hidden'],
  ['of a device', 'aux.md'],
  ['of a port', 'prompts/COM1'],
  ['of an old short name', 'PROGRA~1'],
  ['that ends with a dot', 'a.md.'],
  ['that ends with a space', 'a.md '],
  ['like an option', '--upload-pack=x'],
  ['with a line break', 'a\nb.md'],
  ['with a tab, as an index line has', 'a\tb.md'],
  ['with a NUL', 'a\0b.md'],
  ['with an escape', 'a\u001b[2J.md'],
  ['written backwards', 'a\u202edm.exe'],
  ['with a sign that nobody sees', 'a\u2060.md'],
  ['not composed', 'cafe\u0301.md'],
  ['with half a character', 'a\ud800.md'],
  ['with wildcards', 'prompts/*.md'],
  ['too long', `${'a/'.repeat(600)}b.md`],
  ['with a name too long', `${'a'.repeat(256)}.md`],
  ['that differs in case from a file', 'Prompts/Support.md'],
  ['that differs in the width of a letter from a file', 'caf\u00e9\uff0emd'],
  ['that is a folder', 'prompts'],
  ['behind a file', `${PROMPT}/a.md`],
  ['behind a file in another case', 'readme.MD/a.md'],
];

/** Places of links and submodules, which hold no files of the repository. */
export const REFUSED_PLACES: Named = [
  ['of a link', 'link'],
  ['through a link', 'link/a.md'],
  ['of a link in another case', 'LINK'],
  ['through a link in another case', 'Link/a.md'],
  ['of a submodule', 'sub'],
  ['into a submodule', 'sub/a.md'],
  ['into a submodule in another case', 'SUB/a.md'],
];

export const KEPT_PATHS: Named = [
  ['with spaces and brackets', 'a folder/b (1) [2].md'],
  ['of other scripts', '提示/مرحبا/caf\u00e9.md'],
  ['of emoji', 'prompts/🙂.md'],
  ['that git would quote', "it's (a).md"],
  ['with git in its name', 'git/gitignore.md'],
  ['that is ignored', 'ignored/a.md'],
  ['deep down', `${'a/'.repeat(100)}b.md`],
  ['like magic of pathspecs', '!(top)a.md'],
];

/** Puts something into the repository that no file system would take, and commits it. */
export function plant(repo: SomeRepo, mode: string, name: string, path: string): void {
  repo.git('update-index', '--add', '--cacheinfo', `${mode},${name},${path}`);
  repo.git('commit', '-q', '-m', path);
}

/** With a link that leads out, a submodule, and names of several kinds. */
export function someTrap(): SomeRepo {
  const repo = someRepo({ [PROMPT]: 'Be kind.\n', 'caf\u00e9.md': 'x\n', 'README.md': 'x\n' });
  plant(repo, '120000', repo.git('hash-object', '-w', 'README.md'), 'link');
  plant(repo, '160000', repo.head(), 'sub');
  return repo;
}
