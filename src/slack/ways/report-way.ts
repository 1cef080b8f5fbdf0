import { z } from 'zod';
import { modal } from '../controls/reply.ts';
import { noteView } from '../modals/note-view.ts';
import { NOT_THERE } from './diagnose-there-way.ts';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

/** In the help, and at home beside a channel: the opening form with nothing filled in. */
export const reportWay = defineWay({
  id: 'report',
  label: 'Report a wrong answer…',
  /** `channel`: where the case belongs; else where the button stands, or wherever the person then says. */
  carries: z.object({ channel: z.string().optional() }),
  async pressed({ channel: there }, { user, who, channel, message }, tools) {
    if (there === undefined)
      return tools.run({
        text: '',
        channel,
        user,
        thread: null,
        who: async () => who,
        request: `run/${channel}/${message}`,
      });
    if (!(await tools.channelsOf(user)).includes(there)) return modal(noteView(NOT_THERE));
    const answer = await openForm({ channel: there, thread: null, draft: undefined, who }, tools);
    // At home nobody would see a whisper.
    return answer.show === 'whisper' ? modal(noteView(answer.text)) : answer;
  },
});
