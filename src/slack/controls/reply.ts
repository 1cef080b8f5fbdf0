import type { KnownBlock, ModalView } from '@slack/types';
import type { CaseId } from '../../domain/case.ts';
import type { Picture } from '../../domain/picture.ts';
import type { FileToShare } from '../post.ts';

/**
 * What a handler wants shown, and what is to be done next. `slack/app.ts` alone has it carried out, so handlers need no
 * Slack to be tested. Nothing in it waits for a chapter: whoever pressed has been answered when one begins.
 */
export type Reply = Shown & Next;

type Shown =
  | Readonly<{ show: 'nothing' }>
  /** Plain text, for the one who pressed alone. */
  | Readonly<{ show: 'whisper'; text: string }>
  /** Opened after a press; after a submit it takes the place of the modal that was submitted. */
  | Readonly<{ show: 'modal'; view: ModalView }>
  /** Keeps the modal open; why, by the block that it is about. */
  | Readonly<{ show: 'problems'; problems: Readonly<Record<string, string>> }>;

type Next = Readonly<{
  /** After the answer: `desk.goOn` for this case, and its thread is drawn anew. */
  goOn?: CaseId;
  /** After the answer: the thread of this case is drawn anew; nothing that costs is begun. */
  resume?: CaseId;
  /** Cases that were just opened: their threads are begun, and where that can't be, the answer says so. */
  begin?: readonly CaseId[];
}>;

/** What a press may be answered with besides: a file for the one who pressed alone. */
export type FileForOne = Readonly<{ show: 'file'; file: FileToShare }>;

/** What somebody is answered with who asked for no case yet: a message for them alone, with what can be pressed. `text` is mrkdwn of our own. */
export type PostForOne = Readonly<{
  show: 'post';
  text: string;
  blocks: readonly KnownBlock[];
  /** Shown after the words, where that can be: they never wait for it. */
  picture?: Picture | undefined;
}>;

/** What one person alone is answered with: to a command, or to a press before there is a case. */
export type AnswerForOne = Reply | PostForOne | FileForOne;

export const whisper = (text: string): Reply => ({ show: 'whisper', text });
export const modal = (view: ModalView): Reply => ({ show: 'modal', view });
export const problems = (problemsByBlock: Readonly<Record<string, string>>): Reply => ({
  show: 'problems',
  problems: problemsByBlock,
});

export const postForOne = (text: string, blocks: readonly KnownBlock[] = []): PostForOne => ({
  show: 'post',
  text,
  blocks,
});

export const fileForOne = (file: FileToShare): FileForOne => ({ show: 'file', file });

/** Nothing to show: the thread itself will say what comes of it. */
export const goOn = (id: CaseId): Reply => ({ show: 'nothing', goOn: id });

/** The same, of a decision that no work follows from. */
export const resume = (id: CaseId): Reply => ({ show: 'nothing', resume: id });
