import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Edit } from '../../src/domain/change.ts';
import type { FileAtCommit } from '../../src/ports.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { applyEdits, inverseOf } from '../../src/refine/change/apply-edits.ts';
import { countSpentMs } from '../spent-ms.ts';

const PATH = 'prompts/support.md';

function someFile(text: string | Uint8Array, mode: FileAtCommit['mode'] = '100644'): FileAtCommit {
  return { bytes: typeof text === 'string' ? new Uint8Array(Buffer.from(text)) : text, mode };
}

function someFiles(files: Readonly<Record<string, string | FileAtCommit>>): ReadonlyMap<string, FileAtCommit> {
  return new Map(Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? someFile(file) : file]));
}

function applied(edits: readonly Edit[], files: ReadonlyMap<string, FileAtCommit>) {
  const outcome = applyEdits(edits, files);
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome;
}

function refusal(edits: readonly Edit[], files: ReadonlyMap<string, FileAtCommit> = new Map()): string {
  const outcome = applyEdits(edits, files);
  if (!('refused' in outcome)) throw new Error('it was applied');
  return outcome.refused;
}

/** The text that one file has after the edits. */
function after(before: string, ...edits: readonly Edit[]): string {
  const bytes = applied(edits, someFiles({ [PATH]: before })).writes[0]?.bytes;
  return Buffer.from(bytes ?? []).toString();
}

test.each<[string, string, Edit, string]>([
  ['replace', 'a b c\n', { kind: 'replace', path: PATH, find: 'b', text: 'B' }, 'a B c\n'],
  ['replace by nothing', 'a b c\n', { kind: 'replace', path: PATH, find: ' b', text: '' }, 'a c\n'],
  ['insert after', 'a\nc\n', { kind: 'insert-after', path: PATH, anchor: 'a\n', text: 'b\n' }, 'a\nb\nc\n'],
  ['insert before', 'a\nc\n', { kind: 'insert-before', path: PATH, anchor: 'c', text: 'b\n' }, 'a\nb\nc\n'],
  ['append', 'a\n', { kind: 'append', path: PATH, text: 'b' }, 'a\nb\n'],
  ['append to a last line without end', 'a', { kind: 'append', path: PATH, text: 'b\n' }, 'a\nb'],
  ['append to an empty file', '', { kind: 'append', path: PATH, text: 'b\n' }, 'b\n'],
  [
    'dollar signs are only dollar signs',
    'a\n',
    { kind: 'replace', path: PATH, find: 'a', text: "$& $1 $'" },
    "$& $1 $'\n",
  ],
  [
    'Windows lines, found',
    'a\r\nb\r\nc\r\n',
    { kind: 'replace', path: PATH, find: 'a\nb', text: 'A\nB\nB' },
    'A\r\nB\r\nB\r\nc\r\n',
  ],
  ['Windows lines, appended', 'a\r\nb', { kind: 'append', path: PATH, text: 'c\nd\n' }, 'a\r\nb\r\nc\r\nd'],
  [
    'Windows lines in the edit alone',
    'a\nb\n',
    { kind: 'replace', path: PATH, find: 'a\r\nb', text: 'A\r\nB' },
    'A\nB\n',
  ],
  [
    'mixed lines stay mixed',
    'a\r\nb\nc\r\nd\r\n',
    { kind: 'replace', path: PATH, find: 'c', text: 'C' },
    'a\r\nb\nC\r\nd\r\n',
  ],
  ['the last line end is kept', 'a\nb\n', { kind: 'replace', path: PATH, find: 'b\n', text: 'B' }, 'a\nB\n'],
  ['and not added', 'a\nb', { kind: 'replace', path: PATH, find: 'b', text: 'B\n' }, 'a\nB'],
])('%s', (_name, before, edit, expected) => {
  expect(after(before, edit)).toBe(expected);
});

test('edits of one file apply in order, each on what the one before left', () => {
  const edits: readonly Edit[] = [
    { kind: 'replace', path: PATH, find: 'one', text: 'two' },
    { kind: 'replace', path: PATH, find: 'two', text: 'three' },
    { kind: 'append', path: PATH, text: 'four' },
  ];
  expect(after('one\n', ...edits)).toBe('three\nfour\n');
});

test('a created file can be edited on', () => {
  const edits: readonly Edit[] = [
    { kind: 'create', path: 'evals/a.jsonl', text: '{}\n' },
    { kind: 'append', path: 'evals/a.jsonl', text: '{"b":1}\n' },
  ];
  const { writes, approved } = applied(edits, new Map());
  expect(Buffer.from(writes[0]?.bytes ?? []).toString()).toBe('{}\n{"b":1}\n');
  expect(approved[0]).toMatchObject({ path: 'evals/a.jsonl', mode: '100644', before: null });
});

