import { sizeOf } from './files.js';
import { wordsOf } from './human.js';
import { icon } from './icon.js';
import { fill, make } from './make.js';

/**
 * The files that go with a message. As in Slack, each is uploaded as soon as it is chosen, and shared when one sends.
 *
 * @typedef {{ file: File, id: Promise<string>, state: 'coming' | 'there' | 'failed', why: string }} Held
 */

/** As many as Slack takes with one message. */
const MOST_FILES = 10;

/**
 * @param {{ upload(file: File): Promise<string>, changed(): void, complain(words: string): void }} given `upload` gives the
 *   file's id; `changed`: there are others than before
 */
export function uploadTray({ upload, changed, complain }) {
  /** @type {readonly Held[]} */
  let held = [];
  const list = make('ul', { class: 'uploads', 'aria-label': 'Files to share', hidden: true });
  const status = make('p', { class: 'unseen', role: 'status' });
  const input = make('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    'aria-label': 'Files to share',
    change: () => {
      add([...(input.files ?? [])]);
      input.value = '';
    },
  });
  const button = make(
    'button',
    {
      type: 'button',
      class: 'attach',
      'aria-label': 'Attach files',
      title: 'Attach files',
      click: () => input.click(),
    },
    icon('attach'),
  );

  /** @param {readonly File[]} files */
  function add(files) {
    const room = MOST_FILES - held.length;
    if (files.length > room) complain(`${MOST_FILES} files at most go with one message.`);
    hold([...held, ...files.slice(0, Math.max(room, 0)).map(begin)]);
  }

  /** @param {File} file @returns {Held} */
  function begin(file) {
    /** @type {Held} */
    const one = { file, id: upload(file), state: 'coming', why: '' };
    one.id.then(
      () => {
        one.state = 'there';
        status.textContent = `${file.name} is ready to be sent`;
        draw();
      },
      (error) => {
        one.state = 'failed';
        one.why = wordsOf(error);
        status.textContent = `${file.name} was not uploaded: ${one.why}`;
        draw();
      },
    );
    return one;
  }

  /** @param {readonly Held[]} next */
  function hold(next) {
    held = next;
    draw();
    changed();
  }

  function draw() {
    list.hidden = held.length === 0;
    fill(list, held.map(drawOne));
  }

  /** @param {Held} one */
  function drawOne(one) {
    const { file, state, why } = one;
    const about = { coming: 'Uploading…', there: sizeOf(file.size), failed: why }[state];
    return make(
      'li',
      { class: `upload upload-${state}` },
      state === 'coming' ? make('span', { class: 'spinner' }) : icon(state === 'failed' ? 'alert' : 'file'),
      make('span', { class: 'file-name' }, make('strong', {}, file.name), make('small', {}, about)),
      make(
        'button',
        {
          type: 'button',
          class: 'button-bare',
          'aria-label': `Remove ${file.name}`,
          title: 'Remove',
          click: () => drop(one),
        },
        icon('close'),
      ),
    );
  }

  /** The focus goes to the next one's button, or where files come from. @param {Held} one */
  function drop(one) {
    const at = held.indexOf(one);
    hold(held.filter((other) => other !== one));
    /** @type {NodeListOf<HTMLElement>} */
    const left = list.querySelectorAll('button');
    (left[Math.min(at, left.length - 1)] ?? button).focus();
  }

  return {
    list,
    /** What opens the file chooser, with what goes along. */
    opener: [button, input, status],
    add,
    hold,
    held: () => held,
    /** Once all of them are there. @param {readonly Held[]} files @returns {Promise<readonly string[]>} rejects when one was not uploaded */
    idsOf: (files) => Promise.all(files.map(({ id }) => id)),
  };
}
