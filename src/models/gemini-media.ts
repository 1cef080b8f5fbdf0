import type { Call, Media } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import { piecesOf, unsendableBy } from './media-places.ts';

/** A request may be 20 MB with all that stands in it: https://ai.google.dev/gemini-api/docs/image-understanding */
const MOST_MEDIA_CHARS = 18_000_000;
const USUAL_TYPES: Readonly<Record<Media['kind'], string | null>> = {
  image: 'image/png',
  file: 'application/pdf',
  audio: null,
  video: null,
};

export const unsendableMedia = (call: Call): string | null =>
  unsendableBy(call, {
    mostChars: MOST_MEDIA_CHARS,
    takes: (medium, role) => role === 'user' && partOf(medium) !== undefined,
  });

export const partsOf = (content: string, media: readonly Media[]): readonly JsonObject[] =>
  piecesOf(content, media).flatMap((piece): readonly JsonObject[] =>
    typeof piece === 'string' ? [{ text: piece }] : (partOf(piece) ?? []),
  );

/** Sounds and films, too; but nothing that lies elsewhere, for only files of its own can be named there. */
function partOf({ kind, mediaType, source }: Media): readonly [JsonObject] | undefined {
  const mimeType = mediaType ?? USUAL_TYPES[kind];
  if (source === null || !('base64' in source) || mimeType === null) return undefined;
  return [{ inlineData: { mimeType, data: source.base64 } }];
}
