import { addressOf, whereWeAre } from './address.js';
import { ask, wordsOf } from './human.js';
import { make } from './make.js';
import { openWorkspace } from './workspace.js';

/** Opens the page as the person of the address, or as the first one there is. */

const TRY_AGAIN_MS = 2_000;
let end = () => {};

/** @param {import('./address.js').Where} where */
async function open(where) {
  end();
  end = () => {};
  try {
    const world = await ask('world', { as: where.as });
    end = openWorkspace(world, where, (person) => void open({ as: person, channel: whereWeAre().channel }));
  } catch (error) {
    const words = wordsOf(error);
    const retry = where.as ? 'Open it as the first person' : 'Try again';
    const failed = make(
      'div',
      { class: 'no-world', role: 'alert' },
      make('h1', {}, 'The playground can’t be opened'),
      make('p', {}, words),
      make('button', { type: 'button', class: 'button button-primary', click: () => leave() }, retry),
    );
    document.body.replaceChildren(failed);
    const timer = setTimeout(() => void open(where), TRY_AGAIN_MS);
    const leave = () => {
      clearTimeout(timer);
      history.replaceState(null, '', addressOf({}));
      void open({});
    };
  }
}

void open(whereWeAre());
