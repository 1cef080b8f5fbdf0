import type { KnownBlock } from '@slack/types';
import type { Case } from '../../domain/case.ts';
import { isErrorKind } from '../../domain/errors.ts';
import type { Fact, FactBody } from '../../domain/fact.ts';
import { insteadWords } from '../../refine/case/answerer-words.ts';
import { REPLY } from '../../refine/case/chapters.ts';
import type { History } from '../../refine/case/fold.ts';
import { unreplayedWords } from '../../refine/case/model-trouble-words.ts';
import { WHY_REFUSED } from '../../refine/case/outcome-words.ts';
import { branchGoneWords } from '../../refine/case/roll-back-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { proveAgainButton, tryAgainButton } from '../controls/again.ts';
import { sawButton } from '../controls/saw.ts';
import { drawnToFit, type Post } from '../post.ts';
import { knownAt, type Scene } from '../scene.ts';
import { tellPeople } from '../tell-people.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { aside, bold, bullets, buttons, code, heading, paragraph, quote, richText } from '../texts/rich-text.ts';
import { whatAgain } from '../what-again.ts';
import { closingView } from './closing-view.ts';
import { droppedWords, evidenceView } from './evidence-view.ts';

type Body<Kind extends FactBody['kind']> = Extract<FactBody, Readonly<{ kind: Kind }>>;

/** Something broke: what it means, and the way on while there is one. */
export function failedView({ history }: Scene, { seq, revision }: Fact, body: Body<'failed'>): Post {
  const { error, chapter } = body;
  const says = tellPeople(isErrorKind(error) ? error : 'unexpected');
  const { id } = history.now;
  const sentence = chapter === REPLY ? `I could not answer. ${says}` : says;
  const again = whatAgain(history, seq) === undefined ? undefined : tryAgainButton.draw({ id, seq });
  const unreplayed = unreplayedWords(body);
  if (unreplayed)
    return said(
      `failed/${seq}`,
      history.now,
      UNREPLAYED,
      [heading(UNREPLAYED), ...unprovedView(history, revision, [...unreplayed, ...(again ? [WAYS_ON] : [])])],
      buttons(again),
    );
  // There are no Details yet to press it in.
  const saw = error === 'answer-unusable' ? sawButton.draw({ id }) : undefined;
  return said(`failed/${seq}`, history.now, sentence, [richText(paragraph(sentence))], buttons(again, saw));
}

const UNREPLAYED = 'The replays could not run';
const WAYS_ON =
  'Press “Try again” once that server runs, or once whoever runs me has set another model by REFINERY_REPLAY_MODEL.';
const MOST_FIXES = 8;

/** What was thought of, of which nothing is known yet: no button chooses it. */
function unprovedView(history: History, revision: number, words: readonly string[]): readonly KnownBlock[] {
  const hypotheses = knownAt(history, revision, 'hypotheses')?.hypotheses ?? [];
  const shown = hypotheses
    .slice(0, MOST_FIXES)
    .map(({ title, rationale }) => [bold(startOf(title, 200)), ` ${startOf(rationale, 300)}`]);
  return [
    richText(
      ...words.map((sentence) => paragraph(plainText(sentence))),
      ...(shown.length === 0 ? [] : [paragraph(bold('Fixes that nobody has tried yet')), bullets(shown)]),
    ),
  ];
}

export function yesRefusedView({ history }: Scene, { seq }: Fact, { because, yes }: Body<'yes-refused'>): Post {
  const { id } = history.now;
  const judged = history.facts.find((fact) => fact.seq === yes)?.body;
  const who = judged?.kind === 'said-yes' ? `To ${nameOf(judged.yes.by)}: ` : '';
  const again = whatAgain(history, seq) === undefined ? undefined : proveAgainButton.draw({ id, seq });
  const sentence = `${who}${WHY_REFUSED[because]}`;
  return said(`refused/${seq}`, history.now, sentence, [richText(paragraph(sentence))], buttons(again));
}

