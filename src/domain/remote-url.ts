import { z } from 'zod';

/** Tokens go along with each request: over a line that others read only to this very machine. */
const isNearby = ({ hostname }: URL): boolean => hostname === '127.0.0.1' || hostname === 'localhost';

/**
 * The address of a repository on a git server, in one form: `https://git.example.org/team/agent.git`. `http:` to this
 * machine alone. No user, password, query or fragment: what is written down shall be no secret.
 */
export const RemoteUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .transform((text) => new URL(text))
  .refine((url) => url.protocol === 'https:' || isNearby(url))
  .refine(
    ({ username, password, search, hash, pathname }) => !`${username}${password}${search}${hash}` && pathname !== '/',
  )
  .transform(({ origin, pathname }) => `${origin}${pathname.replace(/\/+$/, '')}`)
  .brand<'RemoteUrl'>();
export type RemoteUrl = z.infer<typeof RemoteUrl>;

/** `undefined` for anything else. */
export const asRemoteUrl = (repo: string): RemoteUrl | undefined => RemoteUrl.safeParse(repo).data;

/** Whether somebody meant an address, of whatever kind; `git@host:team/agent` is one, too. */
export const isAddress = (repo: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/|^[\w.-]+@[\w.-]+:/i.test(repo);
