import type { KnownBlock } from '@slack/types';
import { costWords } from '../../refine/case/cost-words.ts';
import { cameToNothing } from '../../refine/case/fix-now.ts';
import { ratingsIn } from '../../refine/case/ratings.ts';
import { spentBefore } from '../../refine/proof/spending.ts';
import { helpedButton, notHelpedButton } from '../controls/rate.ts';
import type { Scene } from '../scene.ts';
import { nameOf } from '../texts/person.ts';
import { aside, buttons } from '../texts/rich-text.ts';
import { hasLink, reportAgainWay } from '../ways/report-again-way.ts';

const MOST_NAMES = 5;

/** What ends the last message of a case: what it cost, and whether it helped. */
export function closingView({ history, prices }: Scene): readonly KnownBlock[] {
  const { id } = history.now;
  const ratings = ratingsIn(history);
  const said = (wanted: 'good' | 'bad', words: string) => {
    const names = ratings.filter(({ rating }) => rating === wanted).map(({ by }) => nameOf(by));
    const more = names.length - MOST_NAMES;
    const shown = [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return names.length === 0 ? [] : [aside(`${words}: ${shown}.`)];
  };
  const again = cameToNothing(history) && hasLink(history.now.source) ? reportAgainWay.draw({ id }) : undefined;
  const pressable = buttons(helpedButton.draw({ id }), notHelpedButton.draw({ id }), again);
  return [
    aside(costWords(spentBefore(history.facts, prices))),
    ...said('good', 'It helped, says'),
    ...said('bad', 'It did not help, says'),
    ...(pressable ? [pressable] : []),
  ];
}
