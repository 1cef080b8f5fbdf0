import { expect, it } from 'vitest';
import { readText } from '../../src/models/read-text.ts';

it('reads what comes in pieces, also where one cuts a letter', async () => {
  const bytes = new TextEncoder().encode('grün 🖋');
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  expect(await readText(new Response(ReadableStream.from(pieces)), 100)).toBe('grün 🖋');
  expect(await readText(new Response(null), 100)).toBe('');
});

it('reads no more than it may of what does not end, and hangs up', async () => {
  let isOver = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(40).fill(0x61)),
    cancel: () => {
      isOver = true;
    },
  });
  expect(await readText(new Response(body), 100)).toBe('a'.repeat(100));
  expect(isOver).toBe(true);
});
