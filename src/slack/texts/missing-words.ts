import type { Missing } from '../../domain/case.ts';

/** Who has to say yes besides, where a yes counts and is not enough. */
export const MISSING: Readonly<Record<Missing, string>> = {
  'second-yes-missing': 'A second person has to approve it, too.',
  'owner-missing': 'It changes files that have code owners: one of them has to approve it, too.',
  'approver-missing': 'One of the project’s approvers has to approve it, too.',
};

export const isMissing = (because: string): because is Missing => because in MISSING;
