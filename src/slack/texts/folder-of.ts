import { asGitHubName } from '../../domain/github-name.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from './plain-text.ts';

/** A repository as people call it: `owner/name` on GitHub, else the last of its path, whatever machine or server it lies on. */
export function folderOf(repo: string): string {
  if (asGitHubName(repo) !== undefined) return repo;
  const path = plainText(repo).replace(/[/\\]+$/, '');
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return shorten(name.replace(/(?<=.)\.git$/, '') || plainText(repo), 200);
}
