import type { ChatPostMessageArguments } from '@slack/web-api';
import type { CaseId } from '../../domain/case.ts';
import { RefineryError } from '../../domain/errors.ts';
import { type FileToShare, type Post, withPicture } from '../post.ts';
import { QUIETLY } from '../quietly.ts';
import { type Closed, isRefusedAsWritten } from '../slack-trouble.ts';
import { fits } from '../texts/limits.ts';
import type { ChangeKind } from './change-budget.ts';
import type { Painter, Thread, ThreadClient } from './painter.ts';
import { persistently } from './persistently.ts';
import { readChannel, readThread } from './read-standing.ts';
import { drawnDigest, metadataOf, type Standing, type StandingMessage } from './standing.ts';

/** What stands now, and what waits until Slack takes changes again; then the thread is to be painted once more. */
export type Painted = Readonly<{ standing: Standing; owed: readonly ChangeKind[] }>;

/**
 * Makes a thread look as it should: posts what is missing, changes what differs, leaves the rest alone. What is new comes
 * first: to say it takes nobody's place, where changes are short (`change-budget.ts`).
 *
 * What stands is read from the thread itself. So a process that died between a post and its record, or an answer that
 * was lost, leads to no second message; whatever went wrong, the thread is read again before anything is tried again.
 *
 * @param known what stands there for sure: this process drew the thread last, and remembers
 * @throws RefineryError slack-unavailable after six attempts, slack-denied, unexpected
 */
export async function paintThread(
  painter: Painter,
  thread: Thread,
  posts: readonly Post[],
  known?: Standing,
): Promise<Painted | Closed> {
  let standing = known;
  const look = async () => {
    standing = await readThread(painter, thread);
    return standing;
  };
  const steadily = (act: (now: Standing) => Promise<void>) =>
    persistently(painter, look, async () => act(standing ?? (await look())));

  for (const post of posts) {
    const closed = await steadily(async (now) => void (await putMissing(painter, thread, post, now)));
    if (closed) return closed;
  }
  const owed = new Set<ChangeKind>();
  for (const post of posts) {
    const closed = await steadily(async (now) => {
      // Somebody may have deleted it since.
      const waits = [await putMissing(painter, thread, post, now), await keepAlike(painter, thread, post, now)];
      for (const kind of waits) if (kind) owed.add(kind);
    });
    if (closed) return closed;
  }
  return { standing: standing ?? nothingStands(), owed: [...owed] };
}

export const nothingStands = (): Standing => ({ messages: new Map(), files: new Set() });

/**
 * Posts the first message of a case that has no thread yet, unless it stands there already.
 *
 * @param sinceMs when the case was opened: nothing older is looked at
 * @param isNew nobody has tried before, so nothing stands there. Errors as `paintThread`
 */
export async function openThread(
  painter: Painter,
  at: Readonly<{ case: CaseId; channel: string }>,
  post: Post,
  sinceMs: number,
  isNew = false,
): Promise<StandingMessage | Closed> {
  let there: StandingMessage | undefined;
  const look = async () => {
    there = (await readChannel(painter, at, sinceMs)).messages.get(post.slot);
  };
  let mustLook = !isNew;
  const closed = await persistently(painter, look, async () => {
    if (mustLook && !there) await look();
    mustLook = true;
    there ??= {
      ts: (await send(painter, at.channel, metadataOf(at.case, post), post)).ts ?? '',
      digest: drawnDigest(post),
    };
  });
  if (closed) return closed;
  if (!there?.ts) throw new RefineryError('unexpected', 'Slack named no ts for a message that it took');
  return there;
}

/** @returns what it waits for, where it is not posted yet */
async function putMissing(
  painter: Painter,
  thread: Thread,
  post: Post,
  now: Standing,
): Promise<ChangeKind | undefined> {
  const { client, budget } = painter;
  const { channel, ts: thread_ts } = thread;
  if (!now.messages.has(post.slot)) {
    if (post.moves && budget.roomFor('motion') <= 0) return 'motion';
    noteMotion(painter, thread, post);
    const { ts = '' } = await send(painter, channel, metadataOf(thread.case, post), post, thread_ts);
    now.messages.set(post.slot, { ts, digest: drawnDigest(post) });
  }
  if (post.file && !now.files.has(post.file.name)) {
    // Whoever waited here would hold up what else is to be said, in this thread and in others.
    if (budget.roomFor('file') <= 0) return 'file';
    await share(client, thread, post.file);
    now.files.add(post.file.name);
  }
  return undefined;
}

