import { readConfig } from '../src/config.ts';
import { fold } from '../src/refine/case/fold.ts';
import { drawnDigest } from '../src/slack/painting/standing.ts';
import { withPicture } from '../src/slack/post.ts';
import { scenesOf } from '../src/slack/scenes.ts';
import { threadOf } from '../src/slack/thread-of.ts';
import { openStore, wireHouse } from '../src/wiring.ts';
import type { Stands } from './slack-process.ts';

/** What is wrong in the threads of a store, beside what should stand there by the facts. */
export type Losses = Readonly<{
  cases: number;
  /** Messages that should stand. */
  messages: number;
  missing: number;
  /** Messages that show something else than the facts say. */
  stale: number;
  /** Messages that stand more than once. */
  twice: number;
  /** Shared files that are not there. */
  files: number;
}>;

/**
 * Compares what stands in Slack with the pure picture of the facts (`slack/thread-of.ts`), message by message.
 *
 * @param settings the bot's, which has ended
 */
export async function lossesIn(
  settings: Readonly<Record<string, string>>,
  { stands, files }: Readonly<{ stands: readonly Stands[]; files: readonly string[] }>,
): Promise<Losses> {
  const config = readConfig(settings);
  const store = await openStore(config);
  const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
  const { facts, traces } = store.records;
  const workspace = config.REFINERY_WORKSPACE;
  try {
    const lines = await facts.list(workspace, 1_000_000);
    const histories = lines.flatMap((line) => ('facts' in line ? (fold(line.facts) ?? []) : []));
    const find = async (id: string) => {
      const found = histories.find(({ now }) => now.id === id);
      if (!found) throw new Error(`there is no ${id}`);
      return found;
    };
    const scenes = scenesOf({ desk: { find, preview: async () => undefined }, house, traces, workspace });
    const byCase = Map.groupBy(stands, (message) => message.case);
    const shared = new Set(files);
    let losses: Losses = { cases: lines.length, messages: 0, missing: 0, stale: 0, twice: 0, files: 0 };
    for (const { now } of histories) {
      const posts = threadOf(await scenes.of(now.id));
      const there = Map.groupBy(byCase.get(now.id) ?? [], ({ slot }) => slot);
      const looks = posts.map((post) => {
        const [message] = there.get(post.slot) ?? [];
        const drawn = post.picture && message?.picture ? withPicture(post, post.picture, message.picture) : post;
        return message ? (message.digest === drawnDigest(drawn) ? 'right' : 'stale') : 'missing';
      });
      losses = {
        ...losses,
        messages: losses.messages + posts.length,
        missing: losses.missing + looks.filter((look) => look === 'missing').length,
        stale: losses.stale + looks.filter((look) => look === 'stale').length,
        twice: losses.twice + [...there.values()].filter((messages) => messages.length > 1).length,
        files: losses.files + posts.filter(({ file }) => file && !shared.has(file.name)).length,
      };
    }
    return losses;
  } finally {
    await house.workshop.close();
    await house.pictures.close();
    await store.database.close();
  }
}
