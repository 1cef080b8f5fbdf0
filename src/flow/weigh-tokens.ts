import type { TokenBars } from '../domain/picture.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { House } from './house.ts';
import { glance } from './summarise.ts';

/** Says where the tokens of a trace went that has no case. */
export type WeighTokens = (ref: TraceRef, repo: string, signal: AbortSignal) => Promise<TokenBars>;

/** As `summariser`; errors, too. */
export function tokenWeigher(house: Pick<House, 'reader' | 'codeHost'>): WeighTokens {
  return async (ref, repo, signal) => (await glance(ref, repo, house, signal))('tokenBars', {}, signal);
}
