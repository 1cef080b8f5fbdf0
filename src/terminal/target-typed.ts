import type { Offer, TargetWish } from '../domain/change.ts';
import { RefineryError } from '../domain/errors.ts';
import type { VerbCall } from './verb.ts';

/** What the approval in Slack lets people choose of where a fix goes, as options of a command. */
export const TARGET_OPTIONS = [
  { flags: '--branch-only', about: 'commit to the branch alone, without a pull request' },
  { flags: '--straight', about: 'commit to the very branch that --branch names, when the case is opened' },
  { flags: '--draft', about: 'open the pull request as a draft: nobody is asked to review it yet' },
  {
    flags: '--take-back-if-red',
    about: 'take the fix back by itself if CI fails before the merge or up to a day after; part of your yes',
  },
  { flags: '--message <text>', about: 'the commit message, in place of the proposed one' },
] as const;

/** @throws RefineryError wrong-usage for what can't be had together */
export function targetTyped({ options }: VerbCall): TargetWish {
  const { branchOnly, straight, draft, takeBackIfRed, message } = options;
  if (branchOnly && (draft || takeBackIfRed))
    throw new RefineryError(
      'wrong-usage',
      '--branch-only opens no pull request: leave --draft and --take-back-if-red out',
    );
  if (straight && (branchOnly || draft || takeBackIfRed))
    throw new RefineryError(
      'wrong-usage',
      '--straight opens no pull request and makes no branch: leave --branch-only, --draft and --take-back-if-red out',
    );
  if (message !== undefined && (typeof message !== 'string' || message.trim() === ''))
    throw new RefineryError('wrong-usage', '--message "…" is empty: say in a line what the commit changes');
  return {
    ...(message !== undefined && { message: `${message.trim()}\n` }),
    ...(branchOnly && { goesAs: 'branch' as const }),
    ...(straight && { goesAs: 'straight' as const }),
    ...(draft && { goesAs: 'draft' as const }),
    ...(takeBackIfRed && { takenBackIfRed: 'also-after-merge' as const }),
  };
}

/** What was wished for in vain; `undefined` where nothing was. */
export function unmetWish({ goesAs, takenBackIfRed }: TargetWish, { target }: Offer): string | undefined {
  if (goesAs === 'straight' && !target.straight)
    return 'This case was opened without --branch and --straight, so the fix goes as a commit on a branch of its own.';
  if (target.pullRequest || (goesAs !== 'draft' && takenBackIfRed === undefined)) return undefined;
  return 'There are no pull requests here: the fix goes as a commit on a branch, and nobody watches its CI.';
}
