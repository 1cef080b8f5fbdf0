import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import type { Trace } from '../../src/domain/trace.ts';
import { traceFile } from '../../src/sources/trace-file.ts';
import { formats } from '../../src/wiring-of-reading.ts';

/** Work that grows with the square of this takes minutes, and the test fails by its time. */
const MANY = 40_000;

const folder = mkdtempSync(join(tmpdir(), 'refinery-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fetchText(text: string | Uint8Array, maxBytes?: number): Promise<Trace> {
  const file = join(folder, 'trace');
  writeFileSync(file, text);
  return traceFile(formats, maxBytes).fetch({ source: 'file', locator: file });
}
const many = (make: (rank: number) => Json): Json => Array.from({ length: MANY }, (_, rank) => make(rank));
const chunk = (kwargs: Json): Json => [
  'messages',
  [
    { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'AIMessageChunk'], kwargs },
    { langgraph_node: 'a' },
  ],
];
const observation = (rank: number, parent: string | null): Json => ({
  ...{
    id: `o${rank}`,
    traceId: 't',
    type: 'SPAN',
    name: 'x',
    parentObservationId: parent,
    startTime: '2026-03-01T00:00:00Z',
  },
});

describe('many of a kind are read in time that grows with their number', () => {
  it.each<readonly [string, Json, number]>([
    ['messages by turns', many((n) => ({ role: n % 2 ? 'assistant' : 'user', content: `message ${n}` })), MANY / 2 + 1],
    ['messages of one id', many((n) => ({ role: 'assistant', id: 'same', content: `message ${n}` })), MANY + 1],
    [
      'lines of one answer',
      many((n) => ({
        type: n === 0 ? 'user' : 'assistant',
        message: {
          role: n === 0 ? 'user' : 'assistant',
          id: n === 0 ? 'u' : 'm',
          content: [{ type: 'text', text: 'x' }],
        },
      })),
      2,
    ],
    [
      'calls in one streamed message',
      many((n) =>
        chunk({ id: 'r', content: 'a', tool_call_chunks: [{ index: n, name: 'n', args: '{}', id: `c${n}` }] }),
      ),
      2,
    ],
    [
      'observations side by side',
      {
        trace: { id: 't', projectId: 'p', timestamp: '2026-03-01T00:00:00Z' },
        observations: many((n) => observation(n, null)),
      },
      MANY + 1,
    ],
    ['observations one in another', { observations: many((n) => observation(n, n === 0 ? null : `o${n - 1}`)) }, MANY],
    ['observations in a circle', { observations: many((n) => observation(n, `o${(n + 1) % MANY}`)) }, MANY],
    [
      'steps of an agent',
      {
        trajectory: many((n) => ({ action: 'a', response: `r${n}`, observation: 'o' })),
        history: many((n) => ({ role: n % 2 ? 'assistant' : 'user', content: `c${n}` })),
      },
      2 * MANY + 1,
    ],
  ])('%s', async (_what, document, runs) => {
    expect((await fetchText(JSON.stringify(document))).runs).toHaveLength(runs);
  });

  it('messages as Python prints them', async () => {
    const lines = Array.from(
      { length: MANY },
      (_, n) => `{'role': '${n % 2 ? 'assistant' : 'user'}', 'content': "it's ${n}\\n"}`,
    );
    expect((await fetchText(`[${lines.join(', ')}]`)).runs).toHaveLength(MANY / 2 + 1);
  });
});

describe('what is too much is refused, with the reason', () => {
  const refused = (looks: RegExp) =>
    expect.objectContaining({ kind: 'trace-unreadable', detail: expect.stringMatching(looks) });

  it('a file of a gigabyte, before it is read', async () => {
    const file = join(folder, 'huge.json');
    writeFileSync(file, '[');
    truncateSync(file, 1024 ** 3);
    await expect(traceFile(formats).fetch({ source: 'file', locator: file })).rejects.toEqual(
      refused(/larger than 536870912 bytes/),
    );
  });

  it('a small file that unpacks to a large one', async () => {
    await expect(fetchText(gzipSync(Buffer.alloc(8 * 1024 ** 2, '[')), 1024 ** 2)).rejects.toEqual(
      refused(/larger than 1048576 bytes/),
    );
  });

  it.each([
    ['JSON that nests 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000), /nested more than/],
    ['Python that nests 10,000 deep', `${'('.repeat(10_000)}1,${')'.repeat(10_000)}`, /no JSON/],
    ['JSON that breaks off', '[{"role":"user","content":"hel', /breaks off/],
    ['a web page', '<!doctype html><html></html>', /web page/],
    ['lines of which one is broken', '{"role":"user","content":"a"}\n{"role":', /line 2 of 2/],
    [
      'YAML that multiplies itself',
      `interactions:\n${'abcdefghij'
        .split('')
        .map(
          (name, n, all) =>
            `  ${name}: &${name} [${
              n === 0
                ? 'x'
                : Array(9)
                    .fill(`*${all[n - 1]}`)
                    .join(', ')
            }]\n`,
        )
        .join('')}`,
      /no JSON/,
    ],
  ])('%s', async (_what, text, looks) => {
    await expect(fetchText(text)).rejects.toEqual(refused(looks));
  });
});

it('keys that would change a prototype are left out, and halves of surrogates made whole', async () => {
  const { runs } = await fetchText(
    '[{"role":"user","content":"a \\ud800"},{"role":"assistant","content":"b","__proto__":{"polluted":1}}]',
  );
  expect(JSON.stringify(runs)).not.toMatch(/polluted|\\ud800/);
  expect(runs.map(({ kind }) => kind)).toEqual(['chain', 'llm']);
});
