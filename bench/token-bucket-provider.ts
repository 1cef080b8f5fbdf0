import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A provider that gives so many tokens a minute as its argument says (a million), and no more: a bucket that holds a sixth
 * of them and is filled all the time. Who asks for more than is in it is refused, with the wait. In a process of its own,
 * so that its memory is not counted.
 *
 * An answer is right when the prompt says FIXED, and is what was recorded for everything but the reported question.
 */
const PER_MINUTE = Number(process.argv[2] ?? 1_000_000);
const PER_MS = PER_MINUTE / 60_000;
const BURST = PER_MINUTE / 6;
const LATENCY_MS = 200;
const OUTPUT_TOKENS = 100;

let room = BURST;
let filledMs = performance.now();
let tokens = 0;
let refused = 0;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'GET') return response.end(JSON.stringify({ tokens, refused }));
    const body = Buffer.concat(parts).toString();
    const now = performance.now();
    room = Math.min(BURST, room + (now - filledMs) * PER_MS);
    filledMs = now;
    const inputTokens = Math.ceil(body.length / 4);
    const lacking = inputTokens + OUTPUT_TOKENS - room;
    const headers = { 'content-type': 'application/json', 'x-ratelimit-limit-tokens': `${PER_MINUTE}` };
    if (lacking > 0) {
      refused++;
      return response.writeHead(429, { ...headers, 'retry-after-ms': `${Math.ceil(lacking / PER_MS)}` }).end('{}');
    }
    room -= inputTokens + OUTPUT_TOKENS;
    tokens += inputTokens + OUTPUT_TOKENS;
    const text = answerTo(body);
    setTimeout(() => {
      const output = [
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
      ];
      const usage = { input_tokens: inputTokens, output_tokens: OUTPUT_TOKENS };
      response.writeHead(200, headers).end(JSON.stringify({ status: 'completed', model: 'bench', output, usage }));
    }, LATENCY_MS);
  });
});

function answerTo(body: string): string {
  const [, good] = /Good question (\d+)/.exec(body) ?? [];
  if (good !== undefined) return `The answer to question ${good} is ${good}00 boxes.`;
  return body.includes('FIXED') ? 'We cannot remember past chats.' : 'Yes, I remember our past chats.';
}

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
