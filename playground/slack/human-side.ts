import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../langsmith/json.ts';

/**
 * Slack, as far as Refinery needs it, on this machine: what `startSlack` (in `start-slack.ts`)
 * gives to the bot, to the page and to tests.
 *
 * The bot is an unmodified Bolt app with `slackApiUrl: slack.apiUrl` and the two tokens. The page
 * talks to the *human side*, what people do in Slack, as functions (`slack.human`) and as HTTP with
 * JSON on the same port: `GET /human/world?as=U…`, `POST /human/say` with `{ as, channel, text }`, and
 * so on, one path a function, named alike; the argument is the query or the body, the result is the
 * answer. What nobody could do in Slack (an unknown channel, a stranger's modal) throws an `Error`
 * with a sentence, and over HTTP is 400 with `{ error }`. The human side answers this machine alone:
 * a foreign `Host` or `Origin` gets 403.
 */
export type Slack = Readonly<{
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  /** For Bolt's and WebClient's `slackApiUrl`; ends with a slash. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  /** Of requests, where the manifest wants no Socket Mode. */
  signingSecret: string;
  team: Team;
  bot: Readonly<{ userId: string; botId: string; appId: string }>;
  faults: Faults;
  /** Every Web API call so far, in order. */
  calls: readonly ApiCall[];
  /** Every delivery to the app so far, retries included, in order. */
  envelopes: readonly Envelope[];
  /** Whoever was notified by a message of the bot or of a person, so that a test can prove that nobody was. */
  pings: readonly Ping[];
  human: HumanSide;
  /** Ends connections, timers and the server. */
  close(): Promise<void>;
}>;

export type SlackOptions = Readonly<{
  /** Taken if it is free, else any other. Default: any. */
  port?: number;
  /** Whose commands, scopes and events hold. Default: the project's `manifest.yml`. */
  manifestPath?: string;
  /** Where on this machine the host of the manifest's request URL is, `http://127.0.0.1:3000`. */
  reachedAt?: string;
  /** Whether calls are limited as often as Slack limits them. Default: no. */
  realLimits?: boolean;
  /** Asked for what is no Slack address: the page's own files. True when it answered. */
  extraRequests?(request: IncomingMessage, response: ServerResponse): boolean;
  clock?: Clock;
  /** The bot is added to them. Default: Ada, Ben, Gwen (guest), Connor (another company). */
  people?: readonly Person[];
  channels?: readonly Omit<Channel, 'botIsMember'>[];
  /** Default: the support leads, Ada and Ben. */
  userGroups?: readonly UserGroup[];
  suggestions?: readonly Suggestion[];
  /** Whose links the app is told of, besides those of the manifest. */
  unfurlDomains?: readonly string[];
  /** The file that keeps what is said for the next start. Default: none, so it is gone at the end. */
  keptIn?: string;
  /** How long after a failure an event is delivered again. Default: at once, 1 minute, 5 minutes. */
  retryDelaysMs?: readonly number[];
  /** Within what the app must acknowledge, and open a modal. Default: Slack's 3 seconds. */
  answerWithinMs?: number;
}>;

/** Time is given, so that tests need not wait for it. */
export type Clock = Readonly<{
  /** Unix epoch milliseconds. */
  nowMs(): number;
  /** Acts once, later. @returns what takes it back */
  after(delayMs: number, act: () => void): () => void;
}>;

export type Team = Readonly<{ id: string; name: string; domain: string }>;

/** `guest`: `is_restricted` in the Web API. `connect`: from another company (`is_stranger`), in shared channels. */
export type PersonKind = 'member' | 'guest' | 'connect' | 'bot';

export type Person = Readonly<{
  id: string;
  name: string;
  realName: string;
  kind: PersonKind;
  /** Looks after the workspace. */
  isAdmin?: true;
}>;

