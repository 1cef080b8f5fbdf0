import type { Examined } from '../../domain/examined.ts';
import type { Trends } from '../../domain/picture.ts';
import type { Binding, Person } from '../../domain/project.ts';
import type { History } from '../../refine/case/fold.ts';
import type { GroupMembers } from '../../refine/case/rights.ts';
import type { Stats } from '../../refine/case/stats.ts';

/** A channel that somebody is in, and what it is bound to. */
export type BoundChannel = Readonly<{ id: string; binding: Binding }>;

/**
 * What one person's Home is drawn from. Everything in it comes from channels that they are in: what happens in
 * others, they don't learn here.
 */
export type HomeScene = Readonly<{
  person: Person;
  /** Guests and people of other companies don't. */
  mayDecide: boolean;
  /** Who is in the groups that projects of the cases name. */
  members: GroupMembers;
  /** Newest first. */
  cases: readonly History[];
  channels: readonly BoundChannel[];
  /** The bot is in one of their channels. */
  isInvited: boolean;
  stats: Stats;
  /** By week; not there without a case. `file`: as Slack has it, once it does. */
  trends?: Readonly<{ picture: Trends; file?: string | undefined }> | undefined;
  /** Not there for whoever approves nothing; `findings` are not there until somebody has asked. */
  doctor?: Readonly<{ findings?: readonly Examined[] | undefined; isBusy: boolean }> | undefined;
}>;
