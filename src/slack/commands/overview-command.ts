import { mutedWords } from '../../refine/case/muted-words.ts';
import { STANDINGS, standingOf, standingWords } from '../../refine/case/standing.ts';
import { statsOf } from '../../refine/case/stats.ts';
import { statsWords } from '../../refine/case/stats-words.ts';
import { trendsOf } from '../../refine/picture/trends.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { type AnswerForOne, postForOne, whisper } from '../controls/reply.ts';
import { mrkdwn } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bullets, richText, webLink } from '../texts/rich-text.ts';
import { threadLink } from '../texts/thread-link.ts';
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
  { desk, team, prices, clock }: Pick<SlackTools, 'desk' | 'team' | 'prices' | 'clock'>,
): Promise<AnswerForOne> {
  const here = (await desk.recent(MOST_CASES)).filter(
    ({ now: { place } }) => place?.team === team && channels.includes(place.channel),
  );
  if (here.length === 0)
    return whisper(`There is no case in ${where} yet. Write /refinery help to see how to open one.`);
  if (kind === 'stats') {
    const lines = statsWords(statsOf(here, prices), `in ${where}`);
    const words = postForOne(mrkdwn(lines.join('\n')), [richText(bullets(lines.map((line) => [line])))]);
    return { ...words, picture: trendsOf(here, prices, clock(), `in ${where}`) };
  }
  const sorted = STANDINGS.flatMap((standing) => here.filter((history) => standingOf(history) === standing));
  const shown = sorted.slice(0, MOST_SHOWN).map((history) => {
    const { id, expectation, place } = history.now;
    const wanted = shorten(plainText(expectation).replace(/\s+/g, ' '), 70);
    const says = `: ${wanted}. ${standingWords(history)}.${mutedWords(history)}`;
    return { id, says, address: place ? threadLink(place) : undefined };
  });
  const more = sorted.length - shown.length;
  const rest = more > 0 ? [`And ${more} more. The app’s Home shows yours.`] : [];
  const text = [...shown.map(({ id, says }) => `${id}${says}`), ...rest].join('\n');
  return postForOne(mrkdwn(text), [
    richText(bullets(shown.map(({ id, says, address }) => [address === undefined ? id : webLink(id, address), says]))),
    ...rest.map((words) => aside(words)),
  ]);
}
