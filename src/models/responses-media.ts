import type { ResponseInputContent } from 'openai/resources/responses/responses';
import type { Call, Media } from '../domain/call.ts';
import { piecesOf, unsendableBy } from './media-places.ts';

/** Responses takes at most 50 MB of files in one request; base64 is a third longer. */
const MOST_MEDIA_CHARS = 50_000_000;

/** Why what is no text in a call can't be sent by the Responses API, in a sentence; `null` when all of it can. */
export const unsendableMedia = (call: Call): string | null =>
  unsendableBy(call, {
    mostChars: MOST_MEDIA_CHARS,
    takes: (medium, role) => partOf(medium) !== undefined && role !== 'assistant' && role !== 'system',
  });

export const partsOf = (content: string, media: readonly Media[]): ResponseInputContent[] =>
  piecesOf(content, media).flatMap((piece): ResponseInputContent[] =>
    typeof piece === 'string' ? [{ type: 'input_text', text: piece }] : (partOf(piece) ?? []),
  );

function partOf({ kind, mediaType, name, source }: Media): [ResponseInputContent] | undefined {
  if (source === null || kind === 'audio' || kind === 'video') return undefined;
  const isImage = kind === 'image' || mediaType?.startsWith('image/') === true;
  const filename = name === null ? {} : { filename: name };
  if ('fileId' in source) {
    const file = { file_id: source.fileId };
    return isImage ? [{ type: 'input_image', detail: 'auto', ...file }] : [{ type: 'input_file', ...file }];
  }
  if ('url' in source) {
    const { url } = source;
    return isImage
      ? [{ type: 'input_image', detail: 'auto', image_url: url }]
      : [{ type: 'input_file', file_url: url, ...filename }];
  }
  const data = `data:${mediaType ?? (isImage ? 'image/png' : 'application/pdf')};base64,${source.base64}`;
  return isImage
    ? [{ type: 'input_image', detail: 'auto', image_url: data }]
    : [{ type: 'input_file', file_data: data, filename: name ?? 'file' }];
}
