import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { trailText } from '../../refine/case/audit-trail.ts';
import { noCaseWords, reachCase } from '../commands/reach-case.ts';
import { fileForOne, whisper } from '../controls/reply.ts';
import { defineWay } from './way.ts';

/** Beneath a case that somebody asked for: all that was recorded of it, as a file for them alone. */
export const recordWay = defineWay({
  id: 'record',
  label: 'The whole record, as a file',
  carries: z.object({ id: CaseId }),
  async pressed({ id }, { channel, user }, tools) {
    const history = await reachCase(id, { channel, user }, tools);
    if (!history) return whisper(noCaseWords(id));
    return fileForOne({ name: `${id}-record.txt`, title: `${id}: its record`, content: trailText(history.facts) });
  },
});
