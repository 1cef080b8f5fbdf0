import type { Fact } from '../../domain/fact.ts';
import type { Ci } from '../../domain/sighting.ts';
import { ciWords, THEIRS } from '../../refine/case/sighting-words.ts';
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
export function ciRedView({ history }: Scene, { revision }: Fact, told: Ci): Post | undefined {
  const known = knownAt(history, revision, 'commit');
  if (!known || told.state !== 'red') return undefined;
  const { id, commit } = known;
  const { ci = told, pullRequest } = history.seen;
  const isRed = ci.state === 'red';
  const failing = isRed ? ci.failing : told.failing;
  const pending = pendingWords(history);
  const isTheirs = pullRequest?.isTheirs === true && pullRequest.state === 'open';
  const pressable = buttons(
    isRed && !isTheirs && mayRollBack(history) ? rollBackButton.draw({ id, commit: commit.sha }) : undefined,
  );
  return {
    slot: `ci-red/${commit.sha}`,
    text: noticeOf(known, isRed ? shorten(plainText(ciWords(ci)), 200) : SINCE[ci.state]),
    blocks: [
      heading(isRed ? 'CI is red' : SINCE[ci.state]),
      richText(
        paragraph(isRed ? 'These checks of the fix failed:' : 'These checks of the fix had failed:'),
        bullets(
          failing.slice(0, MOST_SHOWN).map(({ name, url }) => [webLink(shorten(plainText(name), 200), url ?? '')]),
        ),
        ...(isRed && isTheirs ? [paragraph(THEIRS)] : []),
        ...(isRed && pressable
          ? [paragraph('If the fix is to blame, take it back; else let the checks run again on GitHub.')]
          : []),
      ),
      ...(pending === undefined ? [] : [aside(pending)]),
      ...(pressable ? [pressable] : []),
    ],
  };
}

const SINCE: Readonly<Record<Ci['state'], string>> = {
  red: 'CI is red',
  green: 'CI was red, and is green now',
  pending: 'CI was red, and runs again',
};

/** Somebody merged it. */
export function mergedView({ history }: Scene, { revision }: Fact): Post | undefined {
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
