import type { Budget, Budgets } from '../ports.ts';
import { minuteBudget, type PerMinute } from './minute-budget.ts';
import type { Database } from './open-database.ts';
import { sharedBucket } from './shared-bucket.ts';
import { sharedBudget } from './shared-budget.ts';

/** Of this process alone. @param usual what is assumed until the provider says otherwise */
export function ownBudgets(usual: PerMinute): Budgets {
  return madeOnce(() => minuteBudget(usual));
}

/** Of all processes that share the database; `undefined` for an embedded one, which one process holds. */
export function sharedBudgets(database: Database, usual: PerMinute): Budgets | undefined {
  if (database.kind === 'embedded') return undefined;
  return madeOnce((name) => sharedBudget(sharedBucket(database, name, usual)));
}

/** Models are wired before a store is opened: their budgets can be moved there then. What was kept before is settled where it was. */
export function movableBudgets(first: Budgets): Readonly<{ of: Budgets; moveTo(others: Budgets): void }> {
  let now = first;
  return {
    of: (name) => ({
      reserve: (tokens, signal) => now(name).reserve(tokens, signal),
      learn: (said) => now(name).learn(said),
      tokensPerMinute: () => now(name).tokensPerMinute(),
    }),
    moveTo(others) {
      now = others;
    },
  };
}

function madeOnce(make: Budgets): Budgets {
  const known = new Map<string, Budget>();
  return (name) => {
    const budget = known.get(name) ?? make(name);
    known.set(name, budget);
    return budget;
  };
}
