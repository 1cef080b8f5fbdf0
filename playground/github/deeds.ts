import type { CheckRun, Pull } from './api.ts';
import type { Repository } from './repository.ts';
import type { Shelf } from './shelf.ts';

/** Who presses the buttons of the pages. */
export const PERSON = { name: 'ben', email: 'ben@localhost' } as const;
const CHECK = 'evals';

/** What somebody may do with a pull request, by the last part of its address. */
export type Deed = Readonly<{
  label: string;
  /** Whether it can be done as things stand. */
  fits(pull: Pull): boolean;
  style?: 'good' | 'bad';
}>;

const isOpen = ({ state }: Pull): boolean => state === 'open';
const hasChecks = (pull: Pull): boolean => isOpen(pull) || pull.merged_at !== null;

export const DEEDS = {
  'ci-green': { label: 'CI turns green', fits: hasChecks, style: 'good' },
  'ci-red': { label: 'CI turns red', fits: hasChecks, style: 'bad' },
  'ci-again': { label: 'CI runs again', fits: hasChecks },
  approve: { label: 'Approve', fits: isOpen },
  'ask-for-changes': { label: 'Ask for changes', fits: isOpen },
  ready: { label: 'Ready for review', fits: (pull) => isOpen(pull) && pull.draft },
  merge: { label: 'Merge', fits: (pull) => isOpen(pull) && !pull.draft, style: 'good' },
  close: { label: 'Close without merging', fits: isOpen },
} as const satisfies Readonly<Record<string, Deed>>;

export type DeedName = keyof typeof DEEDS;
export const isDeed = (name: string): name is DeedName => Object.hasOwn(DEEDS, name);

export type Desk = Readonly<{ shelf: Shelf; repository: Repository; pages(): string }>;

/** What is tested: the branch, and after the merge what its base became. */
export async function testedCommit({ repository }: Pick<Desk, 'repository'>, pull: Pull): Promise<string | undefined> {
  return pull.merge_commit_sha ?? (await repository.tipOf(pull.head));
}

/** @returns why nothing was done; `undefined` when it was */
export async function doDeed(name: DeedName, pull: Pull, desk: Desk): Promise<string | undefined> {
  const { shelf } = desk;
  if (!DEEDS[name].fits(pull)) return 'That can’t be done any more: the pull request stands otherwise by now.';
  switch (name) {
    case 'ci-green':
      return testAs('success', pull, desk);
    case 'ci-red':
      return testAs('failure', pull, desk);
    case 'ci-again':
      return testAs(null, pull, desk);
    case 'approve':
      return void shelf.addReview(pull.number, { user: { login: PERSON.name }, state: 'APPROVED' });
    case 'ask-for-changes':
      return void shelf.addReview(pull.number, { user: { login: PERSON.name }, state: 'CHANGES_REQUESTED' });
    case 'ready':
      pull.draft = false;
      return void shelf.note();
    case 'close':
      pull.state = 'closed';
      return void shelf.note();
    case 'merge':
      return merge(pull, desk);
  }
}

/** CI begins by itself with a new commit. */
export async function beginCi(pull: Pull, desk: Desk): Promise<void> {
  await testAs(null, pull, desk);
}

async function testAs(conclusion: 'success' | 'failure' | null, pull: Pull, desk: Desk): Promise<undefined> {
  const sha = await testedCommit(desk, pull);
  if (sha === undefined) return undefined;
  const run: CheckRun = {
    name: CHECK,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    html_url: `${desk.pages()}/pull/${pull.number}#checks`,
  };
  desk.shelf.setRun(sha, run);
  return undefined;
}

async function merge(pull: Pull, desk: Desk): Promise<string | undefined> {
  const message = `Merge pull request #${pull.number} from ${pull.head}\n\n${pull.title}`;
  const sha = await desk.repository.merge(pull.base, pull.head, message, PERSON);
  if (sha === 'conflicts') return `It can’t be merged: ${pull.base} has changed the same lines since.`;
  Object.assign(pull, { state: 'closed', merged_at: new Date().toISOString(), merge_commit_sha: sha });
  desk.shelf.note();
  await beginCi(pull, desk);
  return undefined;
}