const noteMotion = ({ budget }: Painter, { case: id }: Thread, { slot, moves }: Post) =>
  budget.note(`${id}/${slot}`, moves ?? false);

/**
 * What stands keeps its picture; where Slack does not have that any more, it stands without one.
 *
 * @returns what it waits for, where it is not changed yet
 */
async function keepAlike(painter: Painter, thread: Thread, post: Post, now: Standing): Promise<ChangeKind | undefined> {
  const there = now.messages.get(post.slot);
  if (!there || drawnWith(post, there.picture).digest === there.digest) return undefined;
  const kind = post.moves ? 'progress' : 'words';
  if (painter.budget.roomFor(kind) <= 0) return kind;
  try {
    await amend(painter, thread, post, there.picture, now);
  } catch (error) {
    if (there.picture === undefined || !isRefusedAsWritten(error)) throw error;
    await amend(painter, thread, post, undefined, now);
  }
  return undefined;
}

/** @param picture the file of the one that the message shows from now on */
async function amend(
  painter: Painter,
  thread: Thread,
  post: Post,
  picture: string | undefined,
  now: Standing,
): Promise<void> {
  const there = now.messages.get(post.slot);
  if (!there) return;
  const { drawn, digest, shown } = drawnWith(post, picture);
  const { text, blocks } = checked(drawn);
  const { case: id, channel } = thread;
  const metadata = metadataOf(id, drawn, shown);
  await painter.client.chat.update({ channel, ts: there.ts, text, blocks: [...blocks], metadata, parse: 'none' });
  noteMotion(painter, thread, post);
  now.messages.set(post.slot, { ts: there.ts, digest, picture: shown });
}

/** A message that should show no picture shows none, whatever file there is. */
function drawnWith(
  post: Post,
  picture: string | undefined,
): Readonly<{ drawn: Post; digest: string; shown: string | undefined }> {
  const shown = post.picture && picture;
  const drawn = post.picture && shown !== undefined ? withPicture(post, post.picture, shown) : post;
  return { drawn, digest: drawnDigest(drawn), shown };
}

/**
 * Gives messages that stand the pictures that Slack has for them by now. Their texts do without, so whatever goes wrong is
 * no more than a picture less.
 *
 * @param files of pictures, by slot
 * @returns the slots whose pictures are not shown; `waits`: some of them only until Slack takes changes again
 */
export async function showPictures(
  painter: Painter,
  thread: Thread,
  posts: readonly Post[],
  files: ReadonlyMap<string, string>,
  now: Standing,
): Promise<Readonly<{ lacking: readonly string[]; waits: boolean }>> {
  const lacking: string[] = [];
  let waits = false;
  for (const post of posts) {
    const there = now.messages.get(post.slot);
    if (!post.picture || !there || there.picture !== undefined) continue;
    const file = files.get(post.slot);
    if (file !== undefined && painter.budget.roomFor('picture') <= 0) {
      waits = true;
      continue;
    }
    const isShown =
      file !== undefined &&
      (await amend(painter, thread, post, file, now).then(
        () => true,
        () => false,
      ));
    if (!isShown) lacking.push(post.slot);
  }
  return { lacking, waits };
}

async function send(
  { client }: Painter,
  channel: string,
  metadata: ReturnType<typeof metadataOf>,
  post: Post,
  thread_ts?: string,
): Promise<Readonly<{ ts?: string }>> {
  const { text, blocks } = checked(post);
  const message: ChatPostMessageArguments = {
    channel,
    text,
    blocks: [...blocks],
    metadata,
    ...QUIETLY,
    ...(thread_ts !== undefined && { thread_ts }),
  };
  return client.chat.postMessage(message);
}

async function share(client: ThreadClient, { channel, ts }: Thread, { name, title, content }: FileToShare) {
  await client.filesUploadV2({ channel_id: channel, thread_ts: ts, filename: name, title, content, ...kindOf(name) });
}

/** Nothing leaves that Slack would refuse; that it can't happen is what `test/unit/thread-limits.test.ts` is for. */
function checked(post: Post): Post {
  const [problem] = fits(post);
  if (problem !== undefined) throw new RefineryError('unexpected', `${post.slot}: ${problem}`);
  return post;
}

/** Slack colours what it is told the kind of: https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
const kindOf = (name: string): Readonly<{ snippet_type?: string }> =>
  name.endsWith('.diff') ? { snippet_type: 'diff' } : {};
