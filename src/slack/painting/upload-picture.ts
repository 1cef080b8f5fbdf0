import { z } from 'zod';
import { RefineryError } from '../../domain/errors.ts';
import type { PacedClient } from './paced-client.ts';

const Uploaded = z.object({ files: z.tuple([z.object({ files: z.tuple([z.object({ id: z.string() })]) })]) });

/** `name` ends in `.png`. */
export type PictureFile = Readonly<{ name: string; alt: string; png: Uint8Array }>;

/** So many of a minute's uploads are left to files. */
const KEPT_FOR_FILES = 20;
const LOOK_EVERY_MS = 500;

/**
 * Gives Slack a picture as a file that nobody sees until a message shows it. Uploading again is harmless: it makes one
 * more that nobody sees. It waits until there is room for more than pictures: a file that somebody is to read comes first. https://docs.slack.dev/messaging/working-with-files#upload
 *
 * @returns its id
 * @throws whatever the client throws
 */
export async function uploadPicture(
  {
    client,
    wait,
  }: Readonly<{
    client: Pick<PacedClient, 'filesUploadV2' | 'roomForUploads'>;
    wait: (ms: number) => Promise<void>;
  }>,
  { name, alt, png }: PictureFile,
): Promise<string> {
  while (client.roomForUploads() <= KEPT_FOR_FILES) await wait(LOOK_EVERY_MS);
  const answer = await client.filesUploadV2({ filename: name, alt_text: alt, file: Buffer.from(png) });
  const uploaded = Uploaded.safeParse(answer);
  if (!uploaded.success) throw new RefineryError('unexpected', 'Slack named no id for a file that it took');
  return uploaded.data.files[0].files[0].id;
}