/** `memberIds`: people of the workspace. */
export type UserGroup = Readonly<{
  id: string;
  /** As people mention it, without `@`. */
  handle: string;
  name: string;
  memberIds: readonly string[];
  isDisabled: boolean;
}>;

export type Channel = Readonly<{
  /** `C…`, or `D…` for a direct message. */
  id: string;
  /** Without `#`; of a direct message: the name of the person other than the bot. */
  name: string;
  isPrivate: boolean;
  isDirect: boolean;
  isArchived: boolean;
  botIsMember: boolean;
  memberIds: readonly string[];
  topic: string;
}>;

export type Command = Readonly<{ command: string; description: string; usageHint: string }>;

/** `callbackId` is how the app knows it. */
export type Shortcut = Readonly<{ name: string; callbackId: string }>;

/** What somebody may begin a conversation with the app with; a press says the message in their name. */
export type Prompt = Readonly<{ title: string; message: string }>;
export type Prompts = Readonly<{ title?: string; prompts: readonly Prompt[] }>;

/** A conversation that the app works in; `thread` is the `ts` of its first message. */
export type Session = Readonly<{
  channel: string;
  thread: string;
  status: 'active' | 'processing' | 'suspended' | 'closed';
  title?: string;
}>;

/** What a newcomer may try: a text for the composer of a channel. */
export type Suggestion = Readonly<{ channel: string; text: string; label: string }>;

export type World = Readonly<{
  team: Team;
  me: Person;
  people: readonly Person[];
  /** Those that `me` may see. */
  channels: readonly Channel[];
  userGroups: readonly UserGroup[];
  commands: readonly Command[];
  /** What the app offers in the menu of a message. */
  shortcuts: readonly Shortcut[];
  suggestions: readonly Suggestion[];
  /** The app has a Home tab. */
  hasHome: boolean;
  /** What a conversation with the app may begin with: of its manifest, or what it suggested to `me` since. Not there for an app that is no agent. */
  prompts?: Prompts;
  /** Conversations with the app alone that it worked in. */
  sessions?: readonly Session[];
}>;

/**
 * A message in Slack's own shape. `text` is mrkdwn as Slack stores it (`&`, `<`, `>` escaped).
 * `ephemeral` is the emulator's word: only the person who asked sees it.
 */
export type SlackMessage = Readonly<{
  type: 'message';
  subtype?: string;
  ts: string;
  /** The root's `ts`: on replies, and on a root that has any. */
  thread_ts?: string;
  parent_user_id?: string;
  user: string;
  team?: string;
  bot_id?: string;
  app_id?: string;
  text: string;
  blocks?: readonly JsonObject[];
  attachments?: readonly JsonObject[];
  files?: readonly SlackFile[];
  metadata?: JsonObject;
  edited?: Readonly<{ user: string; ts: string }>;
  reactions?: readonly Readonly<{ name: string; users: readonly string[]; count: number }>[];
  reply_count?: number;
  reply_users?: readonly string[];
  latest_reply?: string;
  ephemeral?: true;
}>;

export type SlackFile = Readonly<{
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  /** In bytes. */
  size: number;
  user: string;
  /** Unix seconds. */
  created: number;
  /** Open to the page as it is; the app sends its token along. */
  url_private: string;
  url_private_download: string;
  permalink: string;
  /**
   * `external`: it lies elsewhere, such as in Google Drive, and Slack has its address alone. `quip`: a canvas.
   * `tombstone`: it was deleted, and of all this only `id` and `mode` are still true. Nothing: Slack has it.
   */
  mode?: 'external' | 'quip' | 'tombstone';
}>;

/** A file beside a message: one that is uploaded with it, or that was before. */
export type Attached =
  | Readonly<{ name: string; content: string | Uint8Array; mode?: 'quip' }>
  | Readonly<{ name: string; address: string; mode: 'external' }>
  | Readonly<{ id: string }>;

/** A modal in Slack's own shape, `id` and `hash` included. */
export type SlackView = JsonObject & Readonly<{ id: string; hash: string; root_view_id: string }>;

