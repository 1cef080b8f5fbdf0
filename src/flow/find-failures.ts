import { RefineryError } from '../domain/errors.ts';
import type { Project } from '../domain/project.ts';
import type { Clock, TraceLine } from '../ports.ts';
import { redactJson } from '../refine/text/redact.ts';
import { textAt } from '../refine/trace/look-into-json.ts';
import type { House } from './house.ts';
import { privacyOf } from './privacy.ts';

/** The newest traces of a project that failed within this time, redacted as the project wants it. */
export type FindFailures = (project: Project, withinMs: number) => Promise<readonly TraceLine[]>;

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
    const wanted = { project, sinceMs: untilMs - withinMs, untilMs, failedOnly: true, name: null, limit: MOST };
    const lines = await lister.find(wanted, AbortSignal.timeout(PATIENCE_MS));
    return lines.map((line) => {
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
