import type { Channel, Person, Team, UserGroup } from './human-side.ts';

export const TEAM: Team = { id: 'T0PLAYGROUND', name: 'Playground', domain: 'playground' };
/** Connor's. */
export const OTHER_TEAM: Team = { id: 'T0ELSEWHERE', name: 'Elsewhere', domain: 'elsewhere' };

export const BOT = { userId: 'U0000000BOT', botId: 'B0000000BOT', appId: 'A0000000BOT' } as const;

export const PEOPLE: readonly Person[] = [
  { id: 'U0000000ADA', name: 'ada', realName: 'Ada', kind: 'member' },
  { id: 'U0000000BEN', name: 'ben', realName: 'Ben', kind: 'member' },
  { id: 'U000000GWEN', name: 'gwen', realName: 'Gwen', kind: 'guest' },
  { id: 'U0000CONNOR', name: 'connor', realName: 'Connor', kind: 'connect' },
];

const [ADA, BEN, GWEN, CONNOR] = PEOPLE.map(({ id }) => id) as [string, string, string, string];

const open = { isPrivate: false, isDirect: false, isArchived: false, topic: '' };

/** Without the direct messages, which everybody has with the bot. */
export const CHANNELS: readonly Omit<Channel, 'botIsMember'>[] = [
  {
    ...open,
    id: 'C00000AGENT',
    name: 'support-agents',
    memberIds: [ADA, BEN, GWEN, CONNOR, BOT.userId],
    topic: 'What our support agent answers, and how we mend it',
  },
  { ...open, id: 'C0000RANDOM', name: 'random', memberIds: [ADA, BEN] },
  { ...open, id: 'C00PRIVATE0', name: 'agent-incidents', isPrivate: true, memberIds: [ADA, BEN] },
  { ...open, id: 'C0ARCHIVED0', name: 'old-support', isArchived: true, memberIds: [ADA, BEN, BOT.userId] },
];

export const USER_GROUPS: readonly UserGroup[] = [
  { id: 'S00000LEADS', handle: 'support-leads', name: 'Support leads', memberIds: [ADA, BEN], isDisabled: false },
];

/** By whom a method wants to be called: https://docs.slack.dev/authentication/tokens */
export const TOKENS: Readonly<Record<'bot' | 'app', string>> = {
  bot: 'xoxb-playground-bot',
  app: 'xapp-playground-app',
};

/** What requests over HTTP are signed with. */
export const SIGNING_SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00';
