import type { KnownBlock, SectionBlock } from '@slack/types';
import type { Place } from '../../domain/discussion.ts';
import type { History } from '../../refine/case/fold.ts';
import { mutedWords } from '../../refine/case/muted-words.ts';
import { inGroups, rightsOf } from '../../refine/case/rights.ts';
import { STANDINGS, type Standing, standingOf, standingWords } from '../../refine/case/standing.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, code, heading, label, paragraph, richText } from '../texts/rich-text.ts';
import { threadLink } from '../texts/thread-link.ts';
import { HOME_BUTTONS } from './home-buttons.ts';
import type { HomeScene } from './home-scene.ts';

/** Slack takes 100 blocks: https://docs.slack.dev/reference/views/home-tab-views */
const MOST_CASES = { waits: 20, works: 10, merge: 10, fixed: 10, over: 5 } as const;

const HEADINGS: Readonly<Record<Standing, string>> = {
  waits: 'Waits for a decision',
  works: 'Under way',
  merge: 'Waits to be merged',
  fixed: 'Fix committed',
  over: 'Over',
};

/** Those that somebody opened; and of the others those that wait for them. */
export function caseBlocks(scene: HomeScene): readonly KnownBlock[] {
  const mine = scene.cases.filter((history) => isMine(history, scene));
  if (mine.length === 0)
    return [
      heading('Your cases'),
      richText(
        scene.mayDecide
          ? paragraph('None yet. Report a wrong answer in one of the channels below with ', code('/refinery'), '.')
          : paragraph(
              'None yet. Members of this workspace report wrong answers; you can follow and discuss their cases.',
            ),
      ),
    ];
  return STANDINGS.flatMap((standing) => {
    const found = mine.filter((history) => standingOf(history) === standing);
    const shown = found.slice(0, MOST_CASES[standing]);
    const more = found.length - shown.length;
    return found.length === 0
      ? []
      : [
          heading(`${HEADINGS[standing]} (${found.length.toLocaleString('en')})`),
          ...shown.map(caseBlock),
          ...(more > 0 ? [aside(`And ${more.toLocaleString('en')} more, older ones.`)] : []),
        ];
  });
}

function isMine(history: History, { person, mayDecide, members }: HomeScene): boolean {
  const { openedBy, project } = history.now;
  if (openedBy.id === person.id) return true;
  return mayDecide && standingOf(history) === 'waits' && rightsOf(project, inGroups(members)).mayApprove(person);
}

function caseBlock(history: History): SectionBlock {
  const { id, expectation, place, openedBy } = history.now;
  const says = shorten(plainText(expectation).replace(/\s+/g, ' '), 160);
  const by = shorten(plainText(openedBy.name).replace(/\s+/g, ' '), 60);
  const link = place ? linkTo(place) : undefined;
  return {
    type: 'section',
    text: label(`${id}: ${says}\n${standingWords(history)}. Reported by ${by}.${plainText(mutedWords(history))}`, 500),
    ...(link && {
      accessory: {
        type: 'button',
        action_id: HOME_BUTTONS.open,
        text: label('Open thread', 75),
        accessibility_label: `Open the thread of ${id}`,
        url: link,
      },
    }),
  };
}

/** The thread; the channel, while the thread has not begun. */
function linkTo(place: Place): string {
  return threadLink(place) ?? `https://app.slack.com/client/${place.team}/${place.channel}`;
}
