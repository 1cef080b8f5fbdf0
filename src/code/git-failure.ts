import { type ErrorKind, RefineryError } from '../domain/errors.ts';
import type { GitAnswer } from './run-git.ts';

/** What git's own words (in the C locale) mean to us; the first that fits. */
const MEANINGS: readonly (readonly [RegExp, ErrorKind])[] = [
  [/no space left on device|disk quota exceeded/i, 'disk-full'],
  [/not (?:appear to be )?a git repository/i, 'repo-not-found'],
  [/repository .*not found|returned error: (?:404|30\d)/i, 'repo-not-found'],
  [/authentication failed|could not read (?:username|password)|returned error: 40[13]/i, 'repo-denied'],
  [/permission to .* denied|refusing to allow|\[remote rejected\]|hook declined|rule violations/i, 'repo-denied'],
  [/couldn't find remote ref HEAD|not our ref/i, 'repo-unusable'],
  [/unknown repository extension|repo version|bad config|bad numeric config/i, 'repo-unusable'],
  [/bad object|bad file|bad tree|missing (?:blob|tree|object)|invalid object|not a valid object/i, 'repo-unusable'],
  [/not a tree object|failed to unpack tree|unable to (?:read|find)|could not (?:get|parse)/i, 'repo-unusable'],
  [/corrupt|promisor|transport .* not allowed/i, 'repo-unusable'],
  [/permission denied|insufficient permission|read-only file system|dubious ownership/i, 'repo-unusable'],
];

export function gitFailure(command: string, { code, complaint }: GitAnswer): RefineryError {
  const kind = MEANINGS.find(([words]) => words.test(complaint))?.[1] ?? 'repo-unavailable';
  const words = complaint.trim().split('\n').slice(-3).join(' ').slice(0, 400);
  return new RefineryError(kind, `git ${command} ended with ${code}: ${words}`);
}

/** What git printed. Errors as `gitFailure` tells them apart. */
export function outputOf(command: string, answer: GitAnswer): Buffer {
  if (answer.code !== 0) throw gitFailure(command, answer);
  return answer.out;
}

/** The same for the file system around git. */
export function fileFailure(what: string, cause: unknown): RefineryError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'repo-unavailable';
  return new RefineryError(kind, `${what}: ${cause}`, { cause });
}
