import type { Logger } from 'pino';
import type { CaseId } from '../domain/case.ts';
import type { Examined } from '../domain/examined.ts';
import type { RecordsReport } from '../flow/audit-records.ts';
import type { Desk } from '../flow/desk.ts';
import type { House } from '../flow/house.ts';
import type { Bindings, Exclusive, LastDrawers, StepNews, TraceStore } from '../ports.ts';
import type { CaseButton, CaseModal } from './controls/control.ts';
import type { FileForOne, Reply } from './controls/reply.ts';
import type { Answer, SignedRequest } from './deliveries.ts';
import type { Form } from './forms/form.ts';
import type { Way } from './ways/way.ts';

/** What the bot's face in Slack is opened with. */
export type SlackOptions = Readonly<{
  botToken: string;
  heardBy: HeardBy;
  /** Ends with a slash. Not set: Slack's own. */
  apiUrl: string | undefined;
  workspace: string;
  /** Repositories that a channel may be bound to. */
  repos: readonly string[];
  controls: Controls;
  desk: Desk;
  house: House;
  traces: TraceStore;
  bindings: Bindings;
  exclusive: Exclusive;
  lastDrawers: LastDrawers;
  /** What `doctor` says of each part. */
  examine(): Promise<readonly Examined[]>;
  /** Whether anybody changed the record of any case. */
  audit(): Promise<RecordsReport>;
  /** Of this Refinery. */
  version: string;
  log: Logger;
}>;

/** How the bot learns what happens in Slack: by lines of its own (Socket Mode), or by requests that Slack signs. */
export type HeardBy = Readonly<{ appToken: string } | { signingSecret: string }>;

/** Everything that can be pressed or submitted; the list is in `wiring-of-slack.ts`. */
export type Controls = Readonly<{
  buttons: readonly Pick<CaseButton<never, Reply | FileForOne>, 'id' | 'press'>[];
  modals: readonly Pick<CaseModal<never, never>, 'id' | 'submit'>[];
  forms: readonly Pick<Form<never, never>, 'id' | 'submit'>[];
  ways: readonly Pick<Way<never>, 'id' | 'press'>[];
}>;

export type SlackFace = Readonly<{
  /** Steps of chapters that run in this process. */
  hear(news: StepNews): void;
  /** How long no line to Slack has stood, in milliseconds; 0 while one does. */
  deafMs(): number;
  /** A request to `/slack/events`. */
  take(request: SignedRequest): Promise<Answer>;
  /** A case that nobody in Slack decided about looks otherwise by now. Returns at once. */
  drawAgain(id: CaseId): void;
  /** What has come in is finished first. */
  close(): Promise<void>;
}>;
