import type { Json } from '../../domain/json.ts';
import { parseJson } from './parse-json.ts';

const DISPOSITION = /^content-disposition:[^\n]*\bname="([^"\n]*)"/im;
const JSON_TYPE = /^content-type:\s*application\/json/im;

/**
 * Reads a body of `multipart/form-data` as a list of `{ part, value }`, in order;
 * JSON is parsed, of anything else (attachments) only its size is told.
 *
 * https://www.rfc-editor.org/rfc/rfc7578
 *
 * @returns `undefined` for a text that is none
 */
export function readMultipart(text: string): Json | undefined {
  const boundary = /^\s*(--[^\s]{1,70})\r?\n/.exec(text.slice(0, 200))?.[1];
  if (boundary === undefined || !DISPOSITION.test(text.slice(0, 4_000))) return undefined;
  return text
    .split(boundary)
    .slice(1)
    .flatMap((block) => readPart(block) ?? []);
}

function readPart(block: string): Json | undefined {
  const gap = /\r?\n\r?\n/.exec(block);
  if (!gap) return undefined;
  const head = block.slice(0, gap.index);
  const part = DISPOSITION.exec(head)?.[1];
  if (part === undefined) return undefined;
  const body = block.slice(gap.index + gap[0].length).replace(/\r?\n(?:--\s*)?$/, '');
  return { part, value: JSON_TYPE.test(head) ? parseJson(body) : `[attachment of ${body.length} characters]` };
}