/** As Slack names and shapes it: `{ values: { [block_id]: { [action_id]: { type, value?, … } } } }`. */
export type ViewState = Readonly<{ values: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> }>;

/** What the page is told, over `GET /human/events?as=…` as server-sent events, each one JSON in `data`. */
export type HumanEvent =
  /** New or changed: the same `ts` replaces. */
  | Readonly<{ type: 'message'; channel: string; message: SlackMessage }>
  | Readonly<{ type: 'deleted'; channel: string; ts: string }>
  /** Opened, pushed or updated, for me: the top of my stack. */
  | Readonly<{ type: 'view'; view: SlackView }>
  | Readonly<{ type: 'view-closed'; viewId: string }>
  /** What the app shows in its Home tab, for me. */
  | Readonly<{ type: 'home'; view: SlackView }>
  /** What the app says that it is doing in a conversation: new, or changed. */
  | Readonly<{ type: 'session'; session: Session }>
  /** What a conversation may begin with from now on. */
  | (Readonly<{ type: 'prompts'; channel: string }> & Prompts)
  /** In Slack's own words, such as that the app did not respond within 3 seconds. */
  | Readonly<{ type: 'trouble'; text: string; channel?: string }>
  /** The world has changed: read it again. */
  | Readonly<{ type: 'channels' }>;

type As = Readonly<{ as: string }>;
type InChannel = As & Readonly<{ channel: string }>;
type AtMessage = InChannel & Readonly<{ ts: string }>;

/** What people do. `as` is who does it. */
export type HumanSide = Readonly<{
  /** @param given without `as`: the first person's */
  world(given: Partial<As>): World;
  /** Oldest first, replies in threads included. */
  messages(given: InChannel): Readonly<{ messages: readonly SlackMessage[] }>;
  /** @returns what ends the listening */
  listen(given: As, hear: (event: HumanEvent) => void): () => void;
  /**
   * Types a message: special characters are escaped, links are linked, and `@name`, `#channel`,
   * `@here`, `@channel`, or the id as `<@U…>` of somebody who exists, become mentions.
   * @param given `text` may be empty beside files, of which there are ten at most
   */
  say(
    given: InChannel & Readonly<{ text: string; threadTs?: string; files?: readonly Attached[] }>,
  ): Promise<Readonly<{ ts: string }>>;
  /**
   * Uploads a file, for nobody to see before it is said. Over HTTP the body is the file, as
   * `application/octet-stream`, and the rest is the query.
   */
  upload(given: As & Readonly<{ name: string; content: string | Uint8Array }>): Promise<Readonly<{ id: string }>>;
  /** Deletes a file of one's own: wherever it was shared, it is gone. */
  deleteFile(given: As & Readonly<{ file: string }>): Promise<Readonly<Record<never, never>>>;
  /**
   * Types a slash command; resolves when the app acknowledged it, or 3 seconds later.
   * @param given `threadTs`: where Slack refuses slash commands
   */
  command(
    given: InChannel & Readonly<{ command: string; text: string; threadTs?: string }>,
  ): Promise<Readonly<{ error?: string }>>;
  /** Presses a button or chooses something, in a message, in a modal or in the Home tab; resolves as `command` does. */
  press(
    given: As &
      Readonly<{ channel?: string; messageTs?: string; viewId?: string; action: JsonObject; state?: ViewState }>,
  ): Promise<Readonly<{ trouble?: string }>>;
  /**
   * Submits a modal. What `state` does not name has the value it began with. `errors`: by block id, in the
   * app's words, or in Slack's for a required input that is empty. `trouble`: in Slack's words.
   */
  submit(
    given: As & Readonly<{ viewId: string; state: ViewState }>,
  ): Promise<Readonly<{ errors?: Readonly<Record<string, string>>; trouble?: string }>>;
  close(given: As & Readonly<{ viewId: string }>): Promise<Readonly<Record<never, never>>>;
  /** Says who is in a user group from now on, or disables it, as an admin does. */
  changeGroup(
    given: As & Readonly<{ group: string; memberIds?: readonly string[]; isDisabled?: boolean }>,
  ): Promise<Readonly<Record<never, never>>>;
  /** Invites the bot into a channel. */
  invite(given: InChannel): Promise<Readonly<Record<never, never>>>;
  edit(given: AtMessage & Readonly<{ text: string }>): Promise<Readonly<Record<never, never>>>;
  delete(given: AtMessage): Promise<Readonly<Record<never, never>>>;
  /** Uses a message shortcut of the manifest, on a message that everybody sees. */
  shortcut(given: AtMessage & Readonly<{ callbackId: string }>): Promise<Readonly<{ trouble?: string }>>;
  /** Opens the app's Home tab, whose view (if the app published one before) is the answer; what it publishes now comes as an event. */
  home(given: As): Promise<Readonly<{ view?: SlackView }>>;
  /** Opens the conversation with the app alone, its Messages tab. */
  openDirect(given: As): Promise<Readonly<Record<never, never>>>;
  /** Presses Slack's own *Stop*, which stands beside what the app is doing. */
  stopSession(given: InChannel & Readonly<{ threadTs: string }>): Promise<Readonly<Record<never, never>>>;
}>;

