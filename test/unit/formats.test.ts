import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import type { Trace } from '../../src/domain/trace.ts';
import type { TraceFormat } from '../../src/formats/format.ts';
import { isList, isObject, unfold } from '../../src/refine/trace/look-into-json.ts';
import { parseTraceText } from '../../src/sources/parse-trace-text.ts';
import { traceFile } from '../../src/sources/trace-file.ts';
import { compactVerb } from '../../src/terminal/verbs/compact.ts';
import { promptsVerb } from '../../src/terminal/verbs/prompts.ts';
import { readVerb } from '../../src/terminal/verbs/read.ts';
import { formats } from '../../src/wiring-of-reading.ts';
import { ROOT } from '../refinery.ts';
import { runVerb } from './some-call.ts';

const CASES = join(ROOT, 'test/cases/formats');
const CORPUS = join(ROOT, '../shared/corpus/dev');
const raw = globSync('*/trace.*', { cwd: CASES }).map((file) => join(CASES, file));

/** Fetches a file, and tells which of the formats read it. */
async function readWith(file: string): Promise<Readonly<{ trace: Trace; by: string | undefined }>> {
  let by: string | undefined;
  const watched = formats.map((format): TraceFormat => {
    const read = (document: Json) => {
      const trace = format.read(document);
      if (trace) by = format.name;
      return trace;
    };
    return { name: format.name, read };
  });
  return { trace: await traceFile(watched).fetch({ source: 'file', locator: file }), by };
}

it('has a case for every format', () => {
  const told = raw.map((file) => basename(dirname(file)));
  expect(told.toSorted()).toEqual(formats.map(({ name }) => name).toSorted());
});

describe.each(raw.map((file) => [basename(dirname(file)), file] as const))('%s', (name, file) => {
  it('is recognised by what it holds', async () => {
    expect((await readWith(file)).by).toBe(name);
  });

  it('is read as its case says', async () => {
    expect(await runVerb(readVerb, [file])).toMatchObject({ code: 0, err: '' });
    const { out } = await runVerb(readVerb, [file]);
    await expect(`${out}\n`).toMatchFileSnapshot(join(CASES, name, 'read.json'));
  });

  it('tells its prompts as its case says', async () => {
    const { code, out } = await runVerb(promptsVerb, [file]);
    expect(code).toBe(0);
    await expect(`${out}\n`).toMatchFileSnapshot(join(CASES, name, 'prompts.json'));
  });

  it.each([
    ['whole', {}, 'compact.txt'],
    ['in so few tokens that much is left out', { budget: '200' }, 'compact-200.txt'],
  ])('is shown to a model as its case says, %s', async (_how, options, golden) => {
    const { code, out } = await runVerb(compactVerb, [file], options);
    expect(code).toBe(0);
    await expect(`${out}\n`).toMatchFileSnapshot(join(CASES, name, golden));
  });

  it('loses nothing that was said', async () => {
    const { trace } = await readWith(file);
    const kept = textsIn([trace.id, trace.name, ...trace.runs.map((run): Json => run as Json)]).join('\n');
    const lost = textsIn(await parseTraceText(readFileSync(file, 'utf8'))).filter(
      (text) => !isFraming(text) && !kept.includes(text),
    );
    expect(lost).toEqual([]);
  });
});

/** Every string in a document, those in strings of JSON too. */
function textsIn(value: Json): readonly string[] {
  const isQuoted = typeof value === 'string' && /^"[\s\S]*"$/.test(value);
  const inside = isQuoted ? (JSON.parse(value) as Json) : (unfold(value) ?? null);
  if (typeof inside === 'string') return [inside];
  if (isList(inside)) return inside.flatMap(textsIn);
  return isObject(inside) ? Object.values(inside).flatMap(textsIn) : [];
}

/** Times, ids and words that say what a record is are told by the trace's own fields, or by its shape. */
function isFraming(text: string): boolean {
  return /^\d[\d T:.+Z-]+(?:Z.*)?$|^[\w.:+/=-]+$|^data: /.test(text);
}

// Traces of other people's agents, for whoever has them beside the project; CI does without.
if (existsSync(CORPUS)) {
  describe('the corpus beside the project', () => {
    const files = globSync('{shapes,bioagent,sdk-capture}/*', { cwd: CORPUS }).filter(
      (file) => !/\.chatml\.json$|index\.json$/.test(file),
    );

    it.each(files)('%s is read, in one piece', async (file) => {
      const { trace } = await readWith(join(CORPUS, file));
      const ids = new Set(trace.runs.map(({ id }) => id));
      expect(trace.runs.length).toBeGreaterThan(0);
      expect(ids.size).toBe(trace.runs.length);
      expect(trace.runs.filter(({ parentId }) => parentId !== null && !ids.has(parentId))).toEqual([]);
    });
  });
} else console.info(`No corpus at ${CORPUS}: formats are tested on their own cases alone.`);
