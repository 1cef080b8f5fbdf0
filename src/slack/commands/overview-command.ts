import { mutedWords } from '../../refine/case/muted-words.ts';
import { standingOf, standingWords } from '../../refine/case/standing.ts';
import { type Stats, statsOf } from '../../refine/case/stats.ts';
import { durationWords } from '../../refine/picture/duration-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from '../texts/plain-text.ts';
import type { SlackTools } from '../tools.ts';

/** How many of the latest cases are looked through, and how many are shown. */
const MOST_CASES = 200;
const MOST_SHOWN = 15;

/** The channels that are looked at, and what they are called: `this channel`. */
export type Overviewed = Readonly<{ channels: readonly string[]; where: string }>;

/** `/refinery cases` and `/refinery stats`, for whoever asks alone. Errors as `Desk.recent`. */
export async function answerOverview(
  kind: 'cases' | 'stats',
  { channels, where }: Overviewed,
  { desk, team }: Pick<SlackTools, 'desk' | 'team'>,
): Promise<string> {
  const here = (await desk.recent(MOST_CASES)).filter(
    ({ now: { place } }) => place?.team === team && channels.includes(place.channel),
  );
  if (here.length === 0) return `There is no case in ${where} yet. Write /refinery help to see how to open one.`;
  if (kind === 'stats') return statsWords(statsOf(here), where).join('\n');
  const order = ['waits', 'works', 'fixed', 'over'] as const;
  const sorted = order.flatMap((standing) => here.filter((history) => standingOf(history) === standing));
  const lines = sorted.slice(0, MOST_SHOWN).map((history) => {
    const { id, expectation } = history.now;
    return `${id}: ${shorten(plainText(expectation).replace(/\s+/g, ' '), 70)}. ${standingWords(history)}.${mutedWords(history)}`;
  });
  const more = sorted.length - lines.length;
  return [...lines, ...(more > 0 ? [`And ${more} more. The app’s Home shows yours.`] : [])].join('\n');
}

function statsWords(
  { cases, proven, holding, fixed, rolledBack, handedOver, ...took }: Stats,
  where: string,
): readonly string[] {
  const { toVerdictMs, toFixMs } = took;
  const taken = rolledBack === 0 ? '' : `, ${rolledBack} taken back`;
  return [
    `Of the last ${cases} ${cases === 1 ? 'case' : 'cases'} in ${where}: ${fixed} fixed${taken}, ${handedOver} handed over.`,
    ...(proven === 0 ? [] : [`Fixes were tried in ${proven}; one held in ${holding}.`]),
    ...(toVerdictMs === null ? [] : [`Half of them had their verdicts within ${durationWords(toVerdictMs)}.`]),
    ...(toFixMs === null ? [] : [`Half of those with a commit had it within ${durationWords(toFixMs)}.`]),
  ];
}
