import type { Fact, FactBody } from '../../domain/fact.ts';
import type { Ci } from '../../domain/sighting.ts';
import { ciWords, REVERT_CLOSED, THEIRS } from '../../refine/case/sighting-words.ts';
import { seenOf } from '../../refine/case/watching.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { rollBackButton } from '../controls/roll-back.ts';
import type { Post } from '../post.ts';
import { knownAt, type Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bullets, buttons, heading, paragraph, richText, webLink } from '../texts/rich-text.ts';
import { mayRollBack, pendingWords, pullLink } from './published-view.ts';

const MOST_SHOWN = 10;

/** CI failed: what of it, and the way back. It stays where it is when CI runs again, and says how it went. */
export function ciRedView({ history }: Scene, { revision }: Fact, told: Told<'ci-seen'>): Post | undefined {
  const known = knownAt(history, revision, told.of === 'revert' ? 'revert' : 'commit');
  if (!known || told.ci.state !== 'red') return undefined;
  const { id, commit } = known;
  const { ci = told.ci } = seenOf(history.seen, told.of);
  const { pullRequest } = history.seen;
  const isRed = ci.state === 'red';
  const failing = isRed ? ci.failing : told.ci.failing;
  const pending = told.of === 'revert' ? undefined : pendingWords(history);
  const isTheirs = told.of === undefined && pullRequest?.isTheirs === true && pullRequest.state === 'open';
  // The checks of a branch that was merged since are told by those of its base.
  const isPast = told.of === undefined && pullRequest?.state === 'merged';
  const mayPress = isRed && !isTheirs && !isPast && mayRollBack(history);
  const pressable = buttons(mayPress ? rollBackButton.draw({ id, commit: commit.sha }) : undefined);
  const title = `${WHOSE[told.of ?? 'fix']} ${isRed ? 'is red' : SINCE[ci.state]}`;
  return {
    slot: `${SLOT[told.of ?? 'fix']}/${commit.sha}`,
    text: noticeOf(known, isRed ? shorten(plainText(ciWords(ci)), 200) : title),
    blocks: [
      heading(title),
      richText(
        paragraph(`${isRed ? 'These checks failed' : 'These checks had failed'} ${WHERE[told.of ?? 'fix']}:`),
        bullets(
          failing.slice(0, MOST_SHOWN).map(({ name, url }) => [webLink(shorten(plainText(name), 200), url ?? '')]),
        ),
        ...(isRed && isTheirs ? [paragraph(THEIRS)] : []),
        ...(isRed && pressable ? [paragraph(told.of === 'merge' ? BACK_FROM_BASE : BACK)] : []),
      ),
      ...(pending === undefined ? [] : [aside(pending)]),
      ...(pressable ? [pressable] : []),
    ],
  };
}

type Told<Kind extends FactBody['kind']> = FactBody & Readonly<{ kind: Kind }>;

const SLOT = { fix: 'ci-red', merge: 'ci-red-merged', revert: 'ci-red-revert' } as const;
const WHOSE = { fix: 'CI', merge: 'CI after the merge', revert: 'CI of the roll-back' } as const;
const WHERE = { fix: 'on the fix', merge: 'with the fix merged', revert: 'on what takes the fix back' } as const;
const BACK = 'If the fix is to blame, take it back; else let the checks run again on GitHub.';
const BACK_FROM_BASE =
  'If the fix is to blame, take it back: another pull request then asks to merge that. Else let the checks run again on GitHub.';

const SINCE: Readonly<Record<Ci['state'], string>> = {
  red: 'is red',
  green: 'was red, and is green now',
  pending: 'was red, and runs again',
};

/** A pull request came to its end. */
export function endedView(scene: Scene, fact: Fact, { of, pullRequest: { state } }: Told<'pull-request-seen'>) {
  if (of) return state === 'open' ? undefined : revertEndedView(scene, fact, state);
  return state === 'merged' ? mergedView(scene, fact) : undefined;
}

/** Somebody merged it. */
function mergedView({ history }: Scene, { revision }: Fact): Post | undefined {
  const known = knownAt(history, revision, 'commit');
  if (!known?.commit.pullRequest) return undefined;
  const { commit } = known;
  return {
    slot: `merged/${commit.sha}`,
    text: noticeOf(known, 'the pull request is merged'),
    blocks: [
      richText(paragraph('Merged: ', ...pullLink(known.commit.pullRequest), '. The fix is on its way to customers.')),
    ],
  };
}

/** Somebody merged what takes it back, or did not want it. */
function revertEndedView({ history }: Scene, { revision }: Fact, state: 'merged' | 'closed'): Post | undefined {
  const known = knownAt(history, revision, 'revert');
  const pull = known?.revert.pullRequest;
  if (!known || !pull) return undefined;
  const isMerged = state === 'merged';
  return {
    slot: `revert-${state}/${known.revert.sha}`,
    text: noticeOf(known, isMerged ? 'the roll-back is merged' : 'the roll-back was closed, and nothing is taken back'),
    blocks: [
      richText(
        isMerged
          ? paragraph('Merged: ', ...pullLink(pull), '. The files are as they were before the fix.')
          : paragraph(...pullLink(pull), ', which takes the fix back: ', lowered(REVERT_CLOSED)),
      ),
    ],
  };
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
