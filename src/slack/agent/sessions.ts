import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';

/** A conversation with the bot alone; `thread` is the `ts` of its first message. */
export type Session = Readonly<{ channel: string; thread: string }>;

/**
 * What people see of the bot's work in a conversation with it alone: that it works, what the conversation is about, and
 * Slack's own *Stop* beside it. https://docs.slack.dev/ai/agent-sessions
 */
export type Sessions = Readonly<{
  /**
   * Says that it works, until it has: however that ends. Whoever stops it meanwhile is not kept waiting, and what comes
   * of the work then is for nobody.
   *
   * @param title what a conversation that just begins is about
   * @param work says nothing more once the signal fires
   * @returns `stopped` when somebody stopped it first. Errors as `work`
   */
  whileWorking(
    session: Session,
    title: string | null,
    work: (stopped: AbortSignal) => Promise<void>,
  ): Promise<'done' | 'stopped'>;
  /** Somebody pressed Slack's *Stop*. */
  stop(session: Session): Promise<void>;
}>;

/** https://docs.slack.dev/reference/methods/agents.sessions.rename */
const MOST_TITLE_CHARS = 200;
/** Slack takes no status off by itself for an hour, so it is tried until it is. */
const PAUSES_MS = [0, 1_000, 5_000, 30_000];

type Status = 'processing' | 'active';

/** Where Slack does not let an app say that it works, nothing is said: the answer comes all the same */
export function agentSessions({
  client,
  wait,
  log,
}: Readonly<{
  client: Pick<WebClient, 'agents'>;
  wait: (ms: number) => Promise<void>;
  log: Pick<Logger, 'info'>;
}>): Sessions {
  const running = new Map<string, AbortController>();
  const keyOf = ({ channel, thread }: Session) => `${channel}/${thread}`;

  const set = async ({ channel, thread }: Session, status: Status, title: string | null) => {
    const about = title === null || title === '' ? {} : { title: title.slice(0, MOST_TITLE_CHARS).toWellFormed() };
    try {
      await client.agents.sessions.setStatus({ channel_id: channel, thread_ts: thread, status, ...about });
      return 'set';
    } catch (error) {
      log.info({ error: String(error), status }, 'an agent session was not told of');
      return isRefusal(error) ? 'refused' : 'unknown';
    }
  };
  const settle = async (session: Session): Promise<void> => {
    for (const pauseMs of PAUSES_MS) {
      await wait(pauseMs);
      // Somebody has gone on in it meanwhile, which ends with the same.
      if (running.has(keyOf(session)) || (await set(session, 'active', null)) !== 'unknown') return;
    }
  };

  return {
    async whileWorking(session, title, work) {
      const key = keyOf(session);
      const stopping = new AbortController();
      const { promise: stopped, resolve } = Promise.withResolvers<'stopped'>();
      stopping.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
      running.set(key, stopping);
      const begun = set(session, 'processing', title);
      try {
        return await Promise.race([work(stopping.signal).then(() => 'done' as const), stopped]);
      } finally {
        if (running.get(key) === stopping) running.delete(key);
        // Nobody waits for it: what was said stands already.
        void begun.then((shown) => (shown === 'refused' ? undefined : settle(session)));
      }
    },
    async stop(session) {
      const work = running.get(keyOf(session));
      if (work) work.abort();
      // Of a process that was killed meanwhile.
      else await settle(session);
    },
  };
}

/** Slack has said no. Everything else may have had its effect. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'slack_webapi_platform_error';
