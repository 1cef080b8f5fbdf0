import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'langsmith';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { unpackSample } from '../../playground/unpack-sample.ts';

const Tool = z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) });
const LlmRun = z.object({
  inputs: z.object({
    model: z.string(),
    messages: z.array(z.object({ role: z.enum(['system', 'user']), content: z.string() })),
    tools: z.array(Tool).optional(),
  }),
  outputs: z.object({
    model: z.literal('stand-in-1'),
    choices: z.array(
      z.object({
        message: z.object({
          content: z.string().nullable(),
          tool_calls: z.array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) })).optional(),
        }),
      }),
    ),
  }),
});
type LlmRun = z.infer<typeof LlmRun>;
const Runs = z.array(
  z.looseObject({ name: z.string(), run_type: z.string(), status: z.string(), error: z.string().nullable() }),
);

let dir: string;
let sample: Sample;
let openAi: OpenAI;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sample-'));
  sample = await startSample({ dir });
  openAi = new OpenAI({ baseURL: sample.model.url, apiKey: 'none-needed', maxRetries: 0 });
});
afterAll(async () => {
  await sample.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the repository', () => {
  it('is a clean one with a short history on main', async () => {
    expect(await git('status', '--porcelain')).toBe('');
    expect(await git('branch', '--show-current')).toBe('main');
    expect(await git('log', '--format=%an <%ae> %s')).toBe(
      [
        'Sample Author <sample@localhost> Add evals and what Refinery may read',
        'Sample Author <sample@localhost> Write the prompts',
        'Sample Author <sample@localhost> Add the support agent',
      ].join('\n'),
    );
    expect(await git('rev-parse', 'HEAD')).toBe(sample.head);
  });

  it('is the same everywhere, whatever the user has configured', async () => {
    const other = join(dir, 'other');
    expect(await unpackSample(other)).toEqual({ head: sample.head });
  });

  it('does not go where something is', async () => {
    const taken = await mkdtemp(join(dir, 'taken-'));
    await writeFile(join(taken, 'mine.txt'), 'mine');
    await expect(unpackSample(taken)).rejects.toThrow('is not empty');
    expect(await readFile(join(taken, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('is used as it stands when it is there already', async () => {
    await writeFile(join(sample.repo, 'note.txt'), 'mine');
    const again = await startSample({ dir });
    await again.close();
    expect(again).toMatchObject({ head: sample.head, isNew: false });
    expect(await readFile(join(sample.repo, 'note.txt'), 'utf8')).toBe('mine');
    await rm(join(sample.repo, 'note.txt'));
  });

  it('declares files that exist', async () => {
    const declared = z.record(z.string(), z.array(z.string()));
    const paths = declared.parse(JSON.parse(await inRepo('.refinery/context.json')));
    for (const path of Object.values(paths).flat()) expect(await inRepo(path)).not.toBe('');
    const lines = (await inRepo('evals/cases.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(Object.keys(line)).toEqual(['id', 'input', 'expected']);
  });
});

describe('the failures', () => {
  it('happen as they are described', () => {
    expect(sample.failures.map(({ name, answer }) => [name, answer])).toEqual([
      ['memory', 'Yes, I remember what you told me last week about your fountain pen.'],
      ['price', 'The Atelier plan costs $29 a month.'],
      ['order', 'No order with the id 42.'],
    ]);
  });

  it.each([
    ['memory', ['chain support_agent', 'chain route', 'llm ChatOpenAI']],
    ['price', ['chain support_agent', 'chain route', 'retriever search_articles', 'llm ChatOpenAI']],
    ['order', ['chain support_agent', 'chain route', 'llm ChatOpenAI', 'tool look_up_order', 'llm ChatOpenAI']],
  ])('are traced whole: %s', async (name, runs) => {
    expect((await exported(name)).map((run) => `${run.run_type} ${run.name}`)).toEqual(runs);
  });

  it('show both articles to the model, the outdated one first', async () => {
    const { messages } = (await llmRun('price')).inputs;
    const [, documents] = messages;
    expect(documents?.content.indexOf('$29')).toBeGreaterThan(0);
    expect(documents?.content.indexOf('$39')).toBeGreaterThan(documents?.content.indexOf('$29') ?? 0);
  });

  it('show the wrong argument and the error that it led to', async () => {
    const call = (await llmRun('order')).outputs.choices[0]?.message.tool_calls?.[0];
    expect(call?.function).toEqual({ name: 'look_up_order', arguments: '{"order_id":42}' });
    const tool = (await exported('order')).find((run) => run.run_type === 'tool');
    expect(tool).toMatchObject({ status: 'error', error: 'Error: No order with the id 42.' });
  });

  it('were rendered from the prompt files', async () => {
    const rendered = await rerendered('memory', (file) => file);
    expect((await llmRun('memory')).inputs.messages[0]?.content).toBe(rendered.messages[0]?.content);
    expect(rendered.messages[0]?.content).not.toContain('{{');
  });

  it('can be read by the SDK at the links that are given', async () => {
    const { url, apiKey } = sample.langSmith;
    const client = new Client({ apiUrl: url, apiKey });
    for (const { link, traceId } of sample.failures) {
      expect((await fetch(link)).status).toBe(200);
      const [, project = ''] = /\/projects\/p\/([^/]+)\/r\//.exec(link) ?? [];
      const { items = [] } = await client.traces.listRuns(traceId, { project_id: project, selects: ['NAME'] });
      expect(items[0]).toEqual({ name: 'support_agent' });
    }
  });
});

describe('replaying the recorded calls', () => {
  it.each(['memory', 'price', 'order'])('unchanged gives the recorded answer: %s', async (name) => {
    const recorded = (await llmRun(name)).outputs.choices[0]?.message;
    const { message } = await replay(await rerendered(name, (file) => file));
    expect([message?.content, message?.tool_calls?.map(named)]).toEqual([
      recorded?.content,
      recorded?.tool_calls?.map(named),
    ]);
  });

  it.each([
    'When a customer refers to an earlier chat, say that we cannot remember past chats.',
    '- When the customer\'s message is like "Do you remember what I told you last week about my fountain pen?", say that we cannot remember past chats.',
  ])('with the prompt edited cures the first: %s', async (line) => {
    const { message } = await replay(await rerendered('memory', (file) => `${file}\n${line}\n`));
    expect(message?.content).toBe('We cannot remember past chats.');
  });

  it('with the prompt edited cures the second', async () => {
    const line = 'When documents disagree, use the one with the newest date.';
    const { message } = await replay(await rerendered('price', (file) => `${file}\n${line}\n`));
    expect(message?.content).toContain('$39');
  });

  it.each([
    'Pass numbers and codes to tools exactly as the customer wrote them, such as A-0042.',
    'When a customer asks where an order is, look up order A-0042.',
    'When a customer writes something like "Where is my order A-0042?", say that we look up order A-0042.',
  ])('with any prompt does not cure the third: %s', async (line) => {
    const { message } = await replay(await rerendered('order', (file) => `${file}\n- ${line}\n`));
    expect(message?.tool_calls?.map(named)).toEqual([{ name: 'look_up_order', arguments: '{"order_id":42}' }]);
  });

  it('with the schema put right cures the third', async () => {
    const call = await rerendered('order', (file) => file);
    const parameters = { type: 'object', properties: { order_id: { type: 'string' } }, required: ['order_id'] };
    const tools = [
      { type: 'function' as const, function: { name: 'look_up_order', description: 'Finds an order.', parameters } },
    ];
    const { message } = await replay({ ...call, tools });
    expect(message?.tool_calls?.map(named)).toEqual([{ name: 'look_up_order', arguments: '{"order_id":"A-0042"}' }]);
  });

  it('gives the same by the Responses API', async () => {
    const { messages } = (await llmRun('memory')).inputs;
    const response = await openAi.responses.create({ model: 'stand-in-1', input: messages });
    expect(response.output_text).toBe(sample.failures[0]?.answer);
    expect(response.usage?.input_tokens).toBeGreaterThan(100);

    const order = (await llmRun('order')).inputs.messages;
    const parameters = { type: 'object', properties: { order_id: { type: 'integer' } }, required: ['order_id'] };
    const tool = { type: 'function' as const, name: 'look_up_order', description: null, parameters, strict: false };
    const called = await openAi.responses.create({ model: 'stand-in-1', input: order, tools: [tool] });
    expect(called.output).toMatchObject([
      { type: 'function_call', name: 'look_up_order', arguments: '{"order_id":42}' },
    ]);
    const calls = called.output.filter((item) => item.type === 'function_call');
    const result = {
      type: 'function_call_output' as const,
      call_id: calls[0]?.call_id ?? '',
      output: '{"status":"sent"}',
    };
    const told = await openAi.responses.create({
      model: 'stand-in-1',
      instructions: 'Be kind.',
      input: [...order, ...calls, result],
      tools: [tool],
    });
    expect(told.output_text).toBe('Sent.');
  });
});

describe('the stand-in model', () => {
  it('names itself in every answer', async () => {
    const { data } = await openAi.models.list();
    expect(data.map(({ id }) => id)).toEqual(['stand-in-1']);
    const completion = await openAi.chat.completions.create({
      model: 'gpt-anything',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(completion.model).toBe('stand-in-1');
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
  });

  it.each([
    ['a stream', { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true }, 'does not stream'],
    [
      'a schema',
      { model: 'm', messages: [{ role: 'user', content: 'Hi' }], response_format: { type: 'json_object' } },
      'plain text only',
    ],
    ['no messages', { model: 'm', messages: [] }, 'messages'],
    ['an unknown role', { model: 'm', messages: [{ role: 'king', content: 'Hi' }] }, 'role'],
    ['no object', 7, 'no JSON object'],
  ])('refuses %s in OpenAI’s form', async (_what, body, why) => {
    const response = await fetch(`${sample.model.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining(why), type: 'invalid_request_error' },
    });
  });

  it('knows no other path', async () => {
    expect((await fetch(`${sample.model.url}/embeddings`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

describe('npm run sample', () => {
  it('says how to go on, serves, and ends well when it is asked to', async () => {
    const told = await run(['--dir', join(dir, 'told')], async (output) => {
      const [modelUrl = ''] = /http:\S+\/v1/.exec(output) ?? [];
      expect((await fetch(`${modelUrl}/models`)).status).toBe(200);
    });
    expect(told.exitCode).toBe(0);
    for (const { expectation, name } of sample.failures) {
      expect(told.output).toContain(`--expected '${expectation}'`);
      expect(told.output).toContain(join('traces', `${name}.json`));
    }
  });

  it('runs twice at once, on other ports', async () => {
    const urls = z.object({ modelUrl: z.string(), langSmith: z.object({ url: z.string() }) });
    await run(['--json', '--dir', join(dir, 'one')], async (first) => {
      await run(['--json', '--dir', join(dir, 'two')], async (second) => {
        const [one, two] = [first, second].map((output) => urls.parse(JSON.parse(output)));
        expect(new Set([one?.modelUrl, two?.modelUrl, one?.langSmith.url, two?.langSmith.url]).size).toBe(4);
      });
    });
  });

  it('says what is wrong with an option, or with the folder', async () => {
    expect(await run(['--nonsense'])).toMatchObject({ exitCode: 2, errors: expect.stringContaining('Usage') });
    await mkdir(join(dir, 'full', 'agent'), { recursive: true });
    await writeFile(join(dir, 'full', 'agent', 'mine.txt'), 'mine');
    const full = await run(['--dir', join(dir, 'full')]);
    expect(full).toMatchObject({ exitCode: 1, output: '', errors: expect.stringContaining('Choose another folder') });
  });
});

/** Starts it, hands over what it prints first, and then presses Ctrl-C. */
async function run(args: readonly string[], whileServing?: (output: string) => Promise<void>) {
  const child = spawn(process.execPath, ['playground/sample.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const printed = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.endsWith('\n')) resolve();
    });
  });
  try {
    await Promise.race([printed, ended]);
    if (output !== '') await whileServing?.(output);
  } finally {
    child.kill('SIGINT');
  }
  const [exitCode] = await ended;
  return { exitCode, output, errors };
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: sample.repo });
  return stdout.trim();
}

const inRepo = (path: string): Promise<string> => readFile(join(sample.repo, path), 'utf8');

async function exported(name: string): Promise<z.infer<typeof Runs>> {
  return Runs.parse(JSON.parse(await readFile(join(dir, 'traces', `${name}.json`), 'utf8')));
}

/** The first LLM run: the one that goes wrong in each of the failures. */
async function llmRun(name: string): Promise<LlmRun> {
  return LlmRun.parse((await exported(name)).find((run) => run.run_type === 'llm'));
}

/** The recorded call with its system prompt rendered again from an edited file of the repository. */
async function rerendered(name: string, edit: (file: string) => string) {
  const { messages, tools, model } = (await llmRun(name)).inputs;
  const file = await inRepo(name === 'price' ? 'prompts/answer-from-documents.md' : 'prompts/support.md');
  const system = edit(file).replaceAll('{{customer_name}}', 'Robin').replaceAll('{{today}}', '2026-06-10');
  const [first, ...others] = messages;
  return { model, messages: first ? [{ ...first, content: system }, ...others] : [], ...(tools && { tools }) };
}

async function replay(call: OpenAI.ChatCompletionCreateParamsNonStreaming) {
  const { choices } = await openAi.chat.completions.create(call);
  const message = choices[0]?.message;
  return {
    message: message && { ...message, tool_calls: message.tool_calls?.filter((call) => call.type === 'function') },
  };
}

const named = (call: Readonly<{ function: Readonly<{ name: string; arguments: string }> }>) => call.function;
