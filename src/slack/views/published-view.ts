import type { RichTextSection } from '@slack/types';
import type { Proven, RolledBack } from '../../domain/case.ts';
import type { PullRequest, Target } from '../../domain/change.ts';
import type { Fact } from '../../domain/fact.ts';
import type { PullRequestNow } from '../../domain/sighting.ts';
import { ROLL_BACK } from '../../refine/case/chapters.ts';
import { dueTurn } from '../../refine/case/due-turn.ts';
import { cameToNothing } from '../../refine/case/fix-now.ts';
import type { History } from '../../refine/case/fold.ts';
import { stillOnWords } from '../../refine/case/roll-back-words.ts';
import { revertWords, sightingWords } from '../../refine/case/sighting-words.ts';
import { isRecommended } from '../../refine/proof/rank.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { rollBackButton } from '../controls/roll-back.ts';
import { drawnToFit, type Post } from '../post.ts';
import { knownAt, type Scene } from '../scene.ts';
import { changeFileName, changeLines } from '../texts/change-lines.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import {
  aside,
  bold,
  bullets,
  buttons,
  code,
  diffLines,
  heading,
  type Piece,
  paragraph,
  preformatted,
  richText,
  webLink,
} from '../texts/rich-text.ts';
import { closingView } from './closing-view.ts';

const MOST_DIFF_CHARS = 3_000;

/** The commit: what it is called, what is in it, how it comes to the customers, and how it goes away again. */
export function publishedView(scene: Scene, { revision }: Fact): Post | undefined {
  const { history } = scene;
  const known = knownAt(history, revision, 'commit');
  if (!known) return undefined;
  const { id, commit, offer, hypotheses, project } = known;
  const hypothesis = hypotheses.find(({ change }) => change.digest === offer.change);
  const title = shorten(plainText(hypothesis?.title ?? 'The fix'), 200);
  const lines = changeLines(hypothesis?.change.edits ?? []);
  const branch = shorten(plainText(commit.branch), 200);
  const pending = pendingWords(history);
  const pressable = buttons(mayRollBack(history) ? rollBackButton.draw({ id, commit: commit.sha }) : undefined);
  const state = history.seen.pullRequest?.state ?? 'open';
  const isTakenBack = knownAt(history, revision, 'revert') !== undefined;
  const onward = isTakenBack
    ? [paragraph('It was taken back since, by another commit: see below.')]
    : onwardWords(offer.target, project.repo, branch);
  return drawnToFit((room) => ({
    slot: `published/${commit.sha}`,
    text: noticeOf(known, commit.pullRequest ? 'a pull request is open' : `committed to ${branch}`),
    blocks: [
      heading(commit.pullRequest ? HEADING[state] : 'Committed'),
      richText(
        paragraph(bold(title)),
        paragraph(
          'It is commit ',
          code(commit.sha.slice(0, 12)),
          ' on the branch ',
          code(branch),
          '. Nothing else was touched.',
        ),
        ...(commit.pullRequest
          ? [
              state === 'open'
                ? paragraph('Customers get it once ', ...pullLink(commit.pullRequest), ' is merged.')
                : paragraph(`Somebody ${state} `, ...pullLink(commit.pullRequest), '.'),
              ...(mayRollBack(history)
                ? wishedWords(offer.target.takenBackIfRed, state).map((told) => paragraph(told))
                : []),
              ...sightingWords(history).map((sentence) => paragraph(shorten(plainText(sentence), 600))),
            ]
          : onward),
        ...(lines === '' ? [] : [paragraph(bold('What it changes')), diffLines(startOf(lines, room(MOST_DIFF_CHARS)))]),
      ),
      ...(hypothesis && lines.length > room(MOST_DIFF_CHARS)
        ? [aside(`This is the beginning. The whole change is in the file ${changeFileName(known, hypothesis)}.`)]
        : []),
      ...(pending === undefined ? [] : [aside(pending)]),
      ...(pressable ? [pressable] : []),
      ...(history.now.stage === 'published' ? closingView(scene) : []),
    ],
  }));
}

/** How a commit that is no pull request comes to the customers. */
function onwardWords({ straight }: Target, repo: string, branch: string) {
  if (straight) return [paragraph('Customers get it with what is released from there next.')];
  return [
    paragraph('Customers get it once that branch is merged. In ', code(shorten(plainText(repo), 200)), ':'),
    preformatted(`git merge ${branch}`),
  ];
}

