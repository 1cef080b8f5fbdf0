import { addedLines } from './added-lines.ts';
import type { Guard } from './guard.ts';

/** As git writes them. A row of `=` alone underlines a heading in Markdown, so it counts for nothing. */
const MARKER = /^(?:<{7}|>{7}|\|{7})(?: |$)/;

/** A merge that somebody did not finish is no fix. */
export const conflictMarkers: Guard = {
  name: 'conflict-markers',
  look: ({ files }) =>
    files.flatMap((file) => {
      const { path } = file;
      if (!addedLines(file).some((line) => MARKER.test(line))) return [];
      return [
        { severity: 'block', path, says: `${path} would hold the marks of an unfinished merge (<<<<<<< or >>>>>>>).` },
      ];
    }),
};
