import type { Socket } from 'node:net';

/**
 * The lines that come in, as they are complete. The socket stays open when
 * nobody wants more of them.
 *
 * @param mostBytes of one line; a longer one ends it
 * @throws when the connection breaks
 */
export async function* linesOf(socket: Socket, mostBytes: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString();
      parts = [];
      bytes = 0;
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > mostBytes) return;
  }
}

const LINE_END = '\n'.charCodeAt(0);
