import { CHANNELS, TEAM } from '../playground/slack/default-world.ts';
import type { Slack, SlackMessage, SlackOptions } from '../playground/slack/human-side.ts';
import { startSlack } from '../playground/slack/start-slack.ts';

// The Slack emulator in a process of its own, for `slack-apart.ts`: a storm would else wait for whoever measures it.

export type Asked =
  | Readonly<{ open: Pick<SlackOptions, 'realLimits' | 'people' | 'channels'> }>
  | Readonly<{ tell: 'traffic' | 'threads' }>
  /** What a person does: a function of the human side, and what it is given. */
  | Readonly<{ does: 'command' | 'press' | 'submit'; given: never }>
  | Readonly<{ close: true }>;

/** A message of the bot as it stands. */
export type Stands = Readonly<{
  channel: string;
  ts: string;
  case: string;
  slot: string;
  digest: string;
  picture?: string | undefined;
  /** It has a button to stop the case, so it says that something is being done. */
  works: boolean;
}>;

export type Told = Readonly<{
  opened: Pick<Slack, 'url' | 'apiUrl' | 'botToken' | 'appToken'> & Readonly<{ team: string }>;
  traffic: Pick<Slack, 'calls' | 'envelopes'>;
  threads: Readonly<{ stands: readonly Stands[]; files: readonly string[] }>;
}>;

let slack: Slack | undefined;
let looks: readonly Readonly<{ channel: string; as: string }>[] = [];

process.on('message', async ({ id, asked }: Readonly<{ id: number; asked: Asked }>) => {
  process.send?.({ id, told: await answered(asked) });
  if ('close' in asked) process.disconnect();
});

async function answered(asked: Asked): Promise<unknown> {
  if ('open' in asked) {
    const channels = asked.open.channels ?? CHANNELS;
    looks = channels.map(({ id, memberIds }) => ({ channel: id, as: memberIds[0] ?? '' }));
    slack = await startSlack(asked.open);
    const { url, apiUrl, botToken, appToken } = slack;
    return { url, apiUrl, botToken, appToken, team: TEAM.id };
  }
  if ('close' in asked) return slack?.close();
  if ('does' in asked) return slack?.human[asked.does](asked.given);
  if (asked.tell === 'traffic') return slack && { calls: slack.calls, envelopes: slack.envelopes };
  const messages = looks.flatMap((look) =>
    (slack?.human.messages(look).messages ?? []).map((message) => ({ ...message, channel: look.channel })),
  );
  return {
    stands: messages.flatMap(standing),
    files: messages.flatMap(({ files = [] }) => files.map(({ name }) => name)),
  };
}

function standing({ channel, ts, metadata, blocks }: SlackMessage & { channel: string }): readonly Stands[] {
  const said = (metadata as { event_payload?: Omit<Stands, 'channel' | 'ts' | 'works'> } | undefined)?.event_payload;
  if (!said?.slot) return [];
  return [
    {
      ...said,
      channel,
      ts,
      works: JSON.stringify(blocks ?? []).includes('"action_id":"stop"'),
    },
  ];
}
