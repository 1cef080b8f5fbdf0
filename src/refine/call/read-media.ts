import type { Media } from '../../domain/call.ts';
import type { Json } from '../../domain/json.ts';
import { at, isObject, textAt } from '../trace/look-into-json.ts';

const KINDS: readonly (readonly [RegExp, Media['kind']])[] = [
  [/image/, 'image'],
  [/audio/, 'audio'],
  [/video/, 'video'],
  [/file|document|pdf/, 'file'],
];
/** Where SDKs keep what a part is made of; the part itself first. */
const HOLDERS = [
  ...['source', 'image_url', 'input_audio', 'file', 'inlineData', 'inline_data', 'fileData', 'file_data'],
  ...['image', 'audio', 'video', 'document', 'media'],
];
/** Fields that hold an address, the bytes, or either. */
const CONTENTS = [
  ...['url', 'image_url', 'file_url', 'fileUri', 'file_uri', 'uri'],
  ...['data', 'base64', 'file_data', 'image', 'audio', 'video', 'content'],
];
const FILE_IDS = ['file_id', 'fileId'];
const MEDIA_TYPES = ['mimeType', 'mime_type', 'mediaType', 'media_type'];
const NAMES = ['filename', 'title', 'name'];
const DATA_URL = /^data:([^;,]*)(?:;[^;,]*)*;base64,/;
const BASE64 = /^[A-Za-z0-9+/_\-\r\n]+={0,2}[\r\n]*$/;

/**
 * Reads a part that is no text, as OpenAI, Anthropic, Gemini, LangChain, Vercel or
 * OpenTelemetry record it. Bytes that are no base64 any more (redaction reaches
 * into them as into any text) have no source.
 *
 * @returns `undefined` when the part names no such medium
 */
export function readMedia(part: Json, type: string): Media | undefined {
  const kind = kindOf(part, type);
  if (!kind) return undefined;
  const places = [part, ...HOLDERS.flatMap((key) => [at(part, key), at(part, key, key)])].filter(isObject);
  const bare = HOLDERS.map((key) => at(part, key)).filter((value) => typeof value === 'string');
  const texts = [...places.flatMap((place) => CONTENTS.flatMap((key) => textAt(place, key) ?? [])), ...bare];
  const told = texts.map(toldOf).find((found) => found !== undefined);
  const format = textAt(part, 'input_audio', 'format');
  const named = firstText(places, MEDIA_TYPES) ?? (format === null ? null : `audio/${format}`);
  return {
    kind,
    mediaType: told?.mediaType ?? named,
    name: firstText(places, NAMES),
    source: told?.source ?? fileIn(places),
  };
}

/** Whether a part holds a medium rather than words. Anthropic's documents may be plain text, OpenTelemetry's blobs anything. */
export function isMedia(part: Json, type: string): boolean {
  const told = textAt(part, 'modality') ?? type;
  return textAt(part, 'source', 'type') !== 'text' && KINDS.some(([pattern]) => pattern.test(told));
}

function kindOf(part: Json, type: string): Media['kind'] | undefined {
  const modality = textAt(part, 'modality');
  const mediaType = textAt(part, 'inlineData', 'mimeType') ?? textAt(part, 'inline_data', 'mime_type');
  const key = isObject(part) ? Object.keys(part)[0] : undefined;
  const told = modality ?? (type !== '' ? type : (mediaType ?? key ?? ''));
  return KINDS.find(([pattern]) => pattern.test(told))?.[1];
}

type Told = Readonly<{ source: NonNullable<Media['source']>; mediaType: string | null }>;

function toldOf(text: string): Told | undefined {
  const [head, mediaType = ''] = DATA_URL.exec(text) ?? [];
  const base64 = head === undefined ? text : text.slice(head.length);
  if (/^https?:\/\//i.test(text)) return { source: { url: text }, mediaType: null };
  return BASE64.test(base64) ? { source: { base64 }, mediaType: mediaType || null } : undefined;
}

function fileIn(places: readonly Json[]): Media['source'] {
  const fileId = firstText(places, FILE_IDS);
  return fileId === null ? null : { fileId };
}

function firstText(places: readonly Json[], keys: readonly string[]): string | null {
  const found = places.flatMap((place) => keys.flatMap((key) => textAt(place, key) ?? []));
  return found[0] ?? null;
}
