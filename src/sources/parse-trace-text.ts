import { RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { parseJson } from '../refine/trace/parse-json.ts';
import { parsePython } from '../refine/trace/parse-python.ts';
import { readEventStream } from '../refine/trace/read-event-stream.ts';
import { readMultipart } from '../refine/trace/read-multipart.ts';
import { readTranscript } from '../refine/trace/read-transcript.ts';

/** YAML is read at about a megabyte a second. */
const MAX_YAML_CHARS = 16 * 1024 * 1024;
const YAML_START = /^(?:#[^\n]*\n|---[^\n]*\n|\s*\n)*(?:- |[\w"'-]+:(?:\s|$))/;

/**
 * Makes a document of a trace file's text: JSON or JSON Lines; else a body of
 * `multipart/form-data`, server-sent events, YAML, what Python prints, or a
 * conversation in plain text.
 *
 * @throws RefineryError trace-unreadable, with what the text looks like
 */
export async function parseTraceText(text: string): Promise<Json> {
  try {
    return parseJson(text);
  } catch (error) {
    const other = /^\s*[[{(]/.test(text) ? parsePython(text) : await parseOther(text);
    if (other !== undefined && typeof other === 'object') return other;
    throw error;
  }
}

async function parseOther(text: string): Promise<Json | undefined> {
  return (
    readMultipart(text) ??
    readEventStream(text)?.map(({ event, data }) => ({ event, data })) ??
    readTranscript(text) ??
    (await parseYaml(text))
  );
}

/** Only what JSON can say: tags make no objects, and aliases can't multiply beyond measure. */
async function parseYaml(text: string): Promise<Json | undefined> {
  if (!YAML_START.test(text.slice(0, 4_000))) return undefined;
  if (text.length > MAX_YAML_CHARS)
    throw new RefineryError('trace-unreadable', `it is YAML of more than ${MAX_YAML_CHARS} characters`);
  const { parse } = await import('yaml');
  try {
    return parseJson(
      JSON.stringify(parse(text, { logLevel: 'silent', maxAliasCount: 1_000, schema: 'core' })) ?? 'null',
    );
  } catch {
    return undefined;
  }
}
