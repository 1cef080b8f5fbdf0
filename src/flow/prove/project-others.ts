import type { Read } from '../../domain/case.ts';
import { Digest } from '../../domain/digest.ts';
import { digestOf } from '../../refine/case/digest.ts';
import { redactJson } from '../../refine/text/redact.ts';
import { revealFrom } from '../discreet-replayer.ts';
import type { House, Records } from '../house.ts';
import { confine, type Privacy } from '../privacy.ts';
import { keepTrace } from '../read-trace.ts';
import { sourceOf } from '../reader.ts';
import { traceOf } from '../trace-of.ts';
import { withinDay } from '../within-day.ts';
import { NO_OTHERS, type Others } from './bounds.ts';

/** Customers ask about the same for weeks; prompts older than that are others. */
const SINCE_MS = 30 * 24 * 60 * 60 * 1_000;
/** One page or two of a list; the closest and the newest of them are tried. */
const MOST_LISTED = 200;
/** A source that keeps nothing fresh is not asked more often than this all the same. */
const LISTED_FRESH_MS = 15 * 60_000;

/** The other traces of the project that a case's trace lies in, where its source can list them. */
export function projectOthers(
  workspace: string,
  { source: ref, traceName }: Pick<Read, 'source' | 'traceName'>,
  privacy: Privacy,
  house: House,
  records: Records,
): Others {
  const source = sourceOf(ref, house.sources);
  if (!source.find) return NO_OTHERS;
  const { find } = source;
  const { own } = privacy;
  const at = (key: string) => ({ workspace, trace: Digest.parse(key) });
  return {
    list(signal) {
      const untilMs = house.clock();
      const wanted = { project: ref, failedOnly: false, name: traceName, limit: MOST_LISTED };
      const about = digestOf({ wanted, own: own.map(({ kind, pattern }) => [kind, pattern.source]) });
      return records.found.listOf(workspace, about, LISTED_FRESH_MS, async () => {
        const lines = await find({ ...wanted, sinceMs: untilMs - SINCE_MS, untilMs }, signal);
        return lines.map((line) => ({ ...line, asked: line.asked && String(redactJson(line.asked, own)) }));
      });
    },
    keep: (other, signal) => keepTrace(workspace, other, privacy.hides, house, records, signal),
    open: (key) => traceOf(at(key), house, records),
    replayer: (key) =>
      withinDay(
        confine(house, privacy, revealFrom(traceOf(at(key), house, records), at(key), records.originals)),
        workspace,
        records,
      ).replayer,
  };
}