test('mark, encoding and mode are kept', () => {
  const utf16 = new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a\r\nb\r\n', 'utf16le')]));
  const files = someFiles({ 'run.sh': someFile('\ufeffa\n', '100755'), 'w.txt': someFile(utf16) });
  const { writes } = applied(
    [
      { kind: 'append', path: 'w.txt', text: 'ü\n' },
      { kind: 'replace', path: 'run.sh', find: 'a', text: 'b' },
    ],
    files,
  );
  expect(writes[0]).toMatchObject({ path: 'run.sh', mode: '100755' });
  expect(Buffer.from(writes[0]?.bytes ?? []).toString()).toBe('\ufeffb\n');
  expect(
    Buffer.from(writes[1]?.bytes ?? [])
      .subarray(2)
      .toString('utf16le'),
  ).toBe('a\r\nb\r\nü\r\n');
  expect([...(writes[1]?.bytes ?? [])].slice(0, 2)).toEqual([0xff, 0xfe]);
});

test('the three views tell the same, and the inverse is their mirror', () => {
  const files = someFiles({ 'b.md': 'old\n', 'c.md': someFile(Uint8Array.of(0, 255)) });
  const { writes, changed, approved } = applied(
    [
      { kind: 'delete', path: 'c.md' },
      { kind: 'replace', path: 'b.md', find: 'old', text: 'new' },
      { kind: 'create', path: 'a.md', text: 'made\n' },
    ],
    files,
  );
  expect(writes.map(({ path }) => path)).toEqual(['a.md', 'b.md', 'c.md']);
  expect(changed.map(({ after: bytes }) => bytes)).toEqual(writes.map(({ bytes }) => bytes));
  expect(approved).toEqual([
    { path: 'a.md', mode: '100644', before: null, after: digestOfBytes('made\n') },
    { path: 'b.md', mode: '100644', before: digestOfBytes('old\n'), after: digestOfBytes('new\n') },
    { path: 'c.md', mode: '100644', before: digestOfBytes(Uint8Array.of(0, 255)), after: null },
  ]);
  expect(inverseOf(approved)[1]).toEqual({
    ...approved[1],
    before: digestOfBytes('new\n'),
    after: digestOfBytes('old\n'),
  });
  expect(inverseOf(inverseOf(approved))).toEqual(approved);
});

const SOME = someFiles({ [PATH]: 'say hello, say bye\n', 'logo.png': someFile(Uint8Array.of(137, 80, 0, 1)) });

test.each<[string, readonly Edit[], RegExp]>([
  ['no edit', [], /no edit/],
  [
    'text that is not there',
    [{ kind: 'replace', path: PATH, find: 'hallo', text: '' }],
    /not found in prompts\/support\.md/,
  ],
  ['text that stands twice', [{ kind: 'replace', path: PATH, find: 'say', text: 'x' }], /stands 2 times/],
  ['an empty find', [{ kind: 'replace', path: PATH, find: '', text: 'x' }], /is empty/],
  ['an empty anchor', [{ kind: 'insert-after', path: PATH, anchor: '', text: 'x' }], /is empty/],
  [
    'an anchor that stands twice',
    [{ kind: 'insert-before', path: PATH, anchor: 'say', text: 'x' }],
    /insert at stands 2 times/,
  ],
  ['a file that is not there', [{ kind: 'append', path: 'b.md', text: 'x' }], /b\.md does not exist/],
  ['deleting what is not there', [{ kind: 'delete', path: 'b.md' }], /b\.md does not exist/],
  ['creating what is there', [{ kind: 'create', path: PATH, text: 'x' }], /exists already/],
  ['editing no text', [{ kind: 'append', path: 'logo.png', text: 'x' }], /logo\.png is no text/],
  ['a replacement by the same', [{ kind: 'replace', path: PATH, find: 'bye', text: 'bye' }], /exactly as it is/],
  ['an addition of nothing', [{ kind: 'append', path: PATH, text: '' }], /exactly as it is/],
  [
    'two edits that undo each other',
    [
      { kind: 'replace', path: PATH, find: 'bye', text: 'ciao' },
      { kind: 'replace', path: PATH, find: 'ciao', text: 'bye' },
    ],
    /exactly as it is/,
  ],
  [
    'an edit of a deleted file',
    [
      { kind: 'delete', path: PATH },
      { kind: 'append', path: PATH, text: 'x' },
    ],
    /is deleted by one edit/,
  ],
  [
    'a file made and deleted',
    [
      { kind: 'create', path: 'b.md', text: 'x' },
      { kind: 'delete', path: 'b.md' },
    ],
    /created and deleted/,
  ],
  ['a path out of the repository', [{ kind: 'create', path: '../b.md', text: 'x' }], /"\.\.\/b\.md" is refused/],
  ['a path into the folder of git', [{ kind: 'create', path: '.git/hooks/x', text: 'x' }], /refused/],
  ['a name that differs by case', [{ kind: 'create', path: 'Prompts/Support.md', text: 'x' }], /differ only in case/],
  [
    'two new names that differ by case',
    [
      { kind: 'create', path: 'n/a.md', text: 'x' },
      { kind: 'create', path: 'n/A.md', text: 'x' },
    ],
    /differ only in case/,
  ],
  ['a file used as a folder', [{ kind: 'create', path: `${PATH}/x.md`, text: 'x' }], /which is a file/],
  ['half a character', [{ kind: 'append', path: PATH, text: '\ud83d' }], /half of a character/],
  ['a NUL', [{ kind: 'create', path: 'b.md', text: 'a\0' }], /NUL/],
  ['too long a text', [{ kind: 'create', path: 'b.md', text: 'x'.repeat(200_001) }], /longer than/],
  ['too many edits', Array.from({ length: 201 }, () => ({ kind: 'delete' as const, path: PATH })), /more than 200/],
])('refused in one sentence: %s', (_name, edits, says) => {
  expect(refusal(edits, SOME)).toMatch(says);
  expect(refusal(edits, SOME)).toMatch(/\.$/);
});

