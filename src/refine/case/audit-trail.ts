import type { Digest } from '../../domain/digest.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Aftermath } from '../../domain/sighting.ts';
import { counted } from '../text/counted.ts';
import { printable } from '../text/printable.ts';
import { WHY_REFUSED } from './outcome-words.ts';
import { ciWords, reviewWords } from './sighting-words.ts';

/** One fact as people read it. `at` is ISO 8601, UTC; `who` a person, or Refinery. */
export type TrailLine = Readonly<{
  seq: number;
  at: string;
  who: string;
  personId: string | null;
  what: string;
  hash: Digest;
}>;

/** Every decision and effect of a case, in order. */
export function auditTrail(facts: readonly Fact[]): readonly TrailLine[] {
  return facts.map(({ seq, body, hash }) => {
    const by = personIn(body);
    const at = new Date(body.atMs).toISOString();
    return { seq, at, who: by?.name ?? 'Refinery', personId: by?.id ?? null, what: whatHappened(body), hash };
  });
}

function personIn(body: FactBody) {
  if (body.kind === 'said-yes') return body.yes.by;
  return 'by' in body ? body.by : undefined;
}

function whatHappened(body: FactBody): string {
  switch (body.kind) {
    case 'opened':
      return `opened the case, expecting: ${body.expectation}`;
    case 'threaded':
      return `began the thread ${body.thread}`;
    case 'commented':
      return `said: ${body.text}`;
    case 'comment-changed':
      return body.text === null
        ? `comment ${body.comment} was taken back`
        : `comment ${body.comment} says now: ${body.text}`;
    case 'replied':
      return `answered comment ${body.to} (${body.answerer.model})`;
    case 'reply-held':
      return `did not answer comment ${body.to}: the limit of the ${body.reached.of} is reached`;
    case 'reply-agreed':
      return `had comment ${body.to} answered beyond the limit`;
    case 'read':
      return `read the trace ${short(body.trace)}`;
    case 'sending-asked':
      return `asked whether the text ${short(body.sending.shown)} may be sent to ${body.sending.to.join(', ')}`;
    case 'sending-agreed':
      return `agreed that the text ${short(body.shown)} is sent`;
    case 'spending-asked':
      return `waits: the limit of the ${body.reached.of} is reached`;
    case 'spending-agreed':
      return 'let the case go on beyond its limit';
    case 'diagnosed':
      return `diagnosed: ${body.diagnosis.category}, ${body.diagnosis.confidence} confidence (${body.answerer.model})`;
    case 'proposed':
      return `proposed ${counted(body.hypotheses.length, 'fix', 'fixes')} on ${short(body.base)} (${body.answerer.model})`;
    case 'proven':
      return `replayed: ${body.reproduction.word}${body.verdicts.map(({ hypothesisId, word }) => `; ${hypothesisId} ${word}`).join('')}`;
    case 'check-agreed':
      return `agreed to the check ${short(body.check)}`;
    case 'check-changed':
      return `changed the check to ${short(body.check.digest)}: ${body.check.words}`;
    case 'replays-asked':
      return `asked for ${counted(body.plan.replays, 'replay', 'replays')} of each fix`;
    case 'fix-reworded':
      return `put ${body.replaces} into other words, as ${body.hypothesis.id}: ${short(body.hypothesis.change.digest)}`;
    case 'handed-over':
      return `handed the case over: ${body.because}`;
    case 'objected':
      return `objected: ${body.text}`;
    case 'started-again':
      return body.because === 'base-moved' ? 'started again on the new state of the repository' : 'started again';
    case 'cap-raised':
      return 'had it proved further, beyond its limit';
    case 'offered':
      return `was shown the offer ${short(body.offer.digest)} of ${body.offer.hypothesisId}`;
    case 'said-yes':
      return `said yes to the offer ${short(body.yes.offer)}${body.yes.accepts.length > 0 ? `, and to the doubts of ${body.yes.accepts.join(', ')}` : ''}`;
    case 'yes-refused':
      return `refused the yes of fact ${body.yes}: ${WHY_REFUSED[body.because]}`;
    case 'approved':
      return `took the offer ${short(body.offer.digest)} as approved by ${body.yeses.map(({ by }) => by.name).join(' and ')}`;
    case 'published':
      return `committed ${short(body.commit.sha)} on ${body.commit.branch}${body.commit.pullRequest ? `, ${body.commit.pullRequest.url}` : ''}`;
    case 'ci-seen':
      return `saw of the checks${body.of ? AFTERMATH[body.of] : ''}: ${ciWords(body.ci)}`;
    case 'pull-request-seen':
      return `saw the pull request${body.of ? AFTERMATH[body.of] : ''} ${body.pullRequest.state}${reviewWords(
        body.pullRequest,
      )
        .map((words) => `; ${words}`)
        .join('')}${body.pullRequest.isTheirs ? '; others added commits' : ''}`;
    case 'watch-ended':
      return `stopped looking at the pull request${body.of ? AFTERMATH[body.of] : ''}`;
    case 'roll-back-asked':
      return body.because
        ? `had wished ${short(body.commit)} taken back if CI fails, and it did`
        : `asked to take ${short(body.commit)} back`;
    case 'roll-back-refused':
      return 'refused to take it back: others changed the same files since, or its branch is gone';
    case 'rolled-back':
      return body.closed ? 'closed the pull request' : `took it back with ${short(body.commit.sha)}`;
    case 'rated':
      return `says that it ${body.rating === 'good' ? 'helped' : 'did not help'}${body.reason === null ? '' : `: ${body.reason}`}`;
    case 'stopped':
      return 'stopped the case';
    case 'muted':
      return 'muted the thread';
    case 'unmuted':
      return 'unmuted the thread';
    case 'forgotten':
      return 'had the case forgotten';
    case 'erased':
      return `erased (${body.was})`;
    case 'failed':
      return `failed in ${body.chapter}: ${body.error}`;
  }
}

const AFTERMATH: Readonly<Record<Aftermath, string>> = { merge: ' after its merge', revert: ' of the roll-back' };

/** As git shows commits. */
const short = (digest: string): string => digest.slice(0, 12);

/** The trail as a text file: a line for each fact, times in UTC. */
export function trailText(facts: readonly Fact[]): string {
  const lines = auditTrail(facts).map(({ seq, at, who, what, hash }) => {
    return `${seq}\t${at}\t${printable(who)}: ${printable(what).replace(/\s+/g, ' ')}\t${hash}`;
  });
  return `${lines.join('\n')}\n`;
}
