import type { ModalView } from '@slack/types';
import type { Reply } from '../controls/reply.ts';
import { noteView } from './note-view.ts';

/** A reply as a modal, where nothing else can be shown: problems have lost their fields by then. */
export function viewOf(reply: Reply): ModalView | undefined {
  switch (reply.show) {
    case 'nothing':
      return undefined;
    case 'whisper':
      return noteView(reply.text);
    case 'modal':
      return reply.view;
    case 'problems':
      return noteView(Object.values(reply.problems).join(' '));
  }
}
