import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../src/ports.ts';
import { questions } from '../../src/wiring-of-questions.ts';
import { EXPECTATION, partsOf, RUNS, requestsOf } from '../injected.ts';
import { HARMLESS, INJECTIONS } from '../injections.ts';

/**
 * Untrusted text, proved by code: whatever stands in a trace, a file or a thread, every question is put as if it were
 * harmless, and what a model says that obeys it changes no more than the words of the diagnosis.
 */
let harmless: ReadonlyMap<string, ModelRequest>;
beforeAll(async () => {
  harmless = await requestsOf(HARMLESS);
});

it('is at least forty texts, against every question that there is', () => {
  expect(new Set(INJECTIONS.map(({ text }) => text)).size).toBeGreaterThanOrEqual(40);
  expect([...harmless.keys()].toSorted()).toEqual(questions.map(({ name }) => name).toSorted());
  for (const [name, request] of harmless)
    expect([name, everythingIn(request).includes(HARMLESS)]).toEqual([name, true]);
});

describe.each(INJECTIONS)('$name', ({ text, secret }) => {
  it('reaches the model as material: prompt, schema and marks are what they are without it', async () => {
    for (const [name, request] of await requestsOf(text)) {
      const plain = harmless.get(name);
      if (!plain) throw new Error(`${name} is asked only because of the text`);
      expect(Object.keys(request).toSorted(), 'no tool, nothing to call').toEqual(Object.keys(plain).toSorted());
      expect(instructionsIn(request)).toBe(instructionsIn(plain));
      expect({ ...request, ...NO_TEXTS }).toEqual({ ...plain, ...NO_TEXTS });
      expect([name, frameOf(request)]).toEqual([name, frameOf(plain)]);
      if (secret) expect(everythingIn(request)).not.toContain(secret);
    }
  });

  it('is in its part alone, where the trace is read in groups', async () => {
    const parts = (await partsOf(text)).map(({ shared }) => shared?.text ?? '');
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(linesWithMark)).toEqual(parts.map(() => ['<trace MARK>', '</trace MARK>']));
    const runs = parts.map((part) => headingsIn(part.split('\n')).filter((heading) => heading.startsWith('run ')));
    // Of the whole trace, whose runs are numbered through: no text adds one, or stands for another part's.
    for (const part of parts) expect(part).toContain(` trace: ${RUNS} runs`);
    const numbers = runs.map((headings) => headings.map((heading) => Number(/^run (\d+)/.exec(heading)?.[1])));
    expect(numbers.map((part) => part.toSorted((one, other) => one - other))).toEqual(numbers);
    // Parts are asked all at once, in whatever order.
    expect(numbers.flat().toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: RUNS }, (_, index) => index + 1),
    );
  });

  it('stands where the expectation stands, when the expert writes it, and is no template', async () => {
    const safe = 'it says SAFE';
    const [hostile, plain] = [await requestsOf(HARMLESS, `${EXPECTATION} ${text}`), await requestsOf(HARMLESS, safe)];
    for (const [name, request] of hostile) {
      const [before = '', ...behind] = instructionsIn(plain.get(name) ?? request).split(safe);
      const instructions = instructionsIn(request);
      if (secret) expect(everythingIn(request)).not.toContain(secret);
      if (behind.length === 0) expect(instructions).toBe(before);
      else {
        expect(instructions.startsWith(`${before}${EXPECTATION}`)).toBe(true);
        expect(instructions.endsWith(behind.join(safe))).toBe(true);
        if (!secret) expect(instructions).toContain(text);
      }
    }
  });
});

const NO_TEXTS = { system: '', shared: '', user: '' };
const everythingIn = ({ system, shared, user }: ModelRequest): string => [system, shared?.text, user].join('\n');

/** What others wrote ends with a line of ours, whose mark is the one that counts: theirs can't hold it. */
const markOf = (text: string): string => /\n<\/[\w-]+ (mark [0-9a-f]{8,})>$/.exec(text)?.[1] ?? 'no mark';

/** Marks are made of what stands between them, so they differ from text to text. */
const unmarked = (text: string, mark: string): string => text.replaceAll(mark, 'MARK');

/** All that tells the model what to do: it ends where the material begins. */
function instructionsIn({ system, user }: ModelRequest): string {
  const mark = markOf(user);
  const [told = ''] = user.split(new RegExp(`^<[\\w-]+ ${mark}>$`, 'm'));
  return unmarked(`${system}\n\n${told}`, mark);
}

/**
 * What is ours in a request, and must be there exactly so often: the lines with its marks, the headings of the runs, and
 * the fields of the line of JSON.
 */
function frameOf({ shared, user }: ModelRequest) {
  const trace = shared?.text ?? '';
  const [top = '', ...runs] = headingsIn(trace.split('\n'));
  return {
    marked: [trace, user].map(linesWithMark),
    headings: top === '' ? [] : [top, ...runs.map((run) => /^(?:run \d+|task$)?/.exec(run)?.[0])],
    fields: /^<material/m.test(user) ? Object.keys(JSON.parse(user.split('\n').at(-2) ?? '')) : [],
  };
}

function linesWithMark(text: string): readonly string[] {
  const mark = markOf(text);
  const lines = text.split('\n').filter((line) => line.includes(mark));
  return lines.map((line) => unmarked(line, mark));
}

/** Without their mark: they begin with as many # as no line from outside does. */
function headingsIn(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => /^#+ trace: \d+ runs/.test(line));
  const hashes = /^#+ /.exec(lines[at] ?? '')?.[0];
  return hashes === undefined
    ? []
    : lines.slice(at).flatMap((line) => (line.startsWith(hashes) ? line.slice(hashes.length) : []));
}
