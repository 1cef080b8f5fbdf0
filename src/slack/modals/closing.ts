import type { ModalView } from '@slack/types';
import type { Reply } from '../controls/reply.ts';
import { noteView } from './note-view.ts';

/** What goes with the acknowledgement of a submit: https://docs.slack.dev/surfaces/modals#handling_submissions */
export type Closing =
  | Readonly<{ response_action: 'update'; view: ModalView }>
  | Readonly<{ response_action: 'errors'; errors: Record<string, string> }>
  | undefined;

/** The modal closes, says what is wrong in it, or another takes its place. */
export function closing(reply: Reply, fitting: (view: ModalView) => ModalView): Closing {
  switch (reply.show) {
    case 'nothing':
      return undefined;
    case 'whisper':
      return { response_action: 'update', view: noteView(reply.text) };
    case 'modal':
      return { response_action: 'update', view: fitting(reply.view) };
    case 'problems':
      return { response_action: 'errors', errors: { ...reply.problems } };
  }
}
