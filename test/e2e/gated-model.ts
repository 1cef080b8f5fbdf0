import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sample } from '../../playground/start-sample.ts';

export type Gate = Readonly<{
  url: string;
  /** Answers that were given, hence paid for. */
  paid(): number;
  open(): void;
  /** Resolves when somebody stands before the shut gate. */
  closedFor: Promise<void>;
  close(): void;
}>;

/** The stand-in model behind a gate that shuts after so many answers. Who comes then is turned away, or kept waiting. */
export async function gateAfter(
  sample: Pick<Sample, 'model'>,
  most: number,
  shut: 'turns away' | 'keeps waiting',
): Promise<Gate> {
  let left = most;
  let paid = 0;
  const closed = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (left-- <= 0) {
      closed.resolve();
      if (shut === 'turns away') response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const answer = await fetch(`${sample.model.url}${request.url}`, {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(chunks),
    }).catch(() => undefined);
    // The sample has ended, and nobody waits any more.
    if (!answer) return response.destroy();
    paid++;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paid: () => paid,
    open: () => {
      left = Number.POSITIVE_INFINITY;
    },
    closedFor: closed.promise,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
