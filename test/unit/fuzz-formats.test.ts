import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RefineryError } from '../../src/domain/errors.ts';
import type { Json } from '../../src/domain/json.ts';
import type { Trace } from '../../src/domain/trace.ts';
import { readTemplates } from '../../src/refine/call/read-template.ts';
import { rebuildCall } from '../../src/refine/call/rebuild-call.ts';
import { parseTraceText } from '../../src/sources/parse-trace-text.ts';
import { formats } from '../../src/wiring-of-reading.ts';
import { ROOT } from '../refinery.ts';

/** A short run here; `npm run fuzz` makes it 100,000. The same every time. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 600);
const SEED = 20_261_128;

const texts = globSync('*/trace.*', { cwd: join(ROOT, 'test/cases/formats') })
  .toSorted()
  .map((file) => readFileSync(join(ROOT, 'test/cases/formats', file), 'utf8'));
const documents = await Promise.all(texts.map(parseTraceText));
const keys = [...new Set(documents.flatMap(keysIn))];
const words = [...new Set(documents.flatMap(wordsIn))];

const hostile = fc.constantFrom<Json>(
  ...[
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\u202e',
    '',
    '0',
    '-1',
    '9'.repeat(40),
    '[[[[',
    '{"a":',
    'NaN',
    '\u0000',
  ],
  ...[1e308, -0, 2 ** 53, 1.5, true, false, null, [], {}, [[[]]], [null], { __proto__: null }, { id: {} }],
);
const leaf = fc.oneof(hostile, fc.constantFrom<Json>(...words), fc.string({ unit: 'binary', maxLength: 20 }));
/** JSON of any form, in the vocabulary of the formats. */
const anyJson = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 8 })), tie('value'), { maxKeys: 5 }),
  ),
})).value;

type Mutation = Readonly<{ place: number; how: 'replace' | 'drop' | 'double' | 'wrap' | 'swap'; value: Json }>;
const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  how: fc.constantFrom<Mutation['how']>('replace', 'drop', 'double', 'wrap', 'swap'),
  value: fc.oneof(leaf, anyJson),
});
const mutated = fc
  .tuple(fc.constantFrom(...documents), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([document, mutations]) => JSON.stringify(mutations.reduce(mutate, document)));
const broken = fc
  .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.string({ unit: 'binary', maxLength: 6 }))
  .map(([text, from, length, put]) => {
    const at = from % (text.length + 1);
    return text.slice(0, at) + put + (length % 3 === 0 ? '' : text.slice(at + (length % 40)));
  });
const listed = fc
  .tuple(
    fc.array(fc.constantFrom(...documents.flatMap((one) => (Array.isArray(one) ? one : [one]))), { maxLength: 5 }),
    anyJson,
  )
  .map((parts) => JSON.stringify(parts.flat()));

it('reads whatever it is given, or says why not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        mutated,
        mutated,
        broken,
        anyJson.map((value) => JSON.stringify(value)),
        listed,
      ),
      async (text) => {
        const trace = await readText(text);
        if (trace) hold(trace);
      },
    ),
    { numRuns: INPUTS, seed: SEED },
  );
  // A series that no format reads would prove nothing.
  expect([...readBy].toSorted()).toEqual(formats.map(({ name }) => name).toSorted());
}, 3_600_000);

const readBy = new Set<string>();

async function readText(text: string): Promise<Trace | undefined> {
  try {
    const document = await parseTraceText(text);
    for (const { name, read } of formats) {
      const trace = read(document);
      if (!trace) continue;
      readBy.add(name);
      return trace;
    }
    return undefined;
  } catch (error) {
    if (error instanceof RefineryError) return undefined;
    throw error;
  }
}

/** What is true of every trace, whatever it was read from. */
function hold({ runs, id, name }: Trace): void {
  const before = new Set<string>();
  for (const run of runs) {
    expect(run.parentId === null || before.has(run.parentId), 'parents stand before their children').toBe(true);
    expect(before.has(run.id), 'ids are told apart').toBe(false);
    before.add(run.id);
    for (const ms of [run.startMs, run.endMs])
      expect(ms === null || Number.isFinite(ms), 'times are numbers').toBe(true);
    for (const text of [run.id, run.name, run.kind, run.status]) expect(typeof text).toBe('string');
    for (const text of [run.error, run.model, run.parentId])
      expect(text === null || typeof text === 'string').toBe(true);
    rebuildCall(run);
  }
  expect(runs.length).toBeGreaterThan(0);
  expect(typeof id + typeof name).toBe('stringstring');
  expect(JSON.parse(JSON.stringify(runs))).toHaveLength(runs.length);
  readTemplates(runs);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

/** Changes one place of a document, counted in the order of its text. */
function mutate(document: Json, { place, how, value }: Mutation): Json {
  const places = countPlaces(document);
  let left = place % places;
  const walk = (here: Json): readonly Json[] => {
    if (left-- === 0) {
      if (how === 'drop') return [];
      if (how === 'double') return [here, here];
      if (how === 'wrap') return [[here]];
      if (how === 'swap') return [typeof here === 'object' ? JSON.stringify(here) : { value: here }];
      return [value];
    }
    if (Array.isArray(here)) return [here.flatMap(walk)];
    if (here === null || typeof here !== 'object') return [here];
    return [
      Object.fromEntries(
        Object.entries(here).flatMap(([key, inner]) => walk(inner).map((changed) => [key, changed] as const)),
      ),
    ];
  };
  return walk(document)[0] ?? null;
}

function countPlaces(value: Json): number {
  if (value === null || typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countPlaces(inner), 1);
}

function keysIn(value: Json): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...keysIn(inner)]);
}

function wordsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return value.length < 60 ? [value] : [];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(wordsIn);
}