export function rollBackRefusedView(
  { history: { now } }: Scene,
  { seq }: Fact,
  { changedSince, goneBut }: Body<'roll-back-refused'>,
): Post {
  if (goneBut && 'commit' in now) {
    const sentence = plainText(branchGoneWords(goneBut, now.commit));
    return said(`refused/${seq}`, now, 'not rolled back', [richText(paragraph(shorten(sentence, 1_000)))]);
  }
  const paths = changedSince.slice(0, 10).map((path) => [code(shorten(plainText(path), 200))]);
  const more = changedSince.length - paths.length;
  const branch = 'commit' in now ? shorten(plainText(now.commit.branch), 200) : 'its branch';
  return said(`refused/${seq}`, now, 'not rolled back', [
    richText(
      paragraph(
        `Not rolled back: somebody has ${paths.length === 0 ? 'added commits' : 'changed these files'} since, and their work must not be lost.`,
      ),
      ...(paths.length === 0
        ? []
        : [bullets([...paths, ...(more > 0 ? [[`And ${more.toLocaleString('en')} more.`]] : [])])]),
      paragraph(
        'Take the change back by hand on ',
        code(branch),
        ', or undo the later commits first and roll back again.',
      ),
    ),
  ]);
}

export function objectedView({ history }: Scene, { revision }: Fact, { by, text }: Body<'objected'>): Post {
  const who = nameOf(by);
  return said(`objected/${revision}`, history.now, `${who}: that’s not it`, [
    richText(paragraph(`${who} says: that’s not it.`), quote(startOf(text, 2_000)), paragraph('I am looking again.')),
  ]);
}

export function startedAgainView({ history }: Scene, { revision }: Fact, { by, because }: Body<'started-again'>): Post {
  const why = because === 'base-moved' ? 'on the new state of the repository' : 'from the trace on';
  const sentence = `${nameOf(by)} asked me to start again, ${why}.`;
  return said(`started-again/${revision}`, history.now, sentence, [richText(paragraph(sentence))]);
}

export function capRaisedView({ history }: Scene, { revision }: Fact, { by }: Body<'cap-raised'>): Post {
  const sentence = `${nameOf(by)} asked me to go on beyond the limit of this case. What is known already is not paid for again.`;
  return said(`cap-raised/${revision}`, history.now, sentence, [richText(paragraph(sentence))]);
}

export function replaysAskedView(
  { history }: Scene,
  { revision }: Fact,
  { by, plan: { replays, message } }: Body<'replays-asked'>,
): Post {
  const who = nameOf(by);
  const how = message === null ? '' : ', with this message in place of the reported one:';
  return said(`replays-asked/${revision}`, history.now, `${who} wants it tried again`, [
    richText(
      paragraph(`${who} wants it tried again, ${replays} times in all${how || '.'}`),
      ...(message === null ? [] : [quote(startOf(message, 2_000))]),
    ),
  ]);
}

export function rewordedView({ history }: Scene, { revision }: Fact, { by, hypothesis }: Body<'fix-reworded'>): Post {
  const who = nameOf(by);
  return said(`fix-reworded/${revision}`, history.now, `${who} put a fix into other words`, [
    richText(
      paragraph(
        `${who} put “${startOf(hypothesis.title, 200)}” into other words. It is tried again before anybody approves it.`,
      ),
    ),
  ]);
}

export function stoppedView(scene: Scene, { by }: Body<'stopped'>): Post {
  const sentence = `${nameOf(by)} stopped this case. What was found so far stays here; nothing was changed in the repository.`;
  return said('stopped', scene.history.now, 'stopped', [richText(paragraph(sentence)), ...closingView(scene)]);
}

/** The analyst's answer to a comment, with the quotes that it rests on. */
export function replyView(scene: Scene, { seq }: Fact, reply: Body<'replied'>): Post {
  const { text, evidence, droppedQuotes, answerer } = reply;
  return drawnToFit((room) =>
    said(`reply/${seq}`, scene.history.now, text, [
      richText(paragraph(startOf(text, room(2_500))), ...evidenceView(evidence, scene, room(400))),
      ...(droppedQuotes > 0 ? [aside(droppedWords(droppedQuotes))] : []),
      ...insteadWords(answerer).map((words) => aside(plainText(words))),
    ]),
  );
}

function said(
  slot: string,
  about: Case,
  news: string,
  blocks: readonly KnownBlock[],
  pressable?: KnownBlock | undefined,
): Post {
  return { slot, text: noticeOf(about, news), blocks: [...blocks, ...(pressable ? [pressable] : [])] };
}
