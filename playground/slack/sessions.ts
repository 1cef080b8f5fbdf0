import type { Session } from './human-side.ts';

/** The conversations that the app works in, by thread: https://docs.slack.dev/ai/agent-sessions */
export type Sessions = Readonly<{
  find(channel: string, thread: string): Session | undefined;
  /** Made where there is none yet. */
  set(channel: string, thread: string, change: Partial<Pick<Session, 'status' | 'title'>>): Session;
  in(channel: string): readonly Session[];
}>;

export function newSessions(): Sessions {
  const sessions = new Map<string, Session>();
  const find = (channel: string, thread: string) => sessions.get(`${channel}:${thread}`);
  return {
    find,
    set(channel, thread, change) {
      const session = { channel, thread, status: 'active' as const, ...find(channel, thread), ...change };
      sessions.set(`${channel}:${thread}`, session);
      return session;
    },
    in: (channel) => [...sessions.values()].filter((session) => session.channel === channel),
  };
}
