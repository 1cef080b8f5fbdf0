import { Binding } from '../domain/project.ts';
import type { Bindings } from '../ports.ts';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import type { Database } from './open-database.ts';
import { onStore } from './store-error.ts';

export function bindings({ tables }: Pick<Database, 'tables'>): Bindings {
  return {
    of: (workspace, channel) =>
      onStore(async () => {
        const row = await tables
          .selectFrom('bindings')
          .where('workspace', '=', workspace)
          .where('channel', '=', channel)
          .select(['version', 'body'])
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
        return row && { ...Binding.parse(JSON.parse(row.body)), version: row.version };
      }),

    to: (workspace, repo) =>
      onStore(async () => {
        const rows = await tables
          .selectFrom('bindings')
          .where('workspace', '=', workspace)
          .distinctOn('channel')
          .select('body')
          .orderBy('channel')
          .orderBy('version', 'desc')
          .execute();
        return rows.map(({ body }) => Binding.parse(JSON.parse(body))).filter(({ project }) => project.repo === repo);
      }),

    bind: (workspace, channel, replaced, binding) =>
      onStore(async () => {
        const added = await tables
          .insertInto('bindings')
          .values({ workspace, channel, version: replaced + 1, body: canonicalJson(Binding.parse(binding)) })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst();
        return added ? 'bound' : 'moved';
      }),
  };
}
