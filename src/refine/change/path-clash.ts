import { foldPath } from './path-policy.ts';

/**
 * Two names that some file system takes for one, or one that is a file and a
 * folder at once, as a sentence; `undefined` when there is none. Written through
 * a link of nearly that name, a file would land elsewhere: CVE-2021-21300.
 *
 * @param edited what is written
 * @param existing what stands beside it: files, and links and submodules where they are known
 */
export function pathClash(edited: Iterable<string>, existing: Iterable<string>): string | undefined {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const clashOf = (path: string): string | undefined => {
    const fold = foldPath(path);
    const twin = files.get(fold);
    if (twin !== undefined && twin !== path)
      return `${twin} and ${path} differ only in case or form, and some systems take them for one file.`;
    const inside = folders.get(fold);
    if (inside !== undefined) return `${inside} can't stand in ${path}, which is a file.`;
    const file = foldersOf(fold).find((folder) => files.has(folder));
    return file === undefined ? undefined : `${path} can't stand in ${files.get(file)}, which is a file.`;
  };

  for (const path of edited) {
    const clash = clashOf(path);
    if (clash !== undefined) return clash;
    files.set(foldPath(path), path);
    for (const folder of foldersOf(foldPath(path))) folders.set(folder, path);
  }
  // Those that exist are compared with what is written alone: what they are to one another is not our doing.
  for (const path of existing) {
    const clash = clashOf(path);
    if (clash !== undefined) return clash;
  }
  return undefined;
}

function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
