import type { HandedOver, HandOverReason, RefusalReason } from '../../domain/case.ts';
import type { Category } from '../../domain/diagnosis.ts';
import { driftWords } from './drift-words.ts';

/** What people are told when a yes did not count; each names the next step. */
export const WHY_REFUSED: Readonly<Record<RefusalReason, string>> = {
  'offer-outdated': 'This is no longer the fix that was shown. Look at the case again and approve what it shows now.',
  'not-proved': 'This fix has not been proved, so it can’t be approved.',
  'guard-blocks': 'A safety rule blocks this fix. Choose another one.',
  'doubt-open': 'A safety rule asks for an explicit yes to its doubt. Approve again and answer that question.',
  'not-allowed': 'You may not approve fixes in this project. Ask one of its approvers.',
  'second-yes-missing': 'This project wants two approvals. Ask a second person to approve the same fix.',
  'approver-missing':
    'A code owner has approved this. Now it needs one of the project’s approvers as well: ask one to approve the same fix.',
  'owner-missing': 'This changes files that have code owners. Ask one of them to approve the same fix.',
  'owners-unknown':
    'CODEOWNERS in the repository gives one of these files to somebody, and nobody has said who approves for them here. Name the code owners with /refinery setup, then approve.',
  'group-unread':
    'A user group that approves here was disabled or emptied, or I may not read it. Ask a workspace admin to mend that, or to choose other people with /refinery setup.',
  'base-moved': 'The repository has new commits since this was proved. Prove it again on the new state, then approve.',
  'yes-expired':
    'A yes counts for three days, and one of those that this needs is older by now. Look at the fix again, and approve it once more.',
  'straight-not-allowed':
    'Fixes may not go straight to that branch, as this channel is set up now. Approve it for a branch of its own, or have that allowed with /refinery setup.',
  'branch-taken': 'The branch for this fix exists with other commits on it. Rename or remove that branch, then go on.',
  'pull-requests-waiting':
    'So many pull requests of mine wait in this repository that one more would be overlooked. Merge or close some of them, then approve again.',
};

/** Said of replays that were sent with labels in the place of what is private. */
export const ON_REDACTED_TEXT =
  'Tried on redacted text: private details were replaced by placeholders such as [email-1]. Where the answer hangs on one of them, the real one may differ.';

const HANDED_OVER: Readonly<Record<HandOverReason, string>> = {
  'none-fixed': 'None of the fixes that I can make holds, so there is nothing to approve. This needs an engineer.',
  'not-reproduced': 'The failure did not show itself again, so no fix can be told from luck. Nothing to approve.',
  inconclusive: 'Nothing could be proved, so there is nothing to approve.',
};

/** Whose work it probably is, by the category of the diagnosis. */
const WHOSE: Readonly<Partial<Record<Category, string>>> = {
  tool: 'The tool, its parameters or the code around it is the place to look: prompts can’t change what a tool accepts.',
  retrieval: 'The search and its documents are the place to look.',
  data: 'The data itself is the place to look.',
  'model-limit': 'The model or its limits are the place to look.',
  orchestration: 'The code that leads from step to step is the place to look.',
};

const CAPPED = 'What may be spent is used up, so not all was tried. Let it go on beyond that limit to try the rest.';

/** Why a case is handed over, and where to look: a sentence or two each. */
export function handOverWords({
  because,
  diagnosis: { category },
  reproduction: { reason, drift, capped },
  verdicts,
}: Pick<HandedOver, 'because' | 'diagnosis' | 'reproduction' | 'verdicts'>): readonly string[] {
  const whose = because === 'none-fixed' ? WHOSE[category] : undefined;
  const why = because === 'inconclusive' ? reason : null;
  const limit = capped || verdicts.some((verdict) => verdict.capped) ? CAPPED : undefined;
  return [HANDED_OVER[because], why, limit, drift && driftWords(drift), whose].filter(
    (words) => typeof words === 'string',
  );
}