/** What I do by myself, as whoever approved it wished. */
function wishedWords(wish: Target['takenBackIfRed'], state: PullRequestNow['state']): readonly string[] {
  if (wish === undefined || state === 'closed' || (wish === true && state === 'merged')) return [];
  const until =
    wish === true
      ? 'before that'
      : state === 'open'
        ? 'before that, or up to a day after'
        : 'up to a day after the merge';
  return [`If its CI fails ${until}, I take it back by myself, as was wished with the yes.`];
}

const HEADING = { open: 'Pull request opened', merged: 'Pull request merged', closed: 'Pull request closed' } as const;

/** Nobody is taking it back, or has. */
export const mayRollBack = (history: History): boolean =>
  history.now.stage === 'published' && pendingWords(history) === undefined;

export function pullLink({ number, url, base }: PullRequest): readonly Piece[] {
  return [webLink(`pull request #${number}`, url), ' into ', code(shorten(plainText(base), 200))];
}

export function pendingWords(history: History): string | undefined {
  return dueTurn(history)?.chapter === ROLL_BACK ? `Taking it back${askedWords(history)}…` : undefined;
}

function askedWords({ facts }: History): string {
  const asked = facts.findLast(({ body }) => body.kind === 'roll-back-asked')?.body;
  if (asked?.kind !== 'roll-back-asked') return '';
  return asked.because ? `, as ${nameOf(asked.by)} wished in case CI fails` : `, as ${nameOf(asked.by)} asked`;
}

/** The commit that took it back. */
export function rolledBackView(scene: Scene, { revision }: Fact): Post | undefined {
  const { history } = scene;
  const known = knownAt(history, revision, 'revert');
  if (!known) return undefined;
  const { commit, revert, offer } = known;
  const left = stillOnWords(known);
  const state = history.seen.revert?.pullRequest?.state ?? 'open';
  const who = askedWords(history);
  const paths = offer.files.slice(0, 10).map(({ path }) => [code(shorten(plainText(path), 200))]);
  const more = offer.files.length - paths.length;
  return {
    slot: `rolled-back/${commit.sha}`,
    text: noticeOf(known, 'rolled back'),
    blocks: [
      heading(revert.pullRequest && !known.closed ? REVERT_HEADING[state] : 'Rolled back'),
      richText(
        ...(known.closed && revert.pullRequest
          ? [
              paragraph(
                'Nobody had merged ',
                ...pullLink(revert.pullRequest),
                `, so it was closed${who}. These files stay as they were:`,
              ),
            ]
          : [
              paragraph(
                'Commit ',
                code(commit.sha.slice(0, 12)),
                ` ${revert.pullRequest ? TAKEN_BACK[state] : 'was taken back'}${who}, by commit `,
                code(revert.sha.slice(0, 12)),
                ' on ',
                code(shorten(plainText(revert.branch), 200)),
                ...(revert.pullRequest ? revertPieces(revert.pullRequest, state) : ['. These files are as they were:']),
              ),
            ]),
        bullets([...paths, ...(more > 0 ? [[`And ${more.toLocaleString('en')} more.`]] : [])]),
        ...(left === undefined ? [] : [paragraph(shorten(plainText(left), 1_000))]),
        ...revertWords(history).map((sentence) => paragraph(shorten(plainText(sentence), 600))),
        ...(cameToNothing(history) ? othersHeld(known) : []),
      ),
      ...closingView(scene),
    ],
  };
}

/** What was left when one fix was chosen, and made nothing worse, may be what is wanted after all. */
function othersHeld(rolledBack: RolledBack): readonly RichTextSection[] {
  const proven: Proven = { ...rolledBack, stage: 'proven' };
  const others = proven.hypotheses.filter(
    (hypothesis) => hypothesis.id !== rolledBack.offer.hypothesisId && isRecommended(proven, hypothesis),
  ).length;
  if (others === 0) return [];
  const which =
    others === 1
      ? 'Another fix held, too, and made nothing worse. To have it'
      : `${others} other fixes held, too, and made nothing worse. To have one of them`;
  return [paragraph(`${which}, report it again.`)];
}

const revertPieces = (pull: PullRequest, state: PullRequestNow['state']): readonly Piece[] =>
  state === 'open'
    ? [', once ', ...pullLink(pull), ' is merged. These files are then as they were:']
    : [', with ', ...pullLink(pull), ':'];

const TAKEN_BACK = { open: 'is taken back', merged: 'was taken back', closed: 'was to be taken back' } as const;

const REVERT_HEADING = {
  open: 'Roll-back waits for its merge',
  merged: 'Rolled back',
  closed: 'Not rolled back',
} as const;
