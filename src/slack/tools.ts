import type { CaseId } from '../domain/case.ts';
import type { Desk } from '../flow/desk.ts';
import type { Bindings, CodeHost, TraceSource } from '../ports.ts';
import type { People } from './people.ts';

/** What everything that listens to Slack works with. */
export type SlackTools = Readonly<{
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
  clock: () => number;
  /** Answers what was asked and takes up what was cut short, as `ThreadKeeper.resume`. Returns at once. */
  resume(id: CaseId): void;
  /** As `ThreadKeeper.redraw`. */
  redraw(id: CaseId): Promise<string>;
}>;
