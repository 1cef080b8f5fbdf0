import type { TrendPanel, Trends } from '../../domain/picture.ts';
import type { Prices } from '../case/cost-of.ts';
import type { History } from '../case/fold.ts';
import { type Stats, statsOf } from '../case/stats.ts';
import { statsByWeek, type WeekStats } from '../case/stats-by-week.ts';
import { STATS_FIGURES, type StatsFigure, statsWords } from '../case/stats-words.ts';
import { shorten } from '../text/shorten.ts';

const MOST_ALT_CHARS = 1_000;

/** How cases went, week by week. `where`: of which they are, `in this channel`. `undefined` where there is none. */
export function trendsOf(
  histories: readonly History[],
  prices: Prices,
  nowMs: number,
  where: string,
): Trends | undefined {
  if (histories.length === 0) return undefined;
  const all = statsOf(histories, prices);
  const weeks = statsByWeek(histories, prices, nowMs);
  const shown = weeks.reduce((sum, { stats }) => sum + stats.cases, 0);
  const earlier = all.cases - shown;
  const span = weeks.length === 1 ? 'this week' : `the last ${weeks.length} weeks`;
  const told = STATS_FIGURES.filter(({ figureOf }) => figureOf(all) !== null);
  const panels = told.map((figure) => panelOf(figure, all, weeks));
  return {
    kind: 'trends',
    title: 'How it goes',
    about: `${all.cases.toLocaleString('en')} ${all.cases === 1 ? 'case' : 'cases'} ${where} · by the week they were opened in`,
    times: weeks.map(({ beganAtMs }) => dayWords(beganAtMs)),
    panels,
    note:
      earlier > 0
        ? `${earlier.toLocaleString('en')} earlier ${earlier === 1 ? 'case counts' : 'cases count'} in the figures, but ${earlier === 1 ? 'has' : 'have'} no bar.`
        : null,
    alt: shorten(
      `How it goes, week by week, over ${span}. ${statsWords(all, where).join(' ')}${lastWords(told, weeks)}`,
      MOST_ALT_CHARS,
    ),
  };
}

function panelOf({ name, figureOf, says, isShare }: StatsFigure, all: Stats, weeks: readonly WeekStats[]): TrendPanel {
  const values = weeks.map(({ stats }) => (stats.cases === 0 ? null : figureOf(stats)));
  const known = values.filter((value) => value !== null);
  const highest = Math.max(0, ...known);
  const total = figureOf(all);
  const most = isShare ? 1 : highest;
  const isTold = known.length > 0 && most > 0;
  return {
    name,
    figure: total === null ? '–' : says(total),
    values,
    most: { value: most, says: isTold && weeks.length > 1 && !isShare ? `up to ${says(most)}` : '' },
  };
}

/** What the bars show and the sentences before do not: the last week by itself. */
function lastWords(figures: readonly StatsFigure[], weeks: readonly WeekStats[]): string {
  const last = weeks.at(-1);
  if (weeks.length < 2 || !last || last.stats.cases === 0) return '';
  const told = figures.flatMap(({ name, figureOf, says }) => {
    const value = figureOf(last.stats);
    return value === null ? [] : [`${name.toLowerCase()} ${says(value)}`];
  });
  return ` In the week from ${dayWords(last.beganAtMs)}: ${told.join(', ')}.`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayWords(atMs: number): string {
  const day = new Date(atMs);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
}
