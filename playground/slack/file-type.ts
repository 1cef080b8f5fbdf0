import { extname } from 'node:path';

/** How a file begins: https://docs.slack.dev/reference/objects/file-object#types lists the kinds; these are what Slack shows as images in blocks. */
const IMAGES: readonly (readonly [start: string, filetype: string, mimetype: string])[] = [
  ['89504e470d0a1a0a', 'png', 'image/png'],
  ['ffd8ff', 'jpg', 'image/jpeg'],
  ['474946383761', 'gif', 'image/gif'],
  ['474946383961', 'gif', 'image/gif'],
];

export type FileType = Readonly<{ filetype: string; mimetype: string }>;

/** By what is in it; whatever is no image is text here. */
export function fileTypeOf(name: string, content: Buffer): FileType {
  const start = content.subarray(0, 8).toString('hex');
  const image = IMAGES.find(([magic]) => start.startsWith(magic));
  if (image) return { filetype: image[1], mimetype: image[2] };
  return { filetype: extname(name).slice(1) || 'text', mimetype: 'text/plain' };
}
