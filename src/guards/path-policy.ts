import { pathProblem } from '../refine/change/path-policy.ts';
import type { Guard } from './guard.ts';

/** Paths that lead out of the repository, into git's own folder, or to another file on another system. */
export const pathPolicy: Guard = {
  name: 'path-policy',
  look({ change, files }) {
    const paths = new Set([...change.edits.map(({ path }) => path), ...files.map(({ path }) => path)]);
    return [...paths].flatMap((path) => {
      const problem = pathProblem(path);
      if (problem === undefined) return [];
      const shown = JSON.stringify(path.slice(0, 80).toWellFormed());
      return [{ severity: 'block', path, says: `The path ${shown} can't be changed: ${problem}.` }];
    });
  },
};