export type ApiCall = Readonly<{
  method: string;
  given: JsonObject;
  atMs: number;
  /** `ok`, Slack's error, or the kind of fault that came instead. */
  outcome: string;
}>;

export type Envelope = Readonly<{
  type: 'events_api' | 'slash_commands' | 'interactive';
  payload: JsonObject;
  /** 0 for the first delivery. */
  retry: number;
  /** Which connection got it, counted from 1 as they came; `undefined` when there was none. */
  connection?: number;
  atMs: number;
  /** How long the app took; `undefined` while, or when, it did not answer. */
  ackedAfterMs?: number;
  /** What the app sent along with the acknowledgement. */
  response?: JsonObject;
}>;

/** `target`: a person's or group's id, or `here`, `channel`, `everyone`. */
export type Ping = Readonly<{ by: string; target: string; channel: string; ts: string }>;

export type Fault =
  /** 429 with `Retry-After`. */
  | Readonly<{ kind: 'rate-limited'; retryAfterSeconds: number }>
  /** An HTTP status with a body that is no JSON. */
  | Readonly<{ kind: 'status'; status: number }>
  /** One of Slack's own errors, such as `fatal_error`. */
  | Readonly<{ kind: 'error'; error: string }>
  /** No answer at all. */
  | Readonly<{ kind: 'hang' }>
  /** It is done, but the connection is cut instead of an answer. */
  | Readonly<{ kind: 'lost-answer' }>;

export type Faults = Readonly<{
  /** @param method such as `chat.postMessage`; @param times how many of its next calls; 1 unless told */
  next(method: string, fault: Fault, times?: number): void;
  /** Cuts every web socket now, without a close handshake. */
  dropSockets(): void;
  /** Cuts the web socket that gets the next envelope, before its acknowledgement is read. */
  dropAfterNextEnvelope(): void;
  /** Asks the oldest connection to come anew, as Slack does every few hours. */
  refreshSocket(reason?: 'warning' | 'refresh_requested'): void;
  /** Each envelope leaves so much later from now on; 0 to recover. */
  delayDelivery(delayMs: number): void;
  /** How long a file is refused in blocks after its upload, from now on; 0 to recover. */
  delayFiles(delayMs: number): void;
  /**
   * Delivers a payload as it is: forged, mutilated, or one that was delivered before. Resolves when the app has
   * acknowledged it, or was silent for 3 seconds; of an event at once.
   */
  deliver(type: Envelope['type'], payload: JsonObject): Promise<void>;
  /** Forgets every fault that is still to come. */
  clear(): void;
}>;
