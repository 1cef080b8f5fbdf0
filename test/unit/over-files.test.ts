import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tell } from '../../src/domain/errors.ts';
import { asJson } from '../../src/terminal/as-json.ts';
import { overFiles } from '../../src/terminal/over-files.ts';
import { projectOf } from '../../src/terminal/reported-file.ts';
import type { VerbCall } from '../../src/terminal/verb.ts';
import { diagnoseVerb } from '../../src/terminal/verbs/diagnose.ts';
import { promptsVerb } from '../../src/terminal/verbs/prompts.ts';
import { proposeVerb } from '../../src/terminal/verbs/propose.ts';
import { proveVerb } from '../../src/terminal/verbs/prove.ts';
import { readVerb } from '../../src/terminal/verbs/read.ts';
import { someCall } from './some-call.ts';

const TRACE = [
  {
    id: 'model',
    trace_id: 't',
    parent_run_id: 'root',
    run_type: 'llm',
    name: 'model',
    start_time: '2026-10-05T08:00:01Z',
    end_time: '2026-10-05T08:00:02Z',
    inputs: { messages: [{ role: 'user', content: 'Hi' }] },
    outputs: { output: 'Hello.' },
    extra: { metadata: { ls_model_name: 'small-1' } },
  },
  {
    id: 'root',
    trace_id: 't',
    run_type: 'chain',
    name: 'agent',
    start_time: '2026-10-05T08:00:00Z',
    inputs: { input: 'Hi' },
    error: 'Boom',
  },
  {
    id: 'silent',
    trace_id: 't',
    parent_run_id: 'root',
    run_type: 'llm',
    name: 'silent',
    start_time: '2026-10-05T08:00:03Z',
    inputs: {},
  },
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-over-files-'));
  await writeFile(join(folder, 'good.runs.json'), JSON.stringify(TRACE));
  await writeFile(join(folder, 'page.json'), '<html></html>');
});
afterEach(() => rm(folder, { recursive: true }));

/** Names without a colon are files of the folder. */
function callFor(args: readonly string[], options: VerbCall['options'] = {}, signal?: AbortSignal) {
  const paths = args.map((name) => (name.includes(':') ? name : join(folder, name)));
  return someCall(paths, options, signal, folder);
}

describe('a verb over files', () => {
  it('writes one file for each trace, named without its last extension', async () => {
    const target = join(folder, 'deep', 'out');
    const { call, out } = callFor(['good.runs.json'], { out: target });
    expect(await overFiles(call, '.txt', (trace, file) => `${trace.id} of ${file}`)).toBe(0);
    expect(await readdir(target)).toEqual(['good.runs.txt']);
    expect(await readFile(join(target, 'good.runs.txt'), 'utf8')).toBe(`t of ${join(folder, 'good.runs.json')}`);
    expect(out).toEqual([]);
  });

  it('prints without --out', async () => {
    const { call, out } = callFor(['good.runs.json', 'good.runs.json']);
    expect(await overFiles(call, '.txt', async ({ id }) => id)).toBe(0);
    expect(out).toEqual(['t', 't']);
  });

  it('names what fails, with the sentence for people, and goes on', async () => {
    const { call, out, err } = callFor([
      'page.json',
      'absent.json',
      'https://evil.smith.langchain.com.example/public/x/r',
      'good.runs.json',
    ]);
    expect(await overFiles(call, '.txt', ({ id }) => id)).toBe(1);
    expect(out).toEqual(['t']);
    expect(err).toEqual([
      expect.stringMatching(/page\.json: That file is no trace.*it is a web page/),
      expect.stringContaining(tell('file-not-found')),
      expect.stringContaining(tell('link-foreign')),
    ]);
  });

  it('lets no file steer the terminal', async () => {
    await writeFile(join(folder, 'page.json'), JSON.stringify({ '\u001b[2Jgone': 1 }));
    const { call, err } = callFor(['page.json']);
    expect(await overFiles(call, '.txt', ({ id }) => id)).toBe(1);
    expect(err.join()).not.toContain('\u001b');
  });

  it('goes on after a result that could not be made', async () => {
    const { call, err } = callFor(['good.runs.json', 'good.runs.json']);
    const make = () => {
      throw new Error('too large');
    };
    expect(await overFiles(call, '.txt', make)).toBe(1);
    expect(err).toEqual([expect.stringContaining('good.runs.json: too large'), expect.stringContaining('too large')]);
  });

  it('does not write two traces over each other', async () => {
    await writeFile(join(folder, 'good.runs.jsonl'), JSON.stringify(TRACE));
    const { call, err } = callFor(['good.runs.json', 'good.runs.jsonl'], { out: join(folder, 'out') });
    expect(await overFiles(call, '.txt', (_trace, file) => file)).toBe(1);
    expect(await readFile(join(folder, 'out', 'good.runs.txt'), 'utf8')).toMatch(/\.json$/);
    expect(err).toHaveLength(1);
  });

  it('stops on Ctrl-C', async () => {
    const { call, out } = callFor(['good.runs.json'], {}, AbortSignal.abort());
    expect(await overFiles(call, '.txt', ({ id }) => id)).toBe(1);
    expect(out).toEqual([]);
  });

  it('asks for the folder that --out forgot', async () => {
    const { call } = callFor(['good.runs.json'], { out: true });
    await expect(overFiles(call, '.txt', ({ id }) => id)).rejects.toMatchObject({ kind: 'wrong-usage' });
  });
});

