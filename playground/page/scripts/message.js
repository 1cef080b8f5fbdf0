import { drawAttachment } from './attachment.js';
import { drawBlocks } from './blocks/draw-blocks.js';
import { drawFile } from './files.js';
import { icon } from './icon.js';
import { make } from './make.js';
import { menu } from './menu.js';
import { avatar, badge } from './people.js';
import { SLACKBOT } from './shelf.js';
import { drawMrkdwn } from './text/draw-mrkdwn.js';
import { list } from './text/draw-rich-text.js';
import { clockTime, timeAgo, wholeTime } from './time.js';

/**
 * @typedef {import('../../slack/human-side.ts').SlackMessage} Message
 * @typedef {import('../shapes.ts').Surface} Surface
 * @typedef {import('./shelf.js').Replies} Replies
 * @typedef {Readonly<{
 *   surface: Surface,
 *   follows: boolean,
 *   replies?: Replies | undefined,
 *   hasNewReplies?: boolean,
 *   openThread?: () => void,
 *   dismiss: () => void,
 *   actions: readonly import('./message-actions.js').Action[],
 *   editor?: HTMLElement | undefined,
 * }>} Around `follows`: right after another one of the same person, so that the name need not be said again; `editor`:
 *   stands for the text while that is mended
 */

/** By which the focus finds back to a message. */
export const MORE_KEY = 'message/more';

/**
 * @param {Message} message
 * @param {Around} around
 */
export function drawMessage(message, around) {
  const { surface, follows, replies, hasNewReplies, openThread, dismiss, editor } = around;
  const person = surface.names.people.get(message.user);
  const name = person?.realName ?? (message.user === SLACKBOT ? 'Slackbot' : 'Somebody');
  const time = make('time', { class: 'message-time', title: wholeTime(message.ts) }, clockTime(message.ts));
  const classes = [
    'message',
    follows && 'message-follows',
    message.ephemeral && 'message-ephemeral',
    /^(channel|group)_/.test(message.subtype ?? '') && 'message-system',
  ];
  return make(
    'article',
    {
      class: classes.filter(Boolean).join(' '),
      'data-ts': message.ts,
      'aria-label': `${name}, ${clockTime(message.ts)}`,
    },
    make('div', { class: 'message-side' }, follows ? time : avatar(person, name)),
    make(
      'div',
      { class: 'message-main' },
      message.ephemeral && make('div', { class: 'only-you' }, icon('eye'), 'Only visible to you'),
      !follows &&
        make('div', { class: 'message-head' }, make('strong', { class: 'message-name' }, name), badge(person), time),
      editor ?? drawBody(message, surface),
      list(message.attachments)
        .map((attachment) => drawAttachment(attachment, surface))
        .reduce(gather, fragment()),
      (message.files ?? []).map(drawFile).reduce(gather, fragment()),
      message.ephemeral && make('button', { type: 'button', class: 'button-link', click: dismiss }, 'Dismiss message'),
      openThread && replies && drawReplies(replies, hasNewReplies === true, surface, openThread),
    ),
    editor === undefined && drawTools(message, around),
  );
}

/**
 * @param {Message} message
 * @param {Around} around
 */
function drawTools({ ephemeral }, { openThread, actions }) {
  const reply =
    openThread &&
    !ephemeral &&
    make(
      'button',
      { type: 'button', 'aria-label': 'Reply in thread', title: 'Reply in thread', click: openThread },
      icon('reply'),
    );
  const more =
    actions.length > 0 && menu({ label: 'More actions', key: MORE_KEY, face: [icon('more')], items: () => actions });
  return (reply || more) && make('div', { class: 'message-tools' }, reply, more);
}

/**
 * @param {Message} message
 * @param {Surface} surface
 */
function drawBody(message, surface) {
  const edited = message.edited && make('span', { class: 'edited', title: wholeTime(message.edited.ts) }, ' (edited)');
  if (list(message.blocks).length > 0) return make('div', {}, drawBlocks(message.blocks, surface), edited);
  const text = drawMrkdwn(message.text, surface);
  if (edited) (text.lastElementChild?.tagName === 'SPAN' ? text.lastElementChild : text).append(edited);
  return text;
}

/**
 * @param {Replies} replies
 * @param {boolean} hasNew
 * @param {Surface} surface
 * @param {() => void} openThread
 */
function drawReplies({ count, latest, users }, hasNew, { names }, openThread) {
  return make(
    'button',
    { type: 'button', class: hasNew ? 'replies replies-new' : 'replies', click: openThread },
    make('span', { class: 'replies-faces' }, ...users.slice(0, 4).map((user) => avatar(names.people.get(user)))),
    make('strong', {}, count === 1 ? '1 reply' : `${count} replies`),
    hasNew && make('span', { class: 'badge badge-new' }, 'New'),
    latest !== undefined &&
      make('time', { class: 'replies-time', 'data-ago': latest }, `Last reply ${timeAgo(latest)}`),
    make('span', { class: 'replies-open' }, 'View thread'),
    icon('right'),
  );
}

function fragment() {
  return document.createDocumentFragment();
}

/** @param {DocumentFragment} whole @param {Node} part */
function gather(whole, part) {
  whole.append(part);
  return whole;
}
