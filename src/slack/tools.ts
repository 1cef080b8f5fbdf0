import type { CaseId } from '../domain/case.ts';
import type { Examined } from '../domain/examined.ts';
import type { RecordsReport } from '../flow/audit-records.ts';
import type { Desk } from '../flow/desk.ts';
import type { FindFailures } from '../flow/find-failures.ts';
import type { Summarise } from '../flow/summarise.ts';
import type { WeighTokens } from '../flow/weigh-tokens.ts';
import type { Bindings, CodeHost, Groups, TraceSource } from '../ports.ts';
import type { Prices } from '../refine/case/cost-of.ts';
import type { Announcer } from './announce.ts';
import type { AnswerForOne } from './controls/reply.ts';
import type { UserGroup } from './groups.ts';
import type { SharedFile } from './hearing/shared-file.ts';
import type { Known, People } from './people.ts';

/** What stands behind `/refinery`, and where; `thread` where a case of it would be discussed. `request`: the same one again opens no second case. */
export type Typed = Readonly<{
  text: string;
  channel: string;
  /** Where the answer stands, if not in that channel. */
  shownIn?: string;
  /** Slack's id of whoever typed it. */
  user: string;
  thread: string | null;
  who(): Promise<Known>;
  request: string;
  /** The message whose button typed it. */
  asked?: string;
}>;

/** What everything that listens to Slack works with. */
export type SlackTools = Announcer &
  Readonly<{
    desk: Desk;
    bindings: Bindings;
    codeHost: CodeHost;
    /** Those that read by a link: a text from Slack never names a place on this machine. */
    sources: readonly TraceSource[];
    repos: readonly string[];
    workspace: string;
    /** The workspace's own id, and the bot's own user. */
    team: string;
    self: string;
    people: People;
    groups: Groups;
    /** The user groups that can be chosen, as `groupsIn`; `undefined` also where that takes longer than a form may. */
    groupsHere(): Promise<readonly UserGroup[] | undefined>;
    /** The channels that a person is in now, those that the bot may know of. Errors as `WebClient`. */
    channelsOf(user: string): Promise<readonly string[]>;
    /** A trace file that was shared in a channel, as `sharedFile`. */
    fileIn(where: Readonly<{ channel: string; id: string }>): Promise<SharedFile>;
    summarise: Summarise;
    weighTokens: WeighTokens;
    prices: Prices;
    findFailures: FindFailures;
    /** What `doctor` says; it tries every part for real, so it takes a while and may cost a few tokens. */
    examine(): Promise<readonly Examined[]>;
    /** Walks the record of all cases, as `auditRecords`. */
    audit(): Promise<RecordsReport>;
    /** Of this Refinery. */
    version: string;
    clock: () => number;
    /** Answers a command, as `answerCommand`. */
    run(typed: Typed): Promise<AnswerForOne>;
    /** Answers what was asked and takes up what was cut short, as `ThreadKeeper.resume`. Returns at once. */
    resume(id: CaseId): void;
    /** As `ThreadKeeper.redraw`. */
    redraw(id: CaseId): Promise<string>;
  }>;
