import type { ResponseInputContent } from 'openai/resources/responses/responses';
import type { Call, Media } from '../domain/call.ts';

/** Responses takes at most 50 MB of files in one request; base64 is a third longer. */
const MOST_MEDIA_CHARS = 50_000_000;
const NAMES: Readonly<Record<Media['kind'], string>> = {
  image: 'an image',
  audio: 'a recording',
  video: 'a video',
  file: 'a file',
};

/** Why what is no text in a call can't be sent by the Responses API, in a sentence; `null` when all of it can. */
export function unsendableMedia({ messages }: Call): string | null {
  const media = messages.flatMap((message) => (message.media ?? []).map((one) => ({ ...one, role: message.role })));
  const chars = media.reduce((sum, { source }) => sum + (source && 'base64' in source ? source.base64.length : 0), 0);
  if (chars > MOST_MEDIA_CHARS) return 'The images and files of the call are too large to be sent again.';
  const lost = media.find(({ source }) => source === null);
  if (lost) return `The call holds ${NAMES[lost.kind]} that the trace does not keep, so it can’t be made again.`;
  const foreign = media.find((one) => !partOf(one) || one.role === 'assistant' || one.role === 'system');
  return foreign ? `The call holds ${NAMES[foreign.kind]} in a way that this model can’t be sent.` : null;
}

/** The text of a message with each medium in the place where it is named; after it, where names can't be told from words. */
export function partsOf(content: string, media: readonly Media[]): ResponseInputContent[] {
  const left = [...media];
  const lines = content.split('\n');
  const named = lines.filter((line) => media.some(({ kind }) => line === `[${kind}]`));
  if (named.length !== media.length) return [...textOf(content), ...media.flatMap((one) => partOf(one) ?? [])];
  const parts: ResponseInputContent[] = [];
  let words: string[] = [];
  for (const line of lines) {
    if (line !== `[${left[0]?.kind}]`) {
      words.push(line);
      continue;
    }
    const [one] = left.splice(0, 1);
    parts.push(...textOf(words.join('\n')), ...((one && partOf(one)) ?? []));
    words = [];
  }
  return [...parts, ...textOf(words.join('\n'))];
}

const textOf = (text: string): ResponseInputContent[] => (text === '' ? [] : [{ type: 'input_text', text }]);

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
