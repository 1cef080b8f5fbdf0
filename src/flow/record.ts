import type { CaseKey } from '../domain/case.ts';
import { RefineryError } from '../domain/errors.ts';
import type { FactBody } from '../domain/fact.ts';
import type { FactStore } from '../ports.ts';
import { fold, type History } from '../refine/case/fold.ts';

/** Writers that meet at one case take turns; more than this many turns lost means that something else is wrong. */
const MOST_TURNS = 20;

/** @throws RefineryError case-not-found, store-damaged, store-unavailable */
export async function historyOf(facts: FactStore, at: CaseKey): Promise<History> {
  const history = fold(await facts.read(at));
  if (!history) throw new RefineryError('case-not-found', at.id);
  return history;
}

/**
 * Appends one fact, decided upon the case as it stands at that very moment:
 * when somebody else was faster, the case is read and the fact decided again.
 * Safe to repeat: a key that is there already stands. `decide` may decline.
 */
export async function record(
  facts: FactStore,
  at: CaseKey,
  key: string,
  decide: (history: History) => FactBody | undefined,
): Promise<History> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const history = await historyOf(facts, at);
    if (history.facts.some((fact) => fact.key === key)) return history;
    // Whatever is still said or done about it comes too late.
    const body = history.now.stage === 'forgotten' ? undefined : decide(history);
    if (!body) return history;
    const appended = await facts.append(at, history.head, { revision: revisionAfter(history, body), key, body });
    if (appended === 'moved') continue;
    const follows = appended.fact.seq === history.head + 1;
    return (follows && fold([...history.facts, appended.fact])) || historyOf(facts, at);
  }
  throw new RefineryError('store-unavailable', `${at.id}: no turn to write ${key} in ${MOST_TURNS} tries`);
}

/** A fact belongs to the revision that it is about; what begins a new revision belongs to the new one. */
function revisionAfter({ now }: History, { kind }: FactBody): number {
  return BEGINS_A_REVISION.has(kind) ? now.revision + 1 : now.revision;
}

const BEGINS_A_REVISION: ReadonlySet<FactBody['kind']> = new Set([
  'objected',
  'started-again',
  'cap-raised',
  'check-changed',
  'replays-asked',
  'fix-reworded',
]);