test('a place that overlaps itself is no single place', () => {
  expect(refusal([{ kind: 'replace', path: PATH, find: 'aa', text: 'b' }], someFiles({ [PATH]: 'aaa\n' }))).toMatch(
    /2 times/,
  );
});

test('a hostile search ends soon', () => {
  const files = someFiles({ [PATH]: 'a'.repeat(2_000_000) });
  const spentMs = countSpentMs();
  expect(refusal([{ kind: 'replace', path: PATH, find: 'a'.repeat(100_000), text: 'b' }], files)).toMatch(
    /more than 100 times/,
  );
  expect(refusal([{ kind: 'replace', path: PATH, find: `b${'a'.repeat(100_000)}`, text: 'b' }], files)).toMatch(
    /not found/,
  );
  expect(refusal([{ kind: 'replace', path: PATH, find: `${'a'.repeat(100_000)}b`, text: 'b' }], files)).toMatch(
    /not found/,
  );
  expect(spentMs()).toBeLessThan(5_000);
});

const somePath = fc.constantFrom(PATH, 'b.md', 'c/d.md', 'new.md', '../out', '.git/config', 'B.md');
const someText = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', 'é', '\ud800', '\0'), maxLength: 4 });
const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), path: somePath, find: someText, text: someText }),
  fc.record({
    kind: fc.constantFrom('insert-after' as const, 'insert-before' as const),
    path: somePath,
    anchor: someText,
    text: someText,
  }),
  fc.record({ kind: fc.constantFrom('append' as const, 'create' as const), path: somePath, text: someText }),
  fc.record({ kind: fc.constant('delete' as const), path: somePath }),
);

test('whatever the edits, only files that they name are written, every write changes something, and the inverse leads back', () => {
  const files = someFiles({ [PATH]: 'ab\r\nb\r\n', 'b.md': 'a\nb', 'c/d.md': '' });
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(someEdit, { minLength: 1, maxLength: 4 }), (edits) => {
      const outcome = applyEdits(edits, files);
      if ('refused' in outcome) return;
      accepted++;
      const named = new Set(edits.map(({ path }) => path));
      for (const { path, mode, before, after: now } of outcome.changed) {
        expect(named).toContain(path);
        expect(['../out', '.git/config']).not.toContain(path);
        expect(before).toEqual(files.get(path)?.bytes ?? null);
        expect(mode).toBe('100644');
        expect(now).not.toEqual(before);
      }
      const back = inverseOf(outcome.approved);
      expect(back.map(({ after: digest }) => digest)).toEqual(
        back.map(({ path }) => {
          const found = files.get(path);
          return found ? digestOfBytes(found.bytes) : null;
        }),
      );
    }),
    { numRuns: 3_000 },
  );
  expect(accepted).toBeGreaterThan(50);
});
