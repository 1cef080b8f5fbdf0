import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { changedCall } from '../../src/refine/call/changed-call.ts';
import { explains, renderAgain } from '../../src/refine/call/locate-prompt.ts';
import { lookAt } from '../../src/refine/call/look-at.ts';
import { promptsToday } from '../../src/refine/call/prompts-today.ts';
import { applyEdits } from '../../src/refine/change/apply-edits.ts';
import { redact } from '../../src/refine/text/redact.ts';
import { traceFile } from '../../src/sources/trace-file.ts';
import { formats, readTemplates } from '../../src/wiring-of-reading.ts';
import { ROOT } from '../refinery.ts';

/**
 * Each shape of a trace with each kind of prompt in it. `sent.txt` is what the
 * real engine of that kind rendered, `sent-after.txt` what it renders when `find` is
 * replaced by `text` in the file. `lost` says why a prompt's file can't be found.
 */
const CASES = join(ROOT, 'test/cases/rebuilt');
const CORPUS = join(ROOT, '../shared/corpus/dev');

const read = (path: string) => readFileSync(join(CASES, path), 'utf8');
const shapes = globSync('shapes/*.json', { cwd: CASES })
  .toSorted()
  .map((path) => ({ shape: basename(path, '.json'), text: read(path) }));
const prompts = globSync('prompts/*/case.json', { cwd: CASES })
  .toSorted()
  .map((path) => {
    const folder = dirname(path);
    const said: { file: string; find: string; text: string; lost?: string } = JSON.parse(read(path));
    const sent = { before: read(`${folder}/sent.txt`), after: read(`${folder}/sent-after.txt`) };
    return { kind: basename(folder), ...said, ...sent, source: read(`${folder}/${said.file}`) };
  });
const found = prompts.filter(({ lost }) => lost === undefined);
const lost = prompts.filter((prompt) => prompt.lost !== undefined);

/** The trace as it would be sent, its prompt within JSON, or within JSON that stands in a string of it. */
async function callOf(shape: string, text: string, sent: string): Promise<Call> {
  const document: unknown = JSON.parse(text, (_name, value: unknown) =>
    typeof value !== 'string' || !value.includes('@@PROMPT@@')
      ? value
      : value === '@@PROMPT@@'
        ? sent
        : value.replace('@@PROMPT@@', () => JSON.stringify(sent).slice(1, -1)),
  );
  return callIn(await readTrace(shape, document));
}

async function readTrace(name: string, document: unknown) {
  for (const format of formats) {
    const trace = format.read(document as Parameters<typeof format.read>[0]);
    if (trace) return trace;
  }
  throw new Error(`no format reads ${name}`);
}

function callIn(trace: Parameters<typeof redact>[0]): Call {
  const [first] = lookAt(redact(trace, []), '').calls.values();
  if (!first) throw new Error('no call');
  return first.call;
}

const contentOf = ({ messages }: Call) => messages[0]?.content;

const encode = (text: string) => ({ bytes: new TextEncoder().encode(text), mode: '100644' as const });
function changedBy({ file, find, text, source }: (typeof prompts)[number], call: Call) {
  const files = [{ path: file, text: source }];
  const edit = { kind: 'replace' as const, path: file, find, text };
  const today = promptsToday(call, files, readTemplates);
  const applied = applyEdits([edit], new Map([[file, encode(source)]]));
  return { today, changed: changedCall(today, [edit], applied, readTemplates) };
}

it('has sixty calls at least', () => {
  expect(shapes.length * found.length).toBeGreaterThanOrEqual(60);
});

describe.each(shapes)('$shape', ({ shape, text }) => {
  it.each(found)('a prompt of kind $kind is found, rendered again, and rendered with an edit', async (prompt) => {
    const call = await callOf(shape, text, prompt.before);
    expect(contentOf(call)).toBe(prompt.before);

    const { today, changed } = changedBy(prompt, call);
    expect(today.drift).toBeUndefined();
    const again = renderAgain(
      call,
      today.sites.filter((site) => explains(site, call)).map((site) => ({ site, text: prompt.source })),
      readTemplates,
    );
    expect(again?.messages).toEqual(call.messages);
    expect(changed).toMatchObject({ substituted: false });
    expect('call' in changed && contentOf(changed.call)).toBe(prompt.after);
    expect('call' in changed && changed.call.messages.slice(1)).toEqual(call.messages.slice(1));
  });
});

it.each(lost)('a prompt of kind $kind is not found, which is said: $lost', async (prompt) => {
  const [shape] = shapes;
  const call = await callOf('any', shape?.text ?? '', prompt.before);
  const { today, changed } = changedBy(prompt, call);
  expect(today.drift).toMatchObject({ replayed: false });
  // What is tried all the same is what the program would have sent.
  if ('call' in changed) {
    expect(changed.substituted).toBe(true);
    expect(contentOf(changed.call)).toBe(prompt.after);
  }
});

const corpus = existsSync(CORPUS);
it.skipIf(!corpus)(
  `finds the prompts of recorded traces in files of every kind${corpus ? '' : ' (put the corpus beside the project, in ../shared/corpus)'}`,
  async () => {
    const files = globSync('{shapes,sdk-capture}/*.{json,jsonl,gz}', { cwd: CORPUS }).toSorted();
    const told: Record<string, number> = { calls: 0, found: 0 };
    for (const file of files) {
      const trace = await traceFile(formats)
        .fetch({ source: 'file', locator: join(CORPUS, file) })
        .catch(() => undefined);
      const calls = trace ? [...lookAt(redact(trace, []), '').calls.values()] : [];
      for (const { call } of calls.slice(0, 5)) {
        const [message] = call.messages.filter(({ role }) => role === 'system' || role === 'user');
        if (!message || message.content.trim().replace(/\s/g, '').length < 40) continue;
        for (const path of ['p.md', 'p.py', 'p.ts', 'p.json']) {
          told.calls = (told.calls ?? 0) + 1;
          const text = writtenIn(path, message.content);
          const { sites } = promptsToday(call, [{ path, text }], readTemplates);
          const again = renderAgain(
            call,
            sites.map((site) => ({ site, text })),
            readTemplates,
          );
          if (sites.length > 0 && again && JSON.stringify(again) === JSON.stringify(call))
            told.found = (told.found ?? 0) + 1;
          else told[`${file} ${path}`] = (told[`${file} ${path}`] ?? 0) + 1;
        }
      }
    }
    const { calls = 0, found: both = 0, ...failed } = told;
    expect(calls).toBeGreaterThanOrEqual(60);
    expect(failed).toEqual({});
    expect(both).toBe(calls);
  },
  120_000,
);

/** A file of that kind that holds a text. */
function writtenIn(path: string, content: string): string {
  const quoted = JSON.stringify(content);
  if (path.endsWith('.py')) return `SYSTEM = ${quoted}\n`;
  if (path.endsWith('.ts')) return `export const system: string = ${quoted};\n`;
  return path.endsWith('.json') ? JSON.stringify({ prompts: [{ role: 'system', content }] }) : `${content}\n`;
}
