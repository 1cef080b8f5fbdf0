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
  /** Unique, and later than every one before: https://docs.slack.dev/messaging/retrieving-messages */
  nextTs(): string;
}>;

type Entry = Readonly<{ message: SlackMessage; onlyFor: string | undefined }>;

export function newHistory(clock: Clock): History {
  const entries = new Map<string, readonly Entry[]>();
  let lastMicros = 0;
  const of = (channel: string) => entries.get(channel) ?? [];

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
      entries.set(channel, [...of(channel), { message, onlyFor }]);
      return message;
    },
    all: (channel) => of(channel).flatMap(({ message, onlyFor }) => (onlyFor === undefined ? message : [])),
    seenBy: (channel, person) =>
      of(channel).flatMap(({ message, onlyFor }) => (onlyFor === undefined || onlyFor === person ? message : [])),
    onlyFor: (channel, ts) => of(channel).find(({ message }) => message.ts === ts)?.onlyFor,
    find: (channel, ts) => of(channel).find(({ message }) => message.ts === ts)?.message,
    replace(channel, ts, change) {
      const found = of(channel).find(({ message }) => message.ts === ts);
      if (!found) return undefined;
      const changed = { ...found, message: change(found.message) };
      entries.set(
        channel,
        of(channel).map((entry) => (entry === found ? changed : entry)),
      );
      return changed.message;
    },
    remove(channel, ts) {
      entries.set(
        channel,
        of(channel).filter(({ message }) => message.ts !== ts),
      );
    },
  };
}
