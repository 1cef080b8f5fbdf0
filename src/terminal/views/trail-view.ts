import type { TrailLine } from '../../refine/case/audit-trail.ts';
import { printable } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Screen } from '../screen.ts';

/** A line for each fact: number, time (UTC), who, and what. */
export function trailView(trail: readonly TrailLine[], paint: Screen['paint']): string {
  const rows = trail.map((line) => ({ ...line, who: printable(shorten(line.who, MOST_NAME)) }));
  const digits = String(rows.length).length;
  const width = Math.max(...rows.map(({ who }) => who.length));
  return rows
    .map(({ seq, at, who, what, hash }) =>
      [
        String(seq).padStart(digits),
        at.replace('T', ' '),
        who.padEnd(width),
        printable(shorten(what, MOST_CHARS)),
        paint('dim', hash.slice(0, 12)),
      ].join('  '),
    )
    .join('\n');
}

const MOST_NAME = 40;
const MOST_CHARS = 160;
