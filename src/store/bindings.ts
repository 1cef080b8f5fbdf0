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

    among: (workspace, channels) =>
      onStore(async () => {
        if (channels.length === 0) return new Map();
        const rows = await tables
          .selectFrom('bindings')
          .where('workspace', '=', workspace)
          .where('channel', 'in', channels)
          .distinctOn('channel')
          .select(['channel', 'body'])
          .orderBy('channel')
          .orderBy('version', 'desc')
          .execute();
        return new Map(rows.map(({ channel, body }) => [channel, Binding.parse(JSON.parse(body))]));
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
