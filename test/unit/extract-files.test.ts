import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { extractFiles } from '../../src/refine/call/extract-files.ts';
import { extractVerb } from '../../src/terminal/verbs/extract.ts';
import { ROOT } from '../refinery.ts';
import { runVerb } from './some-call.ts';
import { someTrace } from './some-trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'refinery-extract-'));
afterAll(() => rmSync(folder, { recursive: true }));

const asked = (system: string, user: string) => ({
  messages: [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ],
});

it('saves each prompt once, under the name of its run, and nothing outside of its folders', () => {
  const trace = someTrace([
    { id: 'a', kind: 'llm', name: '../Plan it!', inputs: asked('You plan.', 'Rye?'), outputs: 'Yes.' },
    { id: 'b', kind: 'llm', name: '../Plan it!', inputs: asked('You plan.', 'Oat?'), outputs: 'No.' },
    { id: 'c', kind: 'llm', name: 'Plan it', inputs: asked('You bake.', 'Oat?'), outputs: 'No.' },
    { id: 'd', kind: 'llm', name: '日本', inputs: asked('You sell.', 'Oat?'), outputs: 'No.' },
  ]);
  expect(extractFiles(trace).map(({ path }) => path)).toEqual([
    'prompts/plan-it.md',
    'configs/plan-it.json',
    'prompts/plan-it-2.md',
    'configs/plan-it-2.json',
    'prompts/prompt.md',
    'configs/prompt.json',
    'evals/cases.jsonl',
  ]);
});

it('makes an eval case of what was asked, with what should have been answered where that is known', () => {
  const trace = someTrace([{ id: 'a', kind: 'llm', inputs: asked('You bake.', 'Rye?'), outputs: 'Yes.' }]);
  const caseIn = (expectation?: string) => JSON.parse(extractFiles(trace, expectation).at(-1)?.text ?? '');
  expect(caseIn()).toMatchObject({ input: 'Rye?', output: 'Yes.' });
  expect(caseIn('say no')).toMatchObject({ input: 'Rye?', expected: 'say no' });
});

it('writes the template rather than what was rendered from it, and keeps what is there', async () => {
  const file = join(ROOT, 'test/cases/formats/otel-spans/trace.jsonl');
  const call = () => runVerb(extractVerb, [file], { out: folder });
  expect(await call()).toMatchObject({ code: 0, err: '' });
  const prompt = join(folder, 'prompts/chatcompletion.md');
  expect(readFileSync(prompt, 'utf8')).toBe('Hours: {hours}\n');
  expect(JSON.parse(readFileSync(join(folder, 'configs/chatcompletion.json'), 'utf8'))).toEqual({
    model: 'small-1',
    parameters: { temperature: 0 },
    tools: [{ name: 'clock', description: 'The time', parameters: { type: 'object' } }],
  });

  writeFileSync(prompt, 'mine');
  expect((await call()).out).toContain('prompts/chatcompletion.md is there already and was kept.');
  expect(readFileSync(prompt, 'utf8')).toBe('mine');
});

it('says so when a trace has no prompts, and asks for a folder', async () => {
  const stream = join(ROOT, 'test/cases/formats/ui-message-stream/trace.sse');
  await expect(runVerb(extractVerb, [stream], { out: folder })).rejects.toMatchObject({ kind: 'trace-unreadable' });
  await expect(runVerb(extractVerb, [stream])).rejects.toMatchObject({ kind: 'wrong-usage' });
});
