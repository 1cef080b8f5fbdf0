import { z } from 'zod';
import { modal, whisper } from '../controls/reply.ts';
import { severalForm } from '../forms/several-form.ts';
import { MEMBERS_ONLY } from '../hearing/open-case.ts';
import { NOT_THERE } from './diagnose-there-way.ts';
import { defineWay } from './way.ts';

/** Beneath several failures: one form for all, each a case of its own. */
export const diagnoseAllWay = defineWay({
  id: 'diagnose-all',
  label: 'Diagnose all…',
  /** `title`: of the trace, for the form must be there within three seconds; `channel`: where the cases belong, if not where the button stands. */
  carries: z.object({
    traces: z.array(z.object({ link: z.string(), title: z.string() })).min(1),
    channel: z.string().optional(),
  }),
  async pressed({ traces, channel: there }, { user, who, channel }, tools) {
    if (there !== undefined && !(await tools.channelsOf(user)).includes(there)) return whisper(NOT_THERE);
    if (who.standing !== 'member') return whisper(MEMBERS_ONLY);
    const links = traces.map(({ link }) => link);
    return modal(
      severalForm.draw(
        { channel: there ?? channel, links },
        traces.map(({ title }) => title),
      ),
    );
  },
});
