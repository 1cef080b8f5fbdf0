import { z } from 'zod';
import { modal, whisper } from '../controls/reply.ts';
import { severalForm } from '../forms/several-form.ts';
import { MEMBERS_ONLY } from '../hearing/open-case.ts';
import { defineWay } from './way.ts';

/** Beneath several failures: one form for all, each a case of its own. */
export const diagnoseAllWay = defineWay({
  id: 'diagnose-all',
  label: 'Diagnose all…',
  /** `title`: of the trace, for the form must be there within three seconds. */
  carries: z.object({ traces: z.array(z.object({ link: z.string(), title: z.string() })).min(1) }),
  async pressed({ traces }, { who, channel }) {
    if (who.standing !== 'member') return whisper(MEMBERS_ONLY);
    const links = traces.map(({ link }) => link);
    return modal(
      severalForm.draw(
        { channel, links },
        traces.map(({ title }) => title),
      ),
    );
  },
});
