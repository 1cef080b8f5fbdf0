import { ContextSet } from '../domain/context-set.ts';
import { RefineryError } from '../domain/errors.ts';
import type { ContextSets } from '../ports.ts';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';

export function contextSets({ tables }: Pick<Database, 'tables'>): ContextSets {
  return {
    of: (workspace, { repo, name }) =>
      onStore(async () => {
        refuseUnstorable(repo, name);
        const row = await tables
          .selectFrom('context_sets')
          .where('workspace', '=', workspace)
          .where('repo', '=', repo)
          .where('project', '=', name)
          .select(['version', 'body'])
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
        return row && { ...ContextSet.parse(JSON.parse(row.body)), version: row.version };
      }),

    in: (workspace, repo) =>
      onStore(async () => {
        const rows = await tables
          .selectFrom('context_sets')
          .where('workspace', '=', workspace)
          .where('repo', '=', repo)
          .distinctOn('project')
          .select(['project', 'body'])
          .orderBy('project')
          .orderBy('version', 'desc')
          .execute();
        return new Map(rows.map(({ project, body }) => [project, ContextSet.parse(JSON.parse(body))]));
      }),

    save: (workspace, { repo, name }, replaced, set) =>
      onStore(async () => {
        refuseUnstorable(repo, name);
        const body = canonicalJson(ContextSet.parse(set));
        const added = await tables
          .insertInto('context_sets')
          .values({ workspace, repo, project: name, version: replaced + 1, body })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst();
        return added ? 'saved' : 'moved';
      }),
  };
}

/** PostgreSQL takes no NUL, and would make one name of two that differ in half a character. */
function refuseUnstorable(...names: readonly string[]): void {
  const unstorable = names.find((name) => name.includes('\0') || !name.isWellFormed());
  if (unstorable !== undefined)
    throw new RefineryError('wrong-usage', `no project can be called ${JSON.stringify(unstorable.slice(0, 80))}`);
}
