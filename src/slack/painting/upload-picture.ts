import { z } from 'zod';
import { RefineryError } from '../../domain/errors.ts';
import type { Painter } from './painter.ts';

const Uploaded = z.object({ files: z.tuple([z.object({ files: z.tuple([z.object({ id: z.string() })]) })]) });

/**
 * Gives Slack a picture as a file that nobody sees until a message shows it. Uploading again is harmless: it makes one
 * more that nobody sees. https://docs.slack.dev/messaging/working-with-files#upload
 *
 * @returns its id
 * @throws whatever the client throws
 */
export async function uploadPicture(
  { client }: Pick<Painter, 'client'>,
  { name, alt, png }: Readonly<{ name: string; alt: string; png: Uint8Array }>,
): Promise<string> {
  const answer = await client.filesUploadV2({ filename: name, alt_text: alt, file: Buffer.from(png) });
  const uploaded = Uploaded.safeParse(answer);
  if (!uploaded.success) throw new RefineryError('unexpected', 'Slack named no id for a file that it took');
  return uploaded.data.files[0].files[0].id;
}
