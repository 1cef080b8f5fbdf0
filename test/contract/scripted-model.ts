import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bounds } from '../../src/flow/prove/bounds.ts';
import type { ReplayOutcome } from '../../src/ports.ts';

export type Item = Readonly<{ type: string; role?: string; output?: string; content?: unknown; name?: string }>;
export type Asked = Readonly<{ input: readonly Item[]; tools?: readonly unknown[] }>;
export type ScriptedModel = Readonly<{ url: string; asked: readonly Asked[]; close(): void }>;

/** A model behind real HTTP; it says what the script makes of a request. */
export async function modelThat(says: (asked: Asked) => object): Promise<ScriptedModel> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body: Asked = JSON.parse(Buffer.concat(parts).toString());
      asked.push(body);
      const usage = { input_tokens: 10, output_tokens: 2, total_tokens: 12 };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ object: 'response', status: 'completed', model: 'scripted', output: [says(body)], usage }),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, asked, close: () => server.close() };
}

export const words = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

/** Answers that were paid for, kept as a case keeps them. */
export function keeping(): Bounds['once'] {
  const kept = new Map<string, ReplayOutcome>();
  return async (about, replay) => {
    const known = kept.get(about) ?? (await replay());
    if (!('silent' in known)) kept.set(about, known);
    return known;
  };
}
