import { z } from 'zod';

/**
 * A repository on GitHub, `owner/name`, in small letters: GitHub does not tell the others from them, and one repository
 * must not pass for two. https://docs.github.com/en/rest/repos/repos#get-a-repository
 */
export const GitHubName = z
  .string()
  .max(140)
  .regex(/^[a-z0-9][a-z0-9_-]*\/(?!\.{1,2}$)[a-z0-9._-]+(?<!\.git)$/i)
  .toLowerCase()
  .brand<'GitHubName'>();
export type GitHubName = z.infer<typeof GitHubName>;

/** `undefined` for anything else: a path of this machine is a whole one wherever it is kept. */
export const asGitHubName = (repo: string): GitHubName | undefined => GitHubName.safeParse(repo).data;
