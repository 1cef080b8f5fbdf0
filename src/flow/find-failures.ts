import { RefineryError } from '../domain/errors.ts';
import type { Project } from '../domain/project.ts';
import type { Clock, TraceLine } from '../ports.ts';
import { redactJson } from '../refine/text/redact.ts';
import { textAt } from '../refine/trace/look-into-json.ts';
import type { House } from './house.ts';
import { privacyOf } from './privacy.ts';

/**
 * The newest traces of a project that failed within this time, or whose answer somebody rated badly, redacted as the
 * project wants it. Of those that ended well, the newest are looked through for ratings.
 */
export type FindFailures = (project: Project, withinMs: number) => Promise<readonly TraceLine[]>;

/** More than are shown: those that are alike are shown as one. */
const MOST = 50;
const MOST_LOOKED_THROUGH = 200;
const PATIENCE_MS = 20_000;

/** @throws RefineryError source-denied when no source can list traces; what `TraceSource.find` and `privacyOf` throw */
export function failureFinder({ sources, codeHost }: Pick<House, 'sources' | 'codeHost'>, clock: Clock): FindFailures {
  return async ({ name: project, ...place }, withinMs) => {
    const lister = sources.find(({ find }) => find);
    if (!lister?.find) throw new RefineryError('source-denied', 'no source of traces can list them');
    const { own } = await privacyOf(place, codeHost);
    const untilMs = clock();
    const wanted = { project, sinceMs: untilMs - withinMs, untilMs, name: null };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const [failed, latest] = await Promise.all([
      lister.find({ ...wanted, failedOnly: true, limit: MOST }, signal),
      lister.find({ ...wanted, failedOnly: false, limit: MOST_LOOKED_THROUGH }, signal),
    ]);
    const disliked = latest.filter(({ rating, error }) => rating === 'bad' && error === null);
    const lines = [...failed, ...disliked].toSorted((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0));
    return lines.slice(0, MOST).map((line) => {
      const { name, error, asked } = line;
      const hidden = redactJson({ name, error, asked }, own);
      return {
        ...line,
        name: textAt(hidden, 'name') ?? '',
        error: textAt(hidden, 'error'),
        asked: textAt(hidden, 'asked'),
      };
    });
  };
}
