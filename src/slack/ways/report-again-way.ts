import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import type { TraceRef } from '../../domain/trace.ts';
import { noCaseWords, reachCase } from '../commands/reach-case.ts';
import { whisper } from '../controls/reply.ts';
import { openForm } from './open-form.ts';
import { defineWay } from './way.ts';

/** At the end of a case that nothing came of: the opening form with what it was about, for another one in its channel. */
export const reportAgainWay = defineWay({
  id: 'report-again',
  label: 'Report it again…',
  carries: z.object({ id: CaseId }),
  async pressed({ id }, { who, channel, user }, tools) {
    const now = (await reachCase(id, { channel, user }, tools))?.now;
    if (!now?.place || !hasLink(now.source)) return whisper(noCaseWords(id));
    const draft = { link: now.source.locator, expectation: now.expectation };
    return openForm({ channel: now.place.channel, thread: null, draft, who }, tools);
  },
});

/** Not a file, which whoever has it shares again. */
export const hasLink = ({ source, locator }: TraceRef): boolean => source !== 'slack-file' && URL.canParse(locator);
