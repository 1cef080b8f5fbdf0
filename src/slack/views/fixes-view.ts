import type { KnownBlock, RichTextSection } from '@slack/types';
import { type Advice, type Proven, verdictOf } from '../../domain/case.ts';
import type { Finding } from '../../domain/change.ts';
import type { Check } from '../../domain/check.ts';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { mayReopen } from '../../refine/case/fold.ts';
import { ON_REDACTED_TEXT } from '../../refine/case/outcome-words.ts';
import { verdictMatrixOf } from '../../refine/picture/verdict-matrix.ts';
import { bestFirst, isRecommended, mayBeChosen } from '../../refine/proof/rank.ts';
import { isCapped } from '../../refine/proof/spending.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { chooseButton } from '../controls/choose.ts';
import { detailsButton } from '../controls/details.ts';
import { goFurtherButton } from '../controls/go-further.ts';
import { objectButton } from '../controls/object.ts';
import { drawnToFit, type Post } from '../post.ts';
import { isCurrent, knownAt, type Scene } from '../scene.ts';
import { answerView } from '../texts/answer-view.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { aside, bold, bullets, buttons, heading, italic, paragraph, richText, webLink } from '../texts/rich-text.ts';
import { threadLink } from '../texts/thread-link.ts';
import { reproductionWords, STAND_IN_WORDS, verdictWords } from '../texts/verdict-words.ts';
import { stampView } from './stamp-view.ts';

const MOST_FIXES = 8;
const MOST_FINDINGS = 4;

/** Every fix with what its replays said, the best first; those that hold can be chosen. */
export function fixesView(scene: Scene, revision: number): Post | undefined {
  const known = knownAt(scene.history, revision, 'verdicts');
  if (!known) return undefined;
  const { history } = scene;
  const proven: Proven = { ...known, stage: 'proven' };
  const { check, reproduction, id } = proven;
  const isOpen = isCurrent(history, { revision }) && history.openYes === undefined;
  const mayChoose = isOpen && history.now.stage === 'proven';
  const shown = bestFirst(proven).slice(0, MOST_FIXES);
  const holding = proven.hypotheses.filter((hypothesis) => mayBeChosen(proven, hypothesis));
  const summary = summaryWords(proven, holding);
  const pressable = buttons(
    isOpen && mayReopen(history.now) ? objectButton.draw({ id, revision }) : undefined,
    isOpen && isCapped(history.now) ? goFurtherButton.draw({ id, revision }) : undefined,
    detailsButton.draw({ id, revision }),
  );
  const picture = verdictMatrixOf(proven);
  return drawnToFit((room) => ({
    slot: `fixes/${revision}`,
    text: noticeOf(known, summary),
    blocks: [
      heading(summary),
      richText(
        paragraph(reproductionWords(reproduction)),
        ...(reproduction.of > 0 ? answerView('One of them says:', reproduction.sample, room(400)) : []),
        paragraph(bold('What counts as right: '), startOf(check.words, room(500))),
        ...alikeView(proven.advice),
      ),
      ...changedView(history, check),
      ...insteadWords(proven.proposedBy, { done: 'Proposed' }).map((words) => aside(plainText(words))),
      ...(reproduction.standIn && reproduction.model !== null ? [aside(STAND_IN_WORDS)] : []),
      ...([reproduction, ...proven.verdicts].some(({ redacted }) => redacted) ? [aside(ON_REDACTED_TEXT)] : []),
      ...shown.flatMap((hypothesis, index) => fixBlocks({ proven, hypothesis, index, mayChoose, room })),
      ...(proven.hypotheses.length > shown.length
        ? [aside(`${proven.hypotheses.length - shown.length} more are not shown.`)]
        : []),
      { type: 'divider' },
      ...stampView(history, revision),
      ...(pressable ? [pressable] : []),
    ],
    ...(picture && { picture }),
  }));
}

/** A check that somebody put into words of their own may leave out some of what was expected. */
function changedView({ facts }: Scene['history'], { digest }: Check): readonly KnownBlock[] {
  const changed = facts.findLast(({ body }) => body.kind === 'check-changed' && body.check.digest === digest)?.body;
  if (changed?.kind !== 'check-changed') return [];
  return [aside(`${nameOf(changed.by)} changed what counts as right: whatever else was expected is not checked.`)];
}

