import { RefineryError } from '../../domain/errors.ts';
import { fold } from '../../refine/case/fold.ts';
import { statsOf } from '../../refine/case/stats.ts';
import { statsByWeek } from '../../refine/case/stats-by-week.ts';
import { statsWords } from '../../refine/case/stats-words.ts';
import { trendsOf } from '../../refine/picture/trends.ts';
import { asJsonLine } from '../as-json.ts';
import { drawInto, pictureFileIn } from '../picture-file.ts';
import type { Verb } from '../verb.ts';

/** As many as Slack looks through. */
const MOST_CASES = 200;

export const statsVerb: Verb = {
  name: 'stats',
  about: 'Say how the latest cases went: what came of them, how long they took, what they cost (docs/stats.md).',
  args: '',
  options: [
    { flags: '--json', about: 'all figures, in all and by week, as one JSON object' },
    { flags: '--picture <file>', about: 'draw them by week as a .png file' },
  ],
  examples: ['stats', 'stats --picture stats.png'],
  async run(call) {
    const { options, tools } = call;
    const { screen, facts, workspace, house } = tools;
    const path = pictureFileIn(call);
    const lines = await (await facts()).list(workspace, MOST_CASES);
    const histories = lines.flatMap((line) => ('facts' in line ? (fold(line.facts) ?? []) : []));
    const { prices } = house;
    const nowMs = house.clock();
    if (options.json)
      screen.out(asJsonLine({ all: statsOf(histories, prices), weeks: statsByWeek(histories, prices, nowMs) }));
    else if (histories.length === 0) screen.out('No cases yet. Open one: case <trace> --expected "…" --repo <path>');
    else screen.out(statsWords(statsOf(histories, prices), 'here').join('\n'));
    if (path === undefined) return 0;
    const trends = trendsOf(histories, prices, nowMs, 'here');
    if (!trends) throw new RefineryError('case-not-found', 'there is nothing to draw yet');
    await drawInto(path, trends, tools);
    return 0;
  },
};
