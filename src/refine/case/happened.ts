import type { ErrorKind } from '../../domain/errors.ts';
import { isErrorKind } from '../../domain/errors.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Person } from '../../domain/project.ts';
import { counted } from '../text/counted.ts';
import { WHY_REFUSED } from './outcome-words.ts';
import { ciWords } from './sighting-words.ts';

/** One entry of a case's record as an expert reads it: no names of commits, models or chapters. No `by`: Refinery itself. */
export type Happened = Readonly<{ atMs: number; by?: Person | undefined; what: string }>;

/**
 * Who did what when, in order; the engineer's reading of the same facts is `audit-trail.ts`.
 *
 * @param tell the sentence that people read of an error
 */
export function happenedIn(facts: readonly Fact[], tell: (kind: ErrorKind) => string): readonly Happened[] {
  return facts.flatMap(({ body }) => {
    const what = whatHappened(body, tell);
    const by = body.kind === 'said-yes' ? body.yes.by : 'by' in body ? body.by : undefined;
    return what === undefined ? [] : [{ atMs: body.atMs, by, what }];
  });
}

/** `undefined` for what nobody would miss. */
function whatHappened(body: FactBody, tell: (kind: ErrorKind) => string): string | undefined {
  switch (body.kind) {
    case 'opened':
      return 'reported a wrong answer';
    case 'threaded':
      return undefined;
    case 'commented':
      return `said: ${body.text}`;
    case 'comment-changed':
      return body.text === null ? 'saw that a comment was taken back' : `saw a comment changed to: ${body.text}`;
    case 'replied':
      return 'answered';
    case 'reply-held':
      return 'did not answer yet, for what may be spent was spent';
    case 'reply-agreed':
      return 'wanted that answer beyond the limit';
    case 'read':
      return 'read the trace';
    case 'sending-asked':
      return 'asked whether the trace may be sent to a model';
    case 'sending-agreed':
      return 'agreed to that';
    case 'spending-asked':
      return 'waited, for what may be spent was spent';
    case 'spending-agreed':
      return 'let it go on beyond that limit';
    case 'diagnosed':
      return `found out what went wrong: ${body.diagnosis.summary}`;
    case 'proposed':
      return `thought of ${counted(body.hypotheses.filter(({ kind }) => kind !== 'eval').length, 'fix', 'fixes')}`;
    case 'proven':
      return triedWords(body);
    case 'check-agreed':
      return 'agreed to what counts as right';
    case 'check-changed':
      return `changed what counts as right: ${body.check.words}`;
    case 'replays-asked':
      return `wanted each fix tried ${counted(body.plan.replays, 'time', 'times')}`;
    case 'fix-reworded':
      return `put a fix into other words: ${body.hypothesis.title}`;
    case 'handed-over':
      return 'handed the case over, for no fix could be proved';
    case 'objected':
      return `said that’s not it: ${body.text}`;
    case 'started-again':
      return body.because === 'base-moved'
        ? 'had it tried again on the new state of the repository'
        : 'had it done again';
    case 'cap-raised':
      return 'had it tried further, beyond its limit';
    case 'offered':
      return 'looked at a fix before approving it';
    case 'said-yes':
      return body.yes.accepts.length > 0 ? 'said yes to a fix, and to what speaks against it' : 'said yes to a fix';
    case 'yes-refused':
      return `did not take that yes. ${WHY_REFUSED[body.because]}`;
    case 'approved':
      return `took the fix as approved by ${body.yeses.map(({ by }) => by.name).join(' and ')}`;
    case 'published':
      return body.commit.pullRequest
        ? `opened pull request #${body.commit.pullRequest.number}`
        : `committed the fix to ${body.commit.branch}`;
    case 'ci-seen':
      return `saw: ${ciWords(body.ci)}`;
    case 'pull-request-seen':
      return `saw the pull request ${body.pullRequest.state}`;
    case 'watch-ended':
      return 'stopped looking after the pull request';
    case 'roll-back-asked':
      return body.because ? 'had wished it taken back in case CI fails, and it did' : 'asked to take it back';
    case 'roll-back-refused':
      return 'did not take it back, for others have changed the same since';
    case 'rolled-back':
      return body.closed ? 'closed the pull request' : 'took it back';
    case 'rated':
      return `said that it ${body.rating === 'good' ? 'helped' : 'did not help'}${body.reason === null ? '' : `: ${body.reason}`}`;
    case 'stopped':
      return 'stopped the case';
    case 'muted':
      return 'muted the thread';
    case 'unmuted':
      return 'unmuted the thread';
    case 'forgotten':
      return 'had the case forgotten';
    case 'erased':
      return 'did something that is erased';
    case 'failed':
      return `could not go on. ${tell(isErrorKind(body.error) ? body.error : 'unexpected')}`;
  }
}

/** Of how many stands in the line before; to watch a case is tried like a fix and is none. */
function triedWords({ reproduction, verdicts }: FactBody & { kind: 'proven' }): string {
  const holding = verdicts.filter(({ word }) => word === 'fixed').length;
  if (reproduction.word === 'not-reproduced') return 'tried it again, and it did not go wrong again';
  return holding === 0
    ? 'tried the fixes: none holds'
    : `tried the fixes: ${holding} ${holding === 1 ? 'holds' : 'hold'}`;
}
