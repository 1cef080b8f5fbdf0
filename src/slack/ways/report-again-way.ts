import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import type { TraceRef } from '../../domain/trace.ts';
import { whisper } from '../controls/reply.ts';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

const NOT_HERE = 'That case belongs to another channel, or is not known any more.';

/** At the end of a case that nothing came of: the opening form with what it was about, for another one. */
export const reportAgainWay = defineWay({
  id: 'report-again',
  label: 'Report it again…',
  carries: z.object({ id: CaseId }),
  async pressed({ id }, { who, channel }, tools) {
    const { now } = await tools.desk.find(id);
    if (now.place?.team !== tools.team || now.place.channel !== channel || !hasLink(now.source))
      return whisper(NOT_HERE);
    const draft = { link: now.source.locator, expectation: now.expectation };
    return openForm({ channel, thread: null, draft, who }, tools);
  },
});

/** Not a file, which whoever has it shares again. */
export const hasLink = ({ source, locator }: TraceRef): boolean => source !== 'slack-file' && URL.canParse(locator);
