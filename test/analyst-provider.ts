import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A provider of the analyst, in the dialect of OpenAI's Responses: a true token bucket that refuses who asks for more
 * than is in it, a cache of what requests of one key began with, answers that take their time, and background answers
 * that are thought about whether anybody asks or not. What it says comes from the test.
 */
export type AnalystProvider = Readonly<{
  url: string;
  /** Every request that was answered or is being thought about, hence paid for. */
  paid: readonly Paid[];
  refused(): number;
  /** Names of background answers: all, those that somebody has looked for since, and those that somebody called off. */
  begun(): readonly string[];
  lookedFor: ReadonlySet<string>;
  cancelled: readonly string[];
  /** Requests that nobody waits for any more. */
  cut(): number;
  close(): Promise<void>;
}>;

export type Paid = Readonly<{
  question: string;
  /** Everything before the task. */
  shared: string;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  /** How long the answer takes, in the provider's time. */
  latencyMs: number;
}>;

/** What a request asks: `text` is all that it tells besides its instructions. */
export type Put = Readonly<{ question: string; instructions: string; text: string }>;

export type ProviderOptions = Readonly<{
  answer(put: Put): Readonly<{ answer: unknown; outputTokens?: number }>;
  tokensPerMinute?: number;
  /** Tokens of a text; a fourth of its characters where nothing else is said. */
  count?(text: string): number;
  /** How much faster than the world its clock goes. */
  speed?: number;
  latencyMs?(paid: Pick<Paid, 'inputTokens' | 'cachedTokens' | 'outputTokens'>): number;
  /** What an answer waits for besides. @param paid all that was asked by now, this one last */
  hold?(paid: readonly Paid[]): Promise<void> | undefined;
}>;

type Body = Readonly<{
  instructions?: string;
  input: string | readonly Readonly<{ content: readonly Readonly<{ text: string }>[] }>[];
  prompt_cache_key?: string;
  background?: boolean;
  text?: Readonly<{ format?: Readonly<{ name?: string; schema?: unknown }> }>;
}>;

const quarter = (text: string): number => Math.ceil(text.length / 4);
const BURST = 1 / 6;
/** https://platform.openai.com/docs/guides/prompt-caching: nothing shorter is cached, and it is cached in such steps. */
const FEWEST_CACHED = 1_024;
const CACHE_STEP = 128;

export async function startAnalystProvider(options: ProviderOptions): Promise<AnalystProvider> {
  const {
    answer,
    tokensPerMinute = Number.POSITIVE_INFINITY,
    speed = 1,
    latencyMs = () => 0,
    hold = () => undefined,
    count = quarter,
  } = options;
  const nowMs = () => performance.now() * speed;
  const most = tokensPerMinute * BURST;
  let room = most;
  let filledMs = nowMs();
  let refused = 0;
  const paid: Paid[] = [];
  const cancelled: string[] = [];
  const lookedFor = new Set<string>();
  let cut = 0;
  const begun = new Map<string, Promise<unknown>>();
  const done = new Map<string, unknown>();
  const known = new Map<string, string[]>();

  const cachedIn = (key: string, text: string): number => {
    const before = known.get(key) ?? [];
    known.set(key, [...before, text]);
    const common = before.reduce((length, other) => Math.max(length, commonLength(text, other)), 0);
    const longest = common === 0 ? 0 : count(text.slice(0, common));
    return longest < FEWEST_CACHED ? 0 : Math.floor(longest / CACHE_STEP) * CACHE_STEP;
  };
  /** How long to wait for room; 0 when it was taken. Who asks for more than it ever holds waits until it is full, and leaves a debt. */
  const take = (tokens: number, arrivedMs: number): number => {
    if (tokensPerMinute === Number.POSITIVE_INFINITY) return 0;
    const now = Math.max(arrivedMs, filledMs);
    room = Math.min(most, room + ((now - filledMs) * tokensPerMinute) / 60_000);
    filledMs = now;
    const lacking = Math.min(tokens, most) - room;
    if (lacking > 1) return (lacking * 60_000) / tokensPerMinute;
    room -= tokens;
    return 0;
  };
  const pay = (body: Body, arrivedMs: number): Readonly<{ lacksMs: number } | { paid: Paid; text: string }> => {
    const task = taskOf(body);
    const { instructions = '' } = body;
    const said = answer({ question: task.question, instructions, text: `${task.shared}\n${task.user}` });
    const whole = `${JSON.stringify(body.text?.format ?? '')}${instructions}${task.shared}${task.user}`;
    const inputTokens = count(whole);
    const text = JSON.stringify(said.answer);
    const outputTokens = said.outputTokens ?? count(text);
    const lacksMs = take(inputTokens + outputTokens, arrivedMs);
    if (lacksMs > 0) return { lacksMs };
    const cachedTokens = cachedIn(body.prompt_cache_key ?? '', whole);
    const counts = { inputTokens, cachedTokens, outputTokens };
    const one = { question: task.question, shared: task.shared, ...counts, latencyMs: latencyMs(counts) };
    paid.push(one);
    return { paid: one, text };
  };
  const limits = Number.isFinite(tokensPerMinute) ? { 'x-ratelimit-limit-tokens': String(tokensPerMinute) } : {};

  const server = createServer(async (request, response) => {
    const arrivedMs = nowMs();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = new URL(request.url ?? '', 'http://here').pathname.replace('/v1/responses', '');
    const job = /^\/([^/]+)/.exec(path)?.[1];
    if (job !== undefined) {
      if (path.endsWith('/cancel')) cancelled.push(job);
      else lookedFor.add(job);
      const known = begun.has(job);
      return send(response, known ? 200 : 404, done.get(job) ?? { id: job, status: 'in_progress', output: [] });
    }
    const body: Body = JSON.parse(Buffer.concat(chunks).toString());
    const made = pay(body, arrivedMs);
    if ('lacksMs' in made) {
      refused++;
      const wait = { 'retry-after-ms': String(Math.ceil(made.lacksMs)) };
      return send(response, 429, { error: { message: 'too many tokens' } }, { ...limits, ...wait });
    }
    const id = `resp_${paid.length}`;
    const whole = () => responseOf(id, made.text, made.paid);
    const thought = Promise.all([sleep(made.paid.latencyMs / speed), hold(paid)]);
    if (!body.background) {
      response.once('close', () => {
        if (!response.writableFinished) cut++;
      });
      await thought;
      return send(response, 200, whole(), limits);
    }
    begun.set(
      id,
      thought.then(() => done.set(id, whole())),
    );
    return send(response, 200, { id, status: 'queued', output: [] }, limits);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    paid,
    refused: () => refused,
    begun: () => [...begun.keys()],
    lookedFor,
    cancelled,
    cut: () => cut,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function taskOf({ input, text }: Body): Readonly<{ question: string; shared: string; user: string }> {
  const parts =
    typeof input === 'string' ? [input] : input.map(({ content }) => content.map((part) => part.text).join(''));
  const user = parts.at(-1) ?? '';
  const named = text?.format?.name ?? 'none';
  return { question: /^Task: `(\w+)`/.exec(user)?.[1] ?? named, shared: parts.slice(0, -1).join(''), user };
}

function commonLength(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  let length = 0;
  while (length < end && one[length] === other[length]) length++;
  return length;
}

function responseOf(id: string, text: string, { inputTokens, cachedTokens, outputTokens }: Paid): object {
  return {
    id,
    object: 'response',
    status: 'completed',
    model: 'analyst-fake',
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] }],
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cachedTokens },
      output_tokens: outputTokens,
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
