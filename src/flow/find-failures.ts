import { RefineryError } from '../domain/errors.ts';
import type { Project } from '../domain/project.ts';
import type { Clock, TraceLine } from '../ports.ts';
import { redactJson } from '../refine/text/redact.ts';
import { type Failure, type Failures, MOST_LOOKED_THROUGH } from '../refine/trace/failure-words.ts';
import { textAt } from '../refine/trace/look-into-json.ts';
import type { House } from './house.ts';
import { privacyOf } from './privacy.ts';

/**
 * The newest traces of a project that failed within this time; then those whose answer somebody rated badly, of the newest
 * ones. Redacted as the project wants it.
 */
export type FindFailures = (project: Project, withinMs: number) => Promise<Failures>;

/** More than are shown: those that are alike are shown as one. */
const MOST = 50;
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
      // What failed is told all the same.
      lister.find({ ...wanted, failedOnly: false, limit: MOST_LOOKED_THROUGH }, signal).catch(() => undefined),
    ]);
    const known = new Set(failed.map(({ ref }) => ref.locator));
    const disliked = latest?.filter(({ rating, ref }) => rating === 'bad' && !known.has(ref.locator)) ?? [];
    const tell = (line: TraceLine, isDisliked: boolean): Failure => {
      const { name, error, asked } = line;
      const hidden = redactJson({ name, error, asked }, own);
      return {
        ...line,
        name: textAt(hidden, 'name') ?? '',
        error: textAt(hidden, 'error'),
        asked: textAt(hidden, 'asked'),
        isDisliked,
      };
    };
    const lines = [...failed.map((line) => tell(line, false)), ...disliked.map((line) => tell(line, true))];
    const ratings = latest === undefined ? 'unread' : latest.length < MOST_LOOKED_THROUGH ? 'all' : 'newest';
    return { lines: lines.slice(0, MOST), ratings };
  };
}
