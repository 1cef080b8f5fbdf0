import type { ImageBlock, KnownBlock } from '@slack/types';
import type { Picture } from '../domain/picture.ts';
import { fits } from './texts/limits.ts';

/**
 * One message of a case's thread. `slot` is its name there, stable for ever: the same slot is the same message, drawn
 * anew when what it shows has changed.
 */
export type Post = Readonly<{
  slot: string;
  /** `mrkdwn`: what a notification says, and a reader that knows no blocks. */
  text: string;
  blocks: readonly KnownBlock[];
  /** Shared in the thread beside the message; a file of the same name is never shared twice. */
  file?: FileToShare;
  /** Shown beneath the blocks as soon as Slack has it. The message never waits for it, and stands without it, too. */
  picture?: Picture;
  /** It says how far something is, and so will soon be changed. Where changes are short, it is posted once it stands still. */
  moves?: true;
}>;

export type FileToShare = Readonly<{ name: string; title: string; content: string }>;

/** The message with its picture, which Slack has as a file of ours. https://docs.slack.dev/reference/block-kit/blocks/image-block */
export function withPicture<Drawn extends Pick<Post, 'blocks'>>(drawn: Drawn, picture: Picture, file: string): Drawn {
  return { ...drawn, blocks: [...drawn.blocks, imageOf(picture, file)] };
}

export function imageOf({ alt }: Picture, file: string): ImageBlock {
  return { type: 'image', slack_file: { id: file }, alt_text: alt };
}

/** How much of the usual length a text may have; the last is for monsters. */
const SHARES = [1, 0.5, 0.25, 0.1, 0.03];

/**
 * Draws something in full, or with its texts cut as little as it takes to fit into Slack.
 *
 * @param draw given how many characters a text may have that would usually have `chars`
 */
export function drawnToFit<Drawn extends Pick<Post, 'blocks' | 'text' | 'picture'>>(
  draw: (room: (chars: number) => number) => Drawn,
): Drawn {
  const [first = 1, ...smaller] = SHARES;
  const at = (share: number) => draw((chars) => Math.max(SHORTEST, Math.floor(chars * share)));
  let drawn = at(first);
  for (const share of smaller) {
    if (fits(inFull(drawn)).length === 0) break;
    drawn = at(share);
  }
  return drawn;
}

const SHORTEST = 20;

/** As it will be once its picture is there. */
function inFull<Drawn extends Pick<Post, 'blocks' | 'picture'>>(drawn: Drawn): Drawn {
  return drawn.picture ? withPicture(drawn, drawn.picture, SOME_FILE) : drawn;
}

/** No id of Slack's is longer. */
const SOME_FILE = 'F'.repeat(16);
