import type { Button, HomeView, KnownBlock } from '@slack/types';
import { imageOf } from '../post.ts';
import { label } from '../texts/rich-text.ts';
import { doctorBlocks } from '../views/doctor-view.ts';
import { HOME_BUTTONS } from './home-buttons.ts';
import { caseBlocks } from './home-cases.ts';
import { firstSteps, projectBlocks, statsBlocks } from './home-channels.ts';
import type { HomeScene } from './home-scene.ts';

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
      ...(scene.doctor?.findings ? doctorBlocks(scene.doctor.findings) : []),
      ...projectBlocks(scene),
      ...statsBlocks(scene.stats),
      ...trendsBlocks(scene.trends),
    ],
  };
}

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
