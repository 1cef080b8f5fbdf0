import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { Trace, TraceRef } from '../domain/trace.ts';
import type { TraceFormat } from '../formats/format.ts';
import type { TraceSource } from '../ports.ts';
import { isList } from '../refine/trace/look-into-json.ts';
import { parseTraceText } from './parse-trace-text.ts';

const NAME = 'file';
const MAX_BYTES = 512 * 1024 * 1024;
const EXTENSIONS = /\.(?:json|jsonl|ndjson|traj|ya?ml|har|sse|txt|log|gz)$/i;

/**
 * Trace files on this machine, gzipped or not, in any of the formats.
 *
 * For the terminal alone: whoever may write the text that `recognise` sees
 * may have any trace file read that this process can read.
 */
export function traceFile(formats: readonly TraceFormat[], maxBytes = MAX_BYTES): TraceSource {
  return {
    name: NAME,
    isLocal: true,
    freshMs: 0,
    recognise: (text) => recognisePath(text),
    async fetch({ locator }, signal) {
      return traceIn(await readBytes(locator, maxBytes, signal), locator, formats, maxBytes);
    },
  };
}

/** The trace in the bytes of a file, called `name` in errors. @throws RefineryError trace-unreadable */
export async function traceIn(
  bytes: Buffer,
  name: string,
  formats: readonly TraceFormat[],
  maxBytes: number,
): Promise<Trace> {
  return readTrace(decode(await unzip(bytes, name, maxBytes), name), name, formats);
}

/** A path or a `file:` URL. Whether it exists is seen when it is fetched. */
function recognisePath(text: string): TraceRef | undefined {
  const path = pathIn(text.trim());
  return path === undefined ? undefined : { source: NAME, locator: resolve(path) };
}

function pathIn(text: string): string | undefined {
  if (text === '' || /[\p{Cc}<>|]/u.test(text)) return undefined;
  if (/^file:/i.test(text)) return pathOfUrl(text);
  if (/^[a-z][a-z0-9+.-]+:\//i.test(text)) return undefined;
  return text.includes('/') || EXTENSIONS.test(text) ? text : undefined;
}

/** `undefined` for a file on another host. */
function pathOfUrl(text: string): string | undefined {
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}

async function readBytes(path: string, maxBytes: number, signal: AbortSignal | undefined): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw unreadable(path, found.isDirectory() ? 'it is a folder' : 'it is no regular file');
    if (found.size > maxBytes) throw unreadable(path, `it is larger than ${maxBytes} bytes`);
    return await readFile(path, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    if (isMissing(error)) throw new RefineryError('file-not-found', path, { cause: error });
    if (error instanceof RefineryError) throw error;
    throw unreadable(path, 'it may not be read', error);
  }
}

/** By content, whatever the name says. Bounded: a small file may unpack to any size. */
async function unzip(bytes: Buffer, path: string, maxOutputLength: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength });
  } catch (error) {
    throw unreadable(path, `it is gzipped, but broken or larger than ${maxOutputLength} bytes`, error);
  }
}

/** Windows shells write UTF-16 when output is redirected to a file. */
function decode(bytes: Buffer, path: string): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    throw unreadable(path, 'it is too long to be read as text', error);
  }
}

async function readTrace(text: string, path: string, formats: readonly TraceFormat[]): Promise<Trace> {
  const document = await parse(text, path);
  for (const format of formats) {
    const trace = format.read(document);
    if (trace) return trace;
  }
  throw unreadable(path, `it holds data (${outline(document)}), but no trace`);
}

async function parse(text: string, path: string): Promise<Json> {
  try {
    return await parseTraceText(text);
  } catch (error) {
    throw error instanceof RefineryError ? unreadable(path, error.detail) : error;
  }
}

/** Names of keys only: values may hold secrets. */
function outline(document: Json): string {
  if (isList(document)) return `a list of ${document.length}`;
  if (document === null || typeof document !== 'object') return 'a single value';
  const keys = Object.keys(document).slice(0, 5);
  return `an object with ${keys.length === 0 ? 'no keys' : keys.map((key) => key.slice(0, 40)).join(', ')}`;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function unreadable(path: string, looks: string, cause?: unknown): RefineryError {
  return new RefineryError('trace-unreadable', `${path}: ${looks}`, { cause });
}
