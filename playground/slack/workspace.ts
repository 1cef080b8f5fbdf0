import { type Audience, newAudience } from './audience.ts';
import { BOT, CHANNELS, PEOPLE, SIGNING_SECRET, USER_GROUPS } from './default-world.ts';
import { type Delivery, newDelivery } from './delivery.ts';
import { type Files, newFiles } from './files.ts';
import { type History, newHistory } from './history.ts';
import type { Channel, Clock, Person, Ping, Prompts, SlackOptions, Suggestion, UserGroup } from './human-side.ts';
import type { Manifest } from './manifest.ts';
import { newRateLimits, type RateLimits } from './rate-limits.ts';
import { newRequests } from './requests.ts';
import { newResponseUrls, type ResponseUrls } from './response-urls.ts';
import { newSessions, type Sessions } from './sessions.ts';
import { newSockets, type Sockets } from './sockets.ts';
import { newTriggers, type Triggers } from './triggers.ts';
import { newViewStacks, type ViewStacks } from './view-stacks.ts';

/** What there is, in memory: everything that people and the app read and change. */
export type Workspace = Readonly<{
  manifest: Manifest;
  clock: Clock;
  url(): string;
  people: ReadonlyMap<string, Person>;
  /** Channels are never changed, but replaced. */
  channels: Map<string, Channel>;
  /** Groups are never changed, but replaced. */
  userGroups: Map<string, UserGroup>;
  suggestions: readonly Suggestion[];
  history: History;
  pings: Ping[];
  views: ViewStacks;
  files: Files;
  sessions: Sessions;
  /** What the app suggests to say, by channel. */
  prompts: Map<string, Prompts>;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  sockets: Sockets;
  delivery: Delivery;
  rateLimits: RateLimits;
  audience: Audience;
  /** Unique, and shaped like Slack's own. */
  newId(prefix: string): string;
  /** How many ids were given. */
  ids: { last: number };
}>;

/** https://docs.slack.dev/apis/events-api#retries */
const RETRY_DELAYS_MS = [0, 60_000, 300_000];
const ANSWER_WITHIN_MS = 3_000;

/** @param noteChange told of whatever is said, changed or taken away */
export function newWorkspace(
  options: SlackOptions,
  manifest: Manifest,
  clock: Clock,
  url: () => string,
  noteChange: () => void,
): Workspace {
  const ids = { last: 0 };
  const newId = (prefix: string) => `${prefix}${String(++ids.last).padStart(10, '0')}`;
  const bot: Person = { id: BOT.userId, name: manifest.botName, realName: manifest.appName, kind: 'bot' };
  const people = [...(options.people ?? PEOPLE), bot];
  const sockets = newSockets(clock, BOT.appId);
  const answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
  return {
    manifest: { ...manifest, unfurlDomains: [...manifest.unfurlDomains, ...(options.unfurlDomains ?? [])] },
    clock,
    url,
    people: new Map(people.map((person) => [person.id, person])),
    channels: new Map(channelsFor(people, options.channels ?? CHANNELS).map((channel) => [channel.id, channel])),
    userGroups: new Map((options.userGroups ?? USER_GROUPS).map((group) => [group.id, group])),
    suggestions: options.suggestions ?? [],
    history: newHistory(clock, noteChange),
    pings: [],
    views: newViewStacks(newId, () => `${Math.floor(clock.nowMs() / 1000)}.${newId('h')}`),
    files: newFiles(newId, url, clock.nowMs),
    sessions: newSessions(),
    prompts: new Map(),
    triggers: newTriggers(clock, answerWithinMs),
    responseUrls: newResponseUrls(clock, url),
    sockets,
    delivery: newDelivery(clock, carrierOf(options, manifest, clock, sockets), {
      answerWithinMs,
      retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
    }),
    rateLimits: newRateLimits(clock, options.realLimits ?? false),
    audience: newAudience(),
    newId,
    ids,
  };
}

/** What deliveries go by, as the manifest wants it. */
function carrierOf(
  { reachedAt }: SlackOptions,
  { requestUrl }: Manifest,
  clock: Clock,
  sockets: Sockets,
): Pick<Sockets, 'send'> {
  if (requestUrl === undefined) return sockets;
  const { pathname } = new URL(requestUrl);
  const url = reachedAt === undefined ? requestUrl : `${reachedAt}${pathname}`;
  return newRequests(clock, { url, signingSecret: SIGNING_SECRET });
}

/** Those given, and a direct message with the bot for everybody who has none. */
function channelsFor(people: readonly Person[], given: readonly Omit<Channel, 'botIsMember'>[]): readonly Channel[] {
  const humans = people.filter(({ kind }) => kind !== 'bot');
  const direct = humans
    .filter(({ id }) => !given.some(({ isDirect, memberIds }) => isDirect && memberIds.includes(id)))
    .map(({ id, name }) => ({
      id: `D${id.slice(1)}`,
      name,
      isPrivate: true,
      isDirect: true,
      isArchived: false,
      memberIds: [id, BOT.userId],
      topic: '',
    }));
  return [...given, ...direct].map((channel) => ({ ...channel, botIsMember: channel.memberIds.includes(BOT.userId) }));
}

export function personOf(workspace: Workspace, id: string): Person {
  const person = workspace.people.get(id);
  if (!person) throw new Error(`nobody has the id ${id}`);
  return person;
}

/** Guests see their own channels only, others every public one as well. */
export function maySee(channel: Channel, { id, kind }: Person): boolean {
  return channel.memberIds.includes(id) || (kind === 'member' && !channel.isPrivate);
}
