import type { Ci, FailingCheck } from '../../domain/sighting.ts';

/** What GitHub tells of one check, in the little that we keep of it. */
export type CheckSeen = FailingCheck & Readonly<{ says: 'passed' | 'failed' | 'waits' }>;

const MOST_NAMED = 10;
const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 500;
const WENT_WRONG: ReadonlySet<string | null> = new Set(['failure', 'timed_out', 'startup_failure']);
/** Somebody cancelled it, or must let it run, or GitHub gave it up: that says nothing of the change. */
const UNDECIDED: ReadonlySet<string | null> = new Set(['cancelled', 'action_required', 'stale']);

type CheckRun = Readonly<{
  name: string;
  status: string;
  conclusion: string | null;
  html_url: string | null;
  details_url?: string | null;
}>;

/** https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference */
export function fromCheckRun({ name, status, conclusion, html_url, details_url }: CheckRun): CheckSeen {
  const isOver = status === 'completed' && !UNDECIDED.has(conclusion);
  return checkSeen(name, html_url ?? details_url ?? null, isOver ? WENT_WRONG.has(conclusion) : undefined);
}

/** https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
export function fromStatus(status: Readonly<{ context: string; state: string; target_url: string | null }>): CheckSeen {
  const { context, state, target_url } = status;
  return checkSeen(context, target_url, state === 'pending' ? undefined : state !== 'success');
}

/** @param isComplete whether nothing is hidden from us: else only a failure is known for sure */
export function ciFrom(checks: readonly CheckSeen[], isComplete: boolean): Ci | null {
  const failing = checks.filter(({ says }) => says === 'failed').toSorted(byName);
  if (failing.length > 0) return { state: 'red', failing: failing.slice(0, MOST_NAMED).map(named) };
  if (checks.length === 0 || !isComplete) return null;
  return { state: checks.some(({ says }) => says === 'waits') ? 'pending' : 'green', failing: [] };
}

/** The same checks in another order are no news. */
const byName = (one: CheckSeen, other: CheckSeen): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0;

const named = ({ name, url }: CheckSeen): FailingCheck => ({ name, url });

function checkSeen(name: string, url: string | null, failed: boolean | undefined): CheckSeen {
  return {
    name: name.slice(0, LONGEST_NAME).toWellFormed(),
    url: url !== null && url.length <= LONGEST_ADDRESS && /^https?:\/\//.test(url) ? url : null,
    says: failed === undefined ? 'waits' : failed ? 'failed' : 'passed',
  };
}
