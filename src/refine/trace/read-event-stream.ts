import type { Json } from '../../domain/json.ts';
import { tryJson } from './parse-json.ts';

/** `data` is parsed where it is JSON. */
export type ServerEvent = Readonly<{ event: string | null; data: Json }>;

/**
 * Reads a stream of server-sent events: `event:` and `data:` lines, an empty line
 * after each. The end marks of providers (`[DONE]`) are left out.
 *
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * @returns `undefined` for a text that is none
 */
export function readEventStream(text: string): readonly ServerEvent[] | undefined {
  if (!/^(?:\uFEFF)?(?:\s*\n|:.*\n)*(?:data|event|id|retry):/.test(text.slice(0, 1_000))) return undefined;
  const events: ServerEvent[] = [];
  for (const block of text.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
    const lines = block.split('\n');
    const data = lines.flatMap((line) => fieldOf(line, 'data') ?? []).join('\n');
    const event = lines.map((line) => fieldOf(line, 'event')).find((name) => name !== undefined) ?? null;
    if (data !== '' && data !== '[DONE]') events.push({ event, data: tryJson(data) ?? data });
  }
  return events.length === 0 ? undefined : events;
}

function fieldOf(line: string, name: string): string | undefined {
  if (!line.startsWith(`${name}:`)) return undefined;
  return line.slice(name.length + 1).replace(/^ /, '');
}
