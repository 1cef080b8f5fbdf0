import type { TokenBars } from '../domain/picture.ts';
import type { CodePlace } from '../domain/project.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { House } from './house.ts';
import { glance } from './summarise.ts';

/** Says where the tokens of a trace went that has no case. */
export type WeighTokens = (ref: TraceRef, place: CodePlace, signal: AbortSignal) => Promise<TokenBars>;

/** As `summariser`; errors, too. */
export function tokenWeigher(house: Pick<House, 'reader' | 'codeHost'>): WeighTokens {
  return async (ref, place, signal) => (await glance(ref, place, house, signal))('tokenBars', {}, signal);
}
