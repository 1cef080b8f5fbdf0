import { type AskedAt, type ErrorKind, tell } from '../../domain/errors.ts';
import type { FactBody } from '../../domain/fact.ts';
import { shorten } from '../text/shorten.ts';

const NAME_CHARS = 100;

type Failed = Pick<FactBody & { kind: 'failed' }, 'error' | 'asked'>;

/** What follows from it that the model for the replays does not answer; `undefined` for every other failure. `go` ends the sentence that says what may be done, as far as that is a way on. */
export function unreplayedWords({ error, asked }: Failed): readonly string[] | undefined {
  if (error !== 'replays-unavailable') return undefined;
  return [`The replays could not run: ${whoAt(asked)} does not answer.`, UNPROVED];
}

const UNPROVED = 'So nothing of this is proved, and none of the fixes can be approved yet. Nothing is lost.';

/** The ways on from there, for whoever runs Refinery. */
export const REPLAYS_AGAIN =
  'Start that server, or set REFINERY_REPLAY_MODEL to another model (docs/models.md), and try again.';

/** Why a model that refuses was asked in vain, with its name. */
export function refusalWords(kind: ErrorKind, asked: AskedAt | undefined): string {
  return asked ? `${tell(kind)} (${named(asked)})` : tell(kind);
}

const whoAt = (asked: AskedAt | undefined): string => (asked ? named(asked) : 'the model for them');

const named = ({ model, address }: AskedAt): string =>
  `${shorten(model, NAME_CHARS)} at ${shorten(address, NAME_CHARS)}`;
