import type { RemoteUrl } from '../../domain/remote-url.ts';

/** By host, with its port where there is one: what goes along with every request there, and nowhere else. */
export type GitTokens = ReadonlyMap<string, Readonly<{ user: string; token: string }>>;

/** The header of that name (RFC 7617); `undefined` where anybody may come. */
export function authorizationFor(url: RemoteUrl, tokens: GitTokens): string | undefined {
  const known = tokens.get(new URL(url).host);
  return known && `Basic ${Buffer.from(`${known.user}:${known.token}`).toString('base64')}`;
}
