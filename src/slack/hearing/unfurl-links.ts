import type { KnownBlock } from '@slack/types';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { TraceRef } from '../../domain/trace.ts';
import type { TraceSource } from '../../ports.ts';
import { channelKey } from '../../refine/case/channel-key.ts';
import type { SlackTools } from '../tools.ts';
import { unfurlView } from '../views/unfurl-view.ts';

/** Links in a message that was posted; while one is still being written (`composer`) nothing is fetched. https://docs.slack.dev/reference/events/link_shared */
const Shared = z.looseObject({
  channel: z.string(),
  user: z.string(),
  message_ts: z.string(),
  thread_ts: z.string().optional(),
  is_bot_user_member: z.literal(true),
  source: z.literal('conversations_history').optional(),
  links: z.array(z.looseObject({ url: z.string() })),
});
type Shared = z.infer<typeof Shared>;

/** What stands under the links of one message, by link. */
export type Unfurled = Readonly<{
  channel: string;
  ts: string;
  unfurls: Record<string, { blocks: KnownBlock[] }>;
}>;

/** Of one message; a fourth link is a list, and nobody reads summaries of a list. */
const MOST_LINKS = 3;
/** For all links of one message. */
const PATIENCE_MS = 30_000;
/** Messages; what comes while so many are read stays as it is, for cases go first. */
const MOST_AT_A_TIME = 4;

/**
 * Unfurls what somebody linked, later: Slack takes that for half an hour, but would send an event again that is not
 * acknowledged in three seconds. Nobody is told of what goes wrong, for nobody has asked.
 */
export function unfurler(
  tools: SlackTools,
  send: (unfurled: Unfurled) => Promise<unknown>,
  log: Pick<Logger, 'info'>,
): (event: unknown) => void {
  const note = (error: unknown) => log.info({ error: String(error) }, 'a link was not unfurled');
  let underWay = 0;
  const unfurl = async (event: unknown): Promise<void> => {
    const unfurled = await unfurlLinks(event, tools, note);
    if (unfurled) await send(unfurled);
  };
  return (event) => {
    if (underWay >= MOST_AT_A_TIME) return note('too many at a time');
    underWay++;
    void unfurl(event)
      .catch(note)
      .finally(() => underWay--);
  };
}

/**
 * Tells of the traces that somebody linked, in a channel that is bound to a project: as that project hides it. Only what
 * members link is fetched, since what comes of it may be more than a guest may see. `undefined` when there is nothing to
 * say; a trace that can't be read is handed to `onTrouble`, and people see their link as it is.
 */
async function unfurlLinks(
  event: unknown,
  tools: SlackTools,
  onTrouble: (error: unknown) => void,
): Promise<Unfurled | undefined> {
  const read = Shared.safeParse(event);
  if (!read.success) return undefined;
  const shared = read.data;
  const traces = tracesIn(shared, tools.sources);
  const project = traces.length === 0 ? undefined : await projectFor(shared, tools);
  if (!project) return undefined;
  const { channel, message_ts: ts, thread_ts: thread = ts } = shared;
  // Where a case is discussed, its trace is told of at length. A mention beside the link may open one meanwhile.
  const isDiscussed = async () => (await tools.desk.caseIn({ team: tools.team, channel, thread })) !== undefined;
  if (await isDiscussed()) return undefined;

  const signal = AbortSignal.timeout(PATIENCE_MS);
  const told = await Promise.all(
    traces.map(async ({ link, ref }) => {
      try {
        const summary = await tools.summarise(ref, project, signal);
        const blocks: KnownBlock[] = [...unfurlView({ link, thread, summary })];
        return [[link, { blocks }] as const];
      } catch (error) {
        onTrouble(error);
        return [];
      }
    }),
  );
  const unfurls = Object.fromEntries(told.flat());
  return Object.keys(unfurls).length === 0 || (await isDiscussed()) ? undefined : { channel, ts, unfurls };
}

function tracesIn(
  { links }: Shared,
  sources: readonly TraceSource[],
): readonly Readonly<{ link: string; ref: TraceRef }>[] {
  const distinct = [...new Set(links.map(({ url }) => url))];
  const traces = distinct.flatMap((link) => {
    const ref = sources.map((source) => source.recognise(link)).find((opinion) => typeof opinion === 'object');
    return ref ? [{ link, ref }] : [];
  });
  return traces.slice(0, MOST_LINKS);
}

/** Of the project that the channel is bound to, if whoever linked something may have it fetched. */
async function projectFor({ channel, user }: Shared, { bindings, workspace, team, people }: SlackTools) {
  const bound = await bindings.of(workspace, channelKey({ team, channel }));
  if (!bound) return undefined;
  const { standing } = await people(user);
  return standing === 'member' ? bound.project : undefined;
}
