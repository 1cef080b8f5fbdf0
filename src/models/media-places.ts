import type { Call, Media, Message } from '../domain/call.ts';

const NAMES: Readonly<Record<Media['kind'], string>> = {
  image: 'an image',
  audio: 'a recording',
  video: 'a video',
  file: 'a file',
};

/** What an API takes of what is no text. */
export type MediaLimits = Readonly<{
  /** Of base64, in one request. */
  mostChars: number;
  takes(medium: Media, role: Message['role']): boolean;
}>;

/** Why what is no text in a call can't be sent, in a sentence; `null` when all of it can. */
export function unsendableBy({ messages }: Call, { mostChars, takes }: MediaLimits): string | null {
  const media = messages.flatMap(({ role, media = [] }) => media.map((medium) => ({ role, medium })));
  const chars = media.reduce(
    (sum, { medium: { source } }) => sum + (source && 'base64' in source ? source.base64.length : 0),
    0,
  );
  if (chars > mostChars) return 'The images and files of the call are too large to be sent again.';
  const lost = media.find(({ medium }) => medium.source === null);
  if (lost) return `The call holds ${NAMES[lost.medium.kind]} that the trace does not keep, so it can’t be made again.`;
  const foreign = media.find(({ role, medium }) => !takes(medium, role));
  return foreign ? `The call holds ${NAMES[foreign.medium.kind]} in a way that this model can’t be sent.` : null;
}

/** A message's texts with each medium in the place where it is named; after them, where names can't be told from words. */
export function piecesOf(content: string, media: readonly Media[]): readonly (string | Media)[] {
  const left = [...media];
  const lines = content.split('\n');
  const named = lines.filter((line) => media.some(({ kind }) => line === `[${kind}]`));
  if (named.length !== media.length) return [content, ...media].filter((piece) => piece !== '');
  const pieces: (string | Media)[] = [];
  let words: string[] = [];
  for (const line of lines) {
    if (line !== `[${left[0]?.kind}]`) {
      words.push(line);
      continue;
    }
    pieces.push(words.join('\n'), ...left.splice(0, 1));
    words = [];
  }
  return [...pieces, words.join('\n')].filter((piece) => piece !== '');
}
