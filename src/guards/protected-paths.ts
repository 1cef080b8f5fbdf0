import { protectedBy } from '../refine/change/protected-path.ts';
import type { Guard } from './guard.ts';

/** Some files are not the agent's to be talked into changing. */
export const protectedPaths: Guard = {
  name: 'protected-paths',
  look({ change, files }) {
    const paths = new Set([...change.edits.map(({ path }) => path), ...files.map(({ path }) => path)]);
    return [...paths].flatMap((path) => {
      const found = protectedBy(path);
      return found ? [{ severity: found.severity, path, says: `${path} ${found.what}.` }] : [];
    });
  },
};
