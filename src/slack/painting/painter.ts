import type { WebClient } from '@slack/web-api';
import type { CaseId } from '../../domain/case.ts';
import type { ChangeBudget } from './change-budget.ts';

/** All that drawing needs of a `WebClient`, which must not try again by itself (`painting-client.ts`). */
export type ThreadClient = Readonly<{
  conversations: Pick<WebClient['conversations'], 'replies' | 'history'>;
  chat: Pick<WebClient['chat'], 'postMessage' | 'update'>;
  filesUploadV2: WebClient['filesUploadV2'];
}>;

/** `ts` is that of the thread's first message. */
export type Thread = Readonly<{ case: CaseId; channel: string; ts: string }>;

export type Painter = Readonly<{
  client: ThreadClient;
  /** Our own bot, as `auth.test` names it. */
  botId: string;
  budget: ChangeBudget;
  wait: (ms: number) => Promise<void>;
}>;
