import type { SizeLimits } from '../domain/project.ts';
import { lineChanges } from '../refine/change/line-changes.ts';
import type { Guard } from './guard.ts';

/** A fix is small: a prompt, perhaps an example, and the eval case. Beyond these nobody reads a diff closely. */
const MOST_FILES = 5;
const MOST_LINES = 200;
const MOST_CHARS = 20_000;

/** Size is a doubt of its own: what is wrong hides in what is long. */
export const size: Guard = {
  name: 'size',
  look({ files, limits }) {
    const changes = files.map(({ before, after }) => lineChanges(before?.text ?? null, after?.text ?? null));
    const lines = changes.flatMap(({ added, removed }) => [...added, ...removed]);
    const chars = lines.reduce((sum, line) => sum + line.length, 0);
    const broken = brokenLimits(files.length, lines.length, limits);
    if (broken.length > 0) return broken.map((says) => ({ severity: 'block', path: null, says }));
    const doubts = [
      ...(files.length > MOST_FILES
        ? [`It changes ${files.length} files; a fix seldom needs more than ${MOST_FILES}.`]
        : []),
      ...(lines.length > MOST_LINES
        ? [`It changes ${lines.length} lines, which is more than the ${MOST_LINES} that can be read with care.`]
        : chars > MOST_CHARS
          ? [`It changes ${chars} characters in ${lines.length} lines, which is more than can be read with care.`]
          : []),
    ];
    return doubts.map((says) => ({ severity: 'needs-approval', path: null, says }));
  },
};

/** Nobody who approves goes over what the project itself has set. */
function brokenLimits(files: number, lines: number, { mostFiles, mostLines }: SizeLimits): readonly string[] {
  return [
    ...(mostFiles !== undefined && files > mostFiles
      ? [`It changes ${files} files, the eval set included; this project takes ${mostFiles} at most.`]
      : []),
    ...(mostLines !== undefined && lines > mostLines
      ? [`It changes ${lines} lines, the eval case included; this project takes ${mostLines} at most.`]
      : []),
  ];
}
