import { standingOf, standingWords } from '../refine/case/standing.ts';
import { statsOf } from '../refine/case/stats.ts';
import { statsWords } from '../refine/case/stats-words.ts';
import { trendsOf } from '../refine/picture/trends.ts';
import { shorten } from '../refine/text/shorten.ts';
import { type PostForOne, postForOne, type Reply, whisper } from './controls/reply.ts';
import { mrkdwn } from './texts/mrkdwn.ts';
import { plainText } from './texts/plain-text.ts';
import { paragraph, richText } from './texts/rich-text.ts';
import type { SlackTools } from './tools.ts';

/** How many of the latest cases are looked through, and how many are shown. */
const MOST_CASES = 200;
const MOST_SHOWN = 15;
const HERE = 'in this channel';
const NO_CASE = 'There is no case in this channel yet. Write /refinery help to see how to open one.';

/** `/refinery cases` and `/refinery stats`: of this channel, for whoever asks alone. Errors as `Desk.recent`. */
export async function answerOverview(
  kind: 'cases' | 'stats',
  channel: string,
  { desk, team, prices, clock }: Pick<SlackTools, 'desk' | 'team' | 'prices' | 'clock'>,
): Promise<Reply | PostForOne> {
  const here = (await desk.recent(MOST_CASES)).filter(
    ({ now: { place } }) => place?.team === team && place.channel === channel,
  );
  if (here.length === 0) return whisper(NO_CASE);
  if (kind === 'stats') {
    const lines = statsWords(statsOf(here, prices), HERE);
    const picture = trendsOf(here, prices, clock(), HERE);
    return {
      ...postForOne(mrkdwn(lines.join('\n')), [richText(...lines.map((line) => paragraph(`${line}\n`)))]),
      picture,
    };
  }
  const order = ['waits', 'works', 'fixed', 'over'] as const;
  const sorted = order.flatMap((standing) => here.filter((history) => standingOf(history) === standing));
  const lines = sorted.slice(0, MOST_SHOWN).map((history) => {
    const { id, expectation } = history.now;
    return `${id}: ${shorten(plainText(expectation).replace(/\s+/g, ' '), 70)}. ${standingWords(history)}.`;
  });
  const more = sorted.length - lines.length;
  return whisper([...lines, ...(more > 0 ? [`And ${more} more. The app’s Home shows yours.`] : [])].join('\n'));
}
