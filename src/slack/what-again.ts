import type { Fact, FactBody } from '../domain/fact.ts';
import { REPLY } from '../refine/case/chapters.ts';
import type { History } from '../refine/case/fold.ts';

/**
 * What trying again would mean for the message of the fact `seq`; `undefined` once the case has gone on from there.
 * A failed chapter simply goes on; a case that was handed over, or whose base moved, starts again behind the reading.
 */
export function whatAgain(
  { now, facts, failure, refusal }: History,
  seq: number,
): 'go-on' | 'asked' | 'base-moved' | undefined {
  const body = facts.find((fact) => fact.seq === seq)?.body;
  if (body === undefined || seq !== lastTurn(facts)) return undefined;
  if (body.kind === 'failed') return failure === body ? 'go-on' : undefined;
  if (body.kind === 'yes-refused')
    return now.stage === 'proven' && refusal === body && body.because === 'base-moved' ? 'base-moved' : undefined;
  return body.kind === 'handed-over' && now.stage === 'handed-over' ? 'asked' : undefined;
}

/** What moves nothing. */
const TALK: ReadonlySet<FactBody['kind']> = new Set([
  'commented',
  'comment-changed',
  'replied',
  'reply-held',
  'reply-agreed',
  'threaded',
  'check-agreed',
  'rated',
  'muted',
  'unmuted',
]);

/** The last fact that is not talk. */
function lastTurn(facts: readonly Fact[]): number | undefined {
  return facts.findLast(({ body }) => {
    return !TALK.has(body.kind) && !(body.kind === 'failed' && body.chapter === REPLY);
  })?.seq;
}
