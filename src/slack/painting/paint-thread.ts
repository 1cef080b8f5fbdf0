import type { ChatPostMessageArguments } from '@slack/web-api';
import type { CaseId } from '../../domain/case.ts';
import { RefineryError } from '../../domain/errors.ts';
import { type FileToShare, type Post, withPicture } from '../post.ts';
import { QUIETLY } from '../quietly.ts';
import { type Closed, isRefusedAsWritten } from '../slack-trouble.ts';
import { fits } from '../texts/limits.ts';
import type { Painter, Thread, ThreadClient } from './painter.ts';
import { persistently } from './persistently.ts';
import { readChannel, readThread } from './read-standing.ts';
import { drawnDigest, metadataOf, type Standing, type StandingMessage } from './standing.ts';

/**
 * Makes a thread look as it should: posts what is missing, changes what differs, leaves the rest alone.
 *
 * What stands is read from the thread itself. So a process that died between a post and its record, or an answer that
 * was lost, leads to no second message; whatever went wrong, the thread is read again before anything is tried again.
 *
 * @param known what stood there after the last painting, if this process did it; what it lacks is looked up before it is posted
 * @throws RefineryError slack-unavailable after six attempts, slack-denied, unexpected
 */
export async function paintThread(
  painter: Painter,
  thread: Thread,
  posts: readonly Post[],
  known?: Standing,
): Promise<Standing | Closed> {
  let standing = known;
  let isFresh = false;
  const look = async () => {
    standing = await readThread(painter, thread);
    isFresh = true;
    return standing;
  };

  for (const post of posts) {
    const closed = await persistently(painter, look, async () => {
      const now = standing ?? (await look());
      const isMissing = !now.messages.has(post.slot) || (post.file && !now.files.has(post.file.name));
      await put(painter, thread, post, isMissing && !isFresh ? await look() : now);
    });
    if (closed) return closed;
  }
  return standing ?? { messages: new Map(), files: new Set() };
}

/**
 * Posts the first message of a case that has no thread yet, unless it stands there already.
 *
 * @param sinceMs when the case was opened: nothing older is looked at. Errors as `paintThread`.
 */
export async function openThread(
  painter: Painter,
  at: Readonly<{ case: CaseId; channel: string }>,
  post: Post,
  sinceMs: number,
): Promise<Readonly<{ ts: string }> | Closed> {
  let ts: string | undefined;
  const look = async () => {
    ts = (await readChannel(painter, at, sinceMs)).messages.get(post.slot)?.ts;
  };
  const closed = await persistently(painter, look, async () => {
    if (ts === undefined) await look();
    ts ??= (await send(painter, at.channel, metadataOf(at.case, post), post)).ts;
  });
  if (closed) return closed;
  if (ts === undefined) throw new RefineryError('unexpected', 'Slack named no ts for a message that it took');
  return { ts };
}

async function put({ client, ...painter }: Painter, thread: Thread, post: Post, now: Standing): Promise<void> {
  const { channel, ts: thread_ts } = thread;
  const there = now.messages.get(post.slot);
  if (there === undefined) {
    const { ts = '' } = await send({ client, ...painter }, channel, metadataOf(thread.case, post), post, thread_ts);
    now.messages.set(post.slot, { ts, digest: drawnDigest(post) });
  } else {
    await keepAlike(client, thread, post, there, now);
  }
  if (post.file && !now.files.has(post.file.name)) {
    await share(client, thread, post.file);
    now.files.add(post.file.name);
  }
}

/** What stands keeps its picture; where Slack does not have that any more, it stands without one. */
async function keepAlike(client: ThreadClient, thread: Thread, post: Post, there: StandingMessage, now: Standing) {
  const { picture } = there;
  try {
    await amend(client, thread, post, there, picture, now);
  } catch (error) {
    if (picture === undefined || !isRefusedAsWritten(error)) throw error;
    await amend(client, thread, post, there, undefined, now);
  }
}

/** @param picture the file of the one that the message shows from now on */
async function amend(
  client: ThreadClient,
  { case: id, channel }: Thread,
  post: Post,
  { ts, digest: before }: StandingMessage,
  picture: string | undefined,
  now: Standing,
): Promise<void> {
  const isShown = post.picture !== undefined && picture !== undefined;
  const drawn = isShown ? withPicture(post, post.picture, picture) : post;
  const digest = drawnDigest(drawn);
  if (digest === before) return;
  const { text, blocks } = checked(drawn);
  const metadata = metadataOf(id, drawn, isShown ? picture : undefined);
  await client.chat.update({ channel, ts, text, blocks: [...blocks], metadata, parse: 'none' });
  now.messages.set(post.slot, { ts, digest, picture: isShown ? picture : undefined });
}

/**
 * Gives messages that stand the pictures that Slack has for them by now. Their texts do without, so whatever goes wrong is
 * no more than a picture less.
 *
 * @param files of pictures, by slot
 * @returns the slots whose pictures are not shown
 */
export async function showPictures(
  { client }: Painter,
  thread: Thread,
  posts: readonly Post[],
  files: ReadonlyMap<string, string>,
  now: Standing,
): Promise<readonly string[]> {
  const lacking: string[] = [];
  for (const post of posts) {
    const there = now.messages.get(post.slot);
    if (!post.picture || !there || there.picture !== undefined) continue;
    const file = files.get(post.slot);
    const isShown =
      file !== undefined &&
      (await amend(client, thread, post, there, file, now).then(
        () => true,
        () => false,
      ));
    if (!isShown) lacking.push(post.slot);
  }
  return lacking;
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
  await client.filesUploadV2({ channel_id: channel, thread_ts: ts, filename: name, title, content });
}

/** Nothing leaves that Slack would refuse; that it can't happen is what `test/unit/thread-limits.test.ts` is for. */
function checked(post: Post): Post {
  const [problem] = fits(post);
  if (problem !== undefined) throw new RefineryError('unexpected', `${post.slot}: ${problem}`);
  return post;
}
