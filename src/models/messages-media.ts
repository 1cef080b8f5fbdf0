import type { Call, Media } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import { piecesOf, unsendableBy } from './media-places.ts';

/** Anthropic takes at most 32 MB in one request: https://docs.anthropic.com/en/api/overview */
const MOST_MEDIA_CHARS = 30_000_000;
const IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const unsendableMedia = (call: Call): string | null =>
  unsendableBy(call, {
    mostChars: MOST_MEDIA_CHARS,
    takes: (medium, role) => partOf(medium) !== undefined && role !== 'assistant' && role !== 'system',
  });

/** An empty text is refused. */
export const partsOf = (content: string, media: readonly Media[]): readonly JsonObject[] =>
  piecesOf(content, media).flatMap((piece): readonly JsonObject[] => {
    if (typeof piece === 'string') return piece.trim() === '' ? [] : [{ type: 'text', text: piece }];
    return partOf(piece) ?? [];
  });

/** Images and PDFs; a file that somebody uploaded there would need another version of the API. */
function partOf({ kind, mediaType, name, source }: Media): readonly [JsonObject] | undefined {
  if (source === null || 'fileId' in source || kind === 'audio' || kind === 'video') return undefined;
  const isImage = kind === 'image' || mediaType?.startsWith('image/') === true;
  const known = mediaType ?? (isImage ? 'image/png' : 'application/pdf');
  if (isImage ? !IMAGES.has(known) : known !== 'application/pdf') return undefined;
  const from = 'url' in source ? { type: 'url', url: source.url } : base64(known, source.base64);
  return isImage
    ? [{ type: 'image', source: from }]
    : [{ type: 'document', source: from, ...(name !== null && { title: name }) }];
}

const base64 = (mediaType: string, data: string) => ({ type: 'base64', media_type: mediaType, data });
