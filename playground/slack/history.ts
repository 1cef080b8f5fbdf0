import type { Clock, SlackMessage } from './human-side.ts';

/** A message as it is written down; `ts` comes by and by. */
export type Draft = Omit<SlackMessage, 'ts' | 'type'>;

/** The messages of every channel, oldest first. Messages are never changed, but replaced. */
export type History = Readonly<{
  /** @param onlyFor the one person who sees it; such a message is in no list but theirs */
  add(channel: string, draft: Draft, onlyFor?: string): SlackMessage;
  /** What everybody sees. */
  all(channel: string): readonly SlackMessage[];
  seenBy(channel: string, person: string): readonly SlackMessage[];
  find(channel: string, ts: string): SlackMessage | undefined;
  /** The one person who sees a message; `undefined` when everybody does. */
  onlyFor(channel: string, ts: string): string | undefined;
  /** @returns the message as it is now; `undefined` when there is none */
  replace(channel: string, ts: string, change: (before: SlackMessage) => SlackMessage): SlackMessage | undefined;
  remove(channel: string, ts: string): void;
  /** By channel, what everybody sees. */
  whole(): Readonly<Record<string, readonly SlackMessage[]>>;
  /** What was said before this start. */
  restore(before: Readonly<Record<string, readonly SlackMessage[]>>): void;
  /** Unique, and later than every one before: https://docs.slack.dev/messaging/retrieving-messages */
  nextTs(): string;
}>;

type Entry = Readonly<{ message: SlackMessage; onlyFor: string | undefined }>;

export function newHistory(clock: Clock, noteChange: () => void): History {
  const entries = new Map<string, readonly Entry[]>();
  let lastMicros = 0;
  const of = (channel: string) => entries.get(channel) ?? [];
  const put = (channel: string, next: readonly Entry[]) => {
    entries.set(channel, next);
    noteChange();
  };
  const all = (channel: string) =>
    of(channel).flatMap(({ message, onlyFor }) => (onlyFor === undefined ? message : []));

  const nextTs = () => {
    lastMicros = Math.max(lastMicros + 1, clock.nowMs() * 1000);
    const digits = String(lastMicros).padStart(16, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  };
  return {
    nextTs,
    add(channel, draft, onlyFor) {
      const message: SlackMessage = {
        type: 'message',
        ...draft,
        ts: nextTs(),
        ...(onlyFor === undefined ? {} : { ephemeral: true as const }),
      };
      put(channel, [...of(channel), { message, onlyFor }]);
      return message;
    },
    all,
    seenBy: (channel, person) =>
      of(channel).flatMap(({ message, onlyFor }) => (onlyFor === undefined || onlyFor === person ? message : [])),
    onlyFor: (channel, ts) => of(channel).find(({ message }) => message.ts === ts)?.onlyFor,
    find: (channel, ts) => of(channel).find(({ message }) => message.ts === ts)?.message,
    replace(channel, ts, change) {
      const found = of(channel).find(({ message }) => message.ts === ts);
      if (!found) return undefined;
      const changed = { ...found, message: change(found.message) };
      put(
        channel,
        of(channel).map((entry) => (entry === found ? changed : entry)),
      );
      return changed.message;
    },
    remove(channel, ts) {
      put(
        channel,
        of(channel).filter(({ message }) => message.ts !== ts),
      );
    },
    whole: () => Object.fromEntries([...entries.keys()].map((channel) => [channel, all(channel)])),
    restore(before) {
      for (const [channel, messages] of Object.entries(before)) {
        entries.set(
          channel,
          messages.map((message) => ({ message, onlyFor: undefined })),
        );
        const last = Number(messages.at(-1)?.ts.replace('.', '') ?? 0);
        lastMicros = Math.max(lastMicros, last);
      }
    },
  };
}
