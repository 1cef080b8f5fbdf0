import type { Button, HomeView, KnownBlock } from '@slack/types';
import type { Examined } from '../../domain/examined.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { imageOf } from '../post.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, bullets, heading, label, richText } from '../texts/rich-text.ts';
import { HOME_BUTTONS } from './home-buttons.ts';
import { caseBlocks } from './home-cases.ts';
import { firstSteps, projectBlocks, statsBlocks } from './home-channels.ts';
import type { HomeScene } from './home-scene.ts';

const MOST_FAULTS = 20;

/** Somebody's Home: their cases by what these wait for, the projects of their channels, and how it goes there. */
export function homeView(scene: HomeScene): HomeView {
  return {
    type: 'home',
    blocks: [
      ...(scene.channels.length === 0 ? firstSteps(scene) : caseBlocks(scene)),
      actions(
        'home-top',
        button(HOME_BUTTONS.refresh, 'Look again'),
        scene.doctor && button(HOME_BUTTONS.examine, scene.doctor.isBusy ? 'Checking…' : 'Check the configuration'),
      ),
      ...doctorBlocks(scene.doctor),
      ...projectBlocks(scene.channels),
      ...statsBlocks(scene.stats),
      ...trendsBlocks(scene.trends),
    ],
  };
}

/** Of what is well, the names are enough: the rest says where things are on a machine, and is for the terminal. */
function doctorBlocks(doctor: HomeScene['doctor']): readonly KnownBlock[] {
  if (!doctor?.findings) return [];
  const named = (wanted: Examined['state']) =>
    doctor.findings?.filter(({ state }) => state === wanted).map(({ part }) => part) ?? [];
  const faults = doctor.findings.filter(({ state }) => state === 'fault').slice(0, MOST_FAULTS);
  const lines = [
    ...faults.map(({ part, says }) => [bold(`${part}: `), shorten(plainText(says), 300)]),
    ...(['ok', 'off'] as const).flatMap((state) => {
      const parts = [...new Set(named(state))];
      return parts.length === 0 ? [] : [[`${STATES[state]}: ${shorten(parts.join(', '), 500)}.`]];
    }),
  ];
  const title = faults.length === 0 ? 'all is well' : `${faults.length.toLocaleString('en')} to mend`;
  return [heading(`Configuration: ${title}`), richText(bullets(lines))];
}

const STATES = { ok: 'In order', off: 'Not in use' } as const;

/** The words above it say the same, so nothing stands in its place until it is there. */
function trendsBlocks(trends: HomeScene['trends']): readonly KnownBlock[] {
  return trends?.file === undefined ? [] : [imageOf(trends.picture, trends.file)];
}

function button(id: string, text: string): Button {
  return { type: 'button', action_id: id, text: label(text, 75) };
}

/** A block that keeps its name, so that the focus stays on its buttons when it is drawn anew. */
function actions(blockId: string, ...elements: readonly (Button | undefined)[]): KnownBlock {
  return { type: 'actions', block_id: blockId, elements: elements.filter((element) => element !== undefined) };
}
