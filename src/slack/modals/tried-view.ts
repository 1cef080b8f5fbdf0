import type { KnownBlock, ModalView } from '@slack/types';
import { type Proven, verdictOf } from '../../domain/case.ts';
import type { GoodTrace, SimilarTrace } from '../../domain/tried-trace.ts';
import type { History } from '../../refine/case/fold.ts';
import { otherWords } from '../../refine/proof/other-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { knownAt } from '../scene.ts';
import { answerView } from '../texts/answer-view.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bold, heading, label, paragraph, richText, webLink } from '../texts/rich-text.ts';

type Tried = GoodTrace | SimilarTrace;

/** Slack takes a hundred blocks; the groups, what is said above them and what was left out are blocks, too. */
const MOST_TRACES = 80;
const MOST_NAME_CHARS = 150;
const MOST_ANSWER_CHARS = 400;

/** The conversations that a fix was tried on; those that somebody should read come first. `undefined` when there are none. */
export function triedView(history: History, revision: number, hypothesisId: string): ModalView | undefined {
  const known = knownAt(history, revision, 'verdicts');
  const hypothesis = known?.hypotheses.find(({ id }) => id === hypothesisId);
  if (!known || !hypothesis) return undefined;
  const proven: Proven = { ...known, stage: 'proven' };
  const verdict = verdictOf(proven, hypothesis);
  const good = verdict?.good?.traces ?? [];
  const similar = verdict?.similar?.traces ?? [];
  if (!verdict || good.length + similar.length === 0) return undefined;
  const groups = GROUPS.map((group) => ({ ...group, traces: tracesIn(group, good, similar) }));
  return {
    type: 'modal',
    title: label('Conversations', 24),
    close: label('Back', 24),
    blocks: [
      richText(paragraph(bold(shorten(plainText(hypothesis.title), 200))), paragraph(otherWords(verdict).join(' '))),
      ...drawnGroups(groups),
    ],
  };
}

/** `shows`: which of its answers tell a reader something. */
type Group = Readonly<{
  of: 'good' | 'similar';
  became: Tried['became'];
  title: string;
  shows: readonly ('recorded' | 'unchanged' | 'changed')[];
}>;

const ALL = ['recorded', 'unchanged', 'changed'] as const;

/** In the order in which people should read them. */
const GROUPS: readonly Group[] = [
  { of: 'good', became: 'broke', title: 'Got worse with this fix', shows: ALL },
  { of: 'similar', became: 'not-fixed', title: 'Failures like it that stay', shows: ['unchanged', 'changed'] },
  { of: 'similar', became: 'fixed', title: 'Failures like it that it fixes', shows: ['unchanged', 'changed'] },
  { of: 'good', became: 'kept', title: 'Stay good', shows: ['changed'] },
  {
    of: 'good',
    became: 'drifted',
    title: 'Not counted: the answer changes without this fix, too',
    shows: ['recorded', 'unchanged'],
  },
  { of: 'similar', became: 'drifted', title: 'Not counted: it does not go wrong any more', shows: ['unchanged'] },
  { of: 'good', became: 'unclear', title: 'Not counted: no answer came', shows: [] },
  { of: 'similar', became: 'unclear', title: 'Not counted: no answer came', shows: [] },
];

const ANSWERS: Readonly<Record<Group['shows'][number], string>> = {
  recorded: 'Was answered:',
  unchanged: 'Today, without this fix:',
  changed: 'With this fix:',
};

function tracesIn(
  { of, became }: Group,
  good: readonly GoodTrace[],
  similar: readonly SimilarTrace[],
): readonly Tried[] {
  return (of === 'good' ? good : similar).filter((trace) => trace.became === became);
}

function drawnGroups(groups: readonly (Group & Readonly<{ traces: readonly Tried[] }>)[]): readonly KnownBlock[] {
  let room = MOST_TRACES;
  return groups.flatMap(({ title, shows, traces }) => {
    if (traces.length === 0) return [];
    const shown = traces.slice(0, room);
    room -= shown.length;
    const more = traces.length - shown.length;
    return [
      heading(`${title} (${traces.length})`),
      ...shown.map((trace) => tracedBlock(trace, shows)),
      ...(more > 0 ? [aside(`${more} more are not shown.`)] : []),
    ];
  });
}

function tracedBlock(trace: Tried, shows: Group['shows']): KnownBlock {
  const name = shorten(plainText(trace.name), MOST_NAME_CHARS);
  return richText(
    paragraph(webLink(name, trace.ref.locator)),
    ...shows.flatMap((which) => answerView(ANSWERS[which], trace[which], MOST_ANSWER_CHARS)),
  );
}