/** Earlier cases that this one resembles; the way to their threads. */
function alikeView(advice: Advice | undefined): readonly RichTextSection[] {
  return (advice?.alike ?? []).map(({ id, place }) => {
    const address = place ? threadLink(place) : undefined;
    return paragraph('Looks like ', address === undefined ? id : webLink(id, address), '.');
  });
}

function summaryWords(proven: Proven, holding: readonly Hypothesis[]): string {
  // To watch a case changes no answer, so it is no fix.
  const fixes = proven.hypotheses.filter(({ kind }) => kind !== 'eval');
  const count = fixes.length;
  if (count === 0) return 'There was no fix to try';
  const verdicts = fixes.map((fix) => verdictOf(proven, fix));
  if (verdicts.every(isUntried)) {
    const how = verdicts.some(wasAnswered) ? 'could be judged' : 'tried yet';
    if (count > 1) return `${count} fixes, none of them ${how}`;
    return how === 'tried yet' ? 'One fix, not tried yet' : 'One fix, which could not be judged';
  }
  const all = count === 1 ? 'One fix was tried' : `${count} fixes were tried`;
  const worse = holding.filter((hypothesis) => (verdictOf(proven, hypothesis)?.good?.broke ?? 0) > 0).length;
  return `${all}, ${holdWords(holding.length, count)}${worseWords(worse, holding.length)}`;
}

function holdWords(holding: number, count: number): string {
  if (holding === 0) return 'none holds';
  if (holding < count) return `${holding} ${holding === 1 ? 'holds' : 'hold'}`;
  return count === 1 ? 'and it holds' : 'all hold';
}

function worseWords(worse: number, holding: number): string {
  if (worse === 0) return '';
  const which = holding === 1 ? 'but makes' : worse === 1 ? 'one makes' : `${worse} make`;
  return `, ${which} good conversations worse`;
}

/** No replay of it gave an answer. */
const isUntried = (verdict: Verdict | undefined): boolean =>
  verdict === undefined || (verdict.word === 'inconclusive' && verdict.of === 0);

/** A model was asked, and nobody could say whether it was right. */
const wasAnswered = (verdict: Verdict | undefined): boolean => (verdict?.outputTokens ?? 0) > 0;

/** For the reason that stands above already. */
const isUntriedLikeAll = ({ reproduction: { of, reason } }: Proven, verdict: Verdict | undefined): boolean =>
  of === 0 && isUntried(verdict) && verdict?.reason === reason;

type Fix = Readonly<{
  proven: Proven;
  hypothesis: Hypothesis;
  index: number;
  mayChoose: boolean;
  room: (chars: number) => number;
}>;

function fixBlocks({ proven, hypothesis, index, mayChoose, room }: Fix): readonly KnownBlock[] {
  const { title, risks, findings, change } = hypothesis;
  const verdict = verdictOf(proven, hypothesis);
  const holds = mayBeChosen(proven, hypothesis);
  const changesAnswers = verdict?.word === 'fixed' || verdict?.word === 'partly-fixed';
  const pressable = buttons(
    mayChoose && holds
      ? chooseButton.draw({ id: proven.id, hypothesis: hypothesis.id, change: change.digest })
      : undefined,
  );
  return [
    { type: 'divider' },
    richText(
      paragraph(
        bold(`${index + 1}. ${shorten(plainText(title), room(200))}`),
        ...(index === 0 && isRecommended(proven, hypothesis) ? [italic('  Recommended')] : []),
      ),
      paragraph(startOf(isUntriedLikeAll(proven, verdict) ? 'Not tried yet.' : verdictWords(verdict), room(700))),
      ...(changesAnswers ? answerView('With it:', verdict.sample, room(400)) : []),
      ...(holds ? [paragraph(bold('Risk: '), startOf(risks, room(300)))] : []),
      ...(findings.length === 0 ? [] : [bullets(findingLines(findings, room(200)))]),
    ),
    ...(pressable ? [pressable] : []),
  ];
}

function findingLines(findings: readonly Finding[], length: number): readonly (readonly string[])[] {
  const shown = findings
    .slice(0, MOST_FINDINGS)
    .map(({ severity, says }) => [`${SEVERITY[severity]}${shorten(plainText(says), length)}`]);
  const more = findings.length - shown.length;
  return more > 0 ? [...shown, [`And ${more} more.`]] : shown;
}

const SEVERITY: Readonly<Record<Finding['severity'], string>> = {
  block: 'Blocked by a safety rule: ',
  'needs-approval': 'Needs your explicit yes: ',
  note: '',
};