describe('read and prompts', () => {
  it('read tells the runs, parents first', async () => {
    const { call, out } = callFor(['good.runs.json']);
    expect(await readVerb.run(call)).toBe(0);
    const told = JSON.parse(out[0] ?? '');
    expect(told).toMatchObject({ traceId: 't', name: 'agent', mended: [] });
    expect(told.runs).toMatchObject([
      {
        id: 'root',
        parentId: null,
        kind: 'chain',
        status: 'error',
        startMs: Date.UTC(2026, 9, 5, 8),
        endMs: null,
        inputs: { input: 'Hi' },
        outputs: null,
        error: 'Boom',
      },
      { id: 'model', parentId: 'root', kind: 'llm', status: 'ok', outputs: { output: 'Hello.' }, error: null },
      { id: 'silent', parentId: 'root', status: 'unknown' },
    ]);
  });

  it('tells signs that would steer a terminal by their codes, exactly', () => {
    const hostile = { text: '\u009b2J \u202e \u200f \u001b[2J Zoë' };
    expect(asJson(hostile)).toMatch(/\\u009b2J \\u202e \\u200f \\u001b\[2J Zoë/);
    expect(JSON.parse(asJson(hostile))).toEqual(hostile);
  });

  it('prompts tells what was sent to the model, and what it answered', async () => {
    const { call, out } = callFor(['good.runs.json']);
    expect(await promptsVerb.run(call)).toBe(0);
    expect(JSON.parse(out[0] ?? '')).toEqual([
      {
        runId: 'model',
        model: 'small-1',
        messages: [{ role: 'user', content: 'Hi', toolCalls: [], toolCallId: null }],
        tools: [],
        parameters: {},
        output: { text: 'Hello.', toolCalls: [], finish: 'unknown' },
      },
    ]);
  });
});

describe('a verb that needs more than its files', () => {
  it.each([diagnoseVerb, proposeVerb, proveVerb])('says what is missing before it reads any: $name', async (verb) => {
    const { call, err } = callFor(['absent.json'], { repo: 'agent' });
    await expect(verb.run(call)).rejects.toMatchObject({ kind: 'wrong-usage', detail: '--expected "…" is missing' });
    expect(err).toEqual([]);
  });

  it.each([
    ['~/agent', 'home/agent'],
    ['~', 'home'],
    ['../~/agent', '../~/agent'],
    ['~ada', '~ada'],
  ])('finds the repository %s', (repo, found) => {
    expect(projectOf(callFor([], { repo }).call).repo).toBe(join(folder, found));
  });
});
