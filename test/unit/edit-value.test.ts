import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Edit, ValueEdit } from '../../src/domain/change.ts';
import { applyEdits } from '../../src/refine/change/apply-edits.ts';
import { countSpentMs } from '../spent-ms.ts';

const YAML = 'agent.yaml';
const JSON_FILE = 'agent.json';
const set = (at: string, value: unknown, path = YAML): ValueEdit => ({
  kind: 'set-value',
  path,
  at,
  text: JSON.stringify(value),
});
const append = (at: string, value: unknown, path = YAML): ValueEdit => ({
  kind: 'append-value',
  path,
  at,
  text: JSON.stringify(value),
});
const remove = (at: string, path = YAML): ValueEdit => ({ kind: 'remove-value', path, at });

function outcome(before: string, ...edits: readonly Edit[]) {
  const path = edits[0]?.path ?? YAML;
  const made = applyEdits(edits, new Map([[path, { bytes: new Uint8Array(Buffer.from(before)), mode: '100644' }]]));
  return 'refused' in made ? made : Buffer.from(made.writes[0]?.bytes ?? []).toString();
}

const AGENT = `# how the agent is set
model:   "small"   # cheap
temperature: 0.2
retrieval: { top_k: 4, rerank: false }   # few

tools:
  # the customer's orders
  - name: orders
    timeout: 10 # seconds
  - search

prompt: |
  You help customers.

  Be brief.
limits:
  calls: 3
`;
const changed = (from: string, to: string) => AGENT.replace(from, () => to);

it.each<[string, ValueEdit, string]>([
  ['a string in its own quotes', set('/model', 'large'), changed('"small"', '"large"')],
  ['a number', set('/temperature', 0), changed('0.2', '0')],
  ['a number by a string that would read as one', set('/temperature', '1'), changed('0.2', '"1"')],
  ['a plain word', set('/tools/1', 'find'), changed('- search', '- find')],
  ['a plain word by what is no plain one', set('/tools/1', 'a: b # c'), changed('- search', '- "a: b # c"')],
  ['what stands in braces', set('/retrieval/top_k', 8), changed('top_k: 4', 'top_k: 8')],
  ['what stands deep', set('/tools/0/timeout', 30), changed('timeout: 10 #', 'timeout: 30 #')],
  [
    'a text of lines',
    set('/prompt', 'You help.\n\nSay so.\n'),
    changed('You help customers.\n\n  Be brief.', 'You help.\n\n  Say so.'),
  ],
  [
    'a text of lines by one line',
    set('/prompt', 'Help.'),
    changed('|\n  You help customers.\n\n  Be brief.', '|-\n  Help.'),
  ],
  ['a word by lines, with its comment kept', set('/tools/0/timeout', 'a\nb'), changed('10 #', '"a\\nb" #')],
  ['a new name at the end', set('/owner', 'Support'), `${AGENT}owner: Support\n`],
  ['a new name inside', set('/limits/tokens', 900), `${AGENT}  tokens: 900\n`],
  ['a new name beside a dash', set('/tools/0/retries', 2), changed('# seconds\n', '# seconds\n    retries: 2\n')],
  ['a new name in braces', set('/retrieval/min', 0.5), changed('false }', 'false, "min": 0.5 }')],
  ['a name that must be quoted', set('/limits/a: b', 1), `${AGENT}  "a: b": 1\n`],
  ['a name with a slash', set('/limits/a~1b', 1), `${AGENT}  a/b: 1\n`],
  ['a word by a list', set('/limits/calls', [1, 2]), changed('calls: 3', 'calls:\n    - 1\n    - 2')],
  ['a list by another', set('/limits', { calls: 5 }), changed('calls: 3', 'calls: 5')],
  ['one more in a list', append('/tools', 'mail'), changed('- search\n', '- search\n  - mail\n')],
  [
    'an object in a list',
    append('/tools', { name: 'mail', timeout: 1 }),
    changed('- search\n', '- search\n  - name: mail\n    timeout: 1\n'),
  ],
  ['an entry out', remove('/temperature'), changed('temperature: 0.2\n', '')],
  ['an entry out with the comment of its line', remove('/tools/0/timeout'), changed('    timeout: 10 # seconds\n', '')],
  ['the entry beside a dash out', remove('/tools/0/name'), changed('name: orders\n    timeout', 'timeout')],
  ['an item out', remove('/tools/1'), changed('  - search\n', '')],
  ['the only entry out', remove('/limits/calls'), changed('calls: 3', '{}')],
  ['an entry out of braces', remove('/retrieval/top_k'), changed('top_k: 4, ', '')],
  ['the last out of braces', remove('/retrieval/rerank'), changed(', rerank: false', '')],
  ['a text of lines out', remove('/prompt'), changed('prompt: |\n  You help customers.\n\n  Be brief.\n', '')],
])('YAML, %s: all else stays, letter for letter', (_what, edit, after) => {
  expect(outcome(AGENT, edit)).toBe(after);
});

const SETTINGS = '{\n\t"model": "small",\n\t"tools": ["a", "b"],\n\t"none": {},\n\t"deep": [\n\t\t{ "k": 1 }\n\t]\n}\n';
const other = (from: string, to: string) => SETTINGS.replace(from, () => to);

it.each<[string, ValueEdit, string]>([
  ['a string', set('/model', 'a "b"\n', JSON_FILE), other('"small"', '"a \\"b\\"\\n"')],
  ['an item', set('/tools/1', 'c', JSON_FILE), other('"b"', '"c"')],
  ['one more', append('/tools', 3, JSON_FILE), other('"b"]', '"b", 3]')],
  ['a new name', set('/x', [1], JSON_FILE), other('\t]\n}', '\t],\n\t"x": [\n\t\t1\n\t]\n}')],
  ['a first name', set('/none/x', 1, JSON_FILE), other('{},', '{\n\t\t"x": 1\n\t},')],
  ['a name in one line', set('/deep/0/l', 2, JSON_FILE), other('"k": 1 }', '"k": 1, "l": 2 }')],
  ['the first out', remove('/model', JSON_FILE), other('"model": "small",\n\t', '')],
  ['the last out', remove('/deep', JSON_FILE), other(',\n\t"deep": [\n\t\t{ "k": 1 }\n\t]', '')],
  ['the only one out', remove('/deep/0', JSON_FILE), other('[\n\t\t{ "k": 1 }\n\t]', '[]')],
])('JSON, %s: all else stays, letter for letter', (_what, edit, after) => {
  expect(outcome(SETTINGS, edit)).toBe(after);
  expect(() => JSON.parse(after)).not.toThrow();
});

it('keeps Windows lines, the missing last line end, and what an earlier edit did', () => {
  expect(outcome('a: 1\r\nb:\r\n  - x', append('/b', 'y'), set('/a', 'p\nq'))).toBe(
    'a: |-\r\n  p\r\n  q\r\nb:\r\n  - x\r\n  - y',
  );
});

it.each<[string, string, ValueEdit, RegExp]>([
  ['a file of another kind', 'a = 1\n', set('/a', 2, 'a.toml'), /neither JSON nor YAML/],
  ['a place that is not there', AGENT, remove('/limits/none'), /there is no "none"/],
  ['a way through what is not there', AGENT, set('/none/x', 1), /there is no "none"/],
  ['a way through a word', AGENT, set('/model/x', 1), /has no parts/],
  ['an item that is not there', AGENT, set('/tools/2', 1), /the list there has no "2"/],
  ['an item by a number that is none', AGENT, set('/tools/01', 1), /has no "01"/],
  ['appending to what is no list', AGENT, append('/limits', 1), /there is no list/],
  ['removing everything', AGENT, remove(''), /can’t be removed/],
  ['a path that is no pointer', AGENT, set('limits.calls', 1), /no JSON Pointer/],
  ['a pointer with a bad escape', AGENT, set('/a~2', 1), /no JSON Pointer/],
  ['a value that is no JSON', AGENT, { kind: 'set-value', path: YAML, at: '/model', text: 'large' }, /is no JSON/],
  ['a file that does not parse', 'a: [1\n', set('/a', 2), /does not parse/],
  ['JSON with a comment', '{ "a": 1 } // x\n', set('/a', 2, JSON_FILE), /does not parse/],
  ['a name that stands twice', 'a: 1\na: 2\n', set('/a', 3), /does not parse \(duplicate key\)/],
  ['several documents', 'a: 1\n---\na: 2\n', set('/a', 3), /does not parse \(multiple docs\)/],
  ['what is used elsewhere, too', 'a: &x { k: 1 }\nb: *x\n', set('/a/k', 2), /more of the file would change/],
  ['what stands elsewhere', 'a: &x { k: 1 }\nb: *x\n', set('/b/k', 2), /more of the file would change/],
  ['a list with a comment in it', AGENT, set('/tools', ['a']), /a comment would be lost/],
  [
    'an alias that grows',
    `${'abcdefghij'.replace(/./g, (l, i) => `${l}: &${l} [${i ? `*${'abcdefghij'[i - 1]},`.repeat(9) : '1'}]\n`)}`,
    set('/a', 1),
    /does not parse/,
  ],
  ['too deep a file', `a: ${'['.repeat(20_000)}`, set('/a', 1), /does not parse/],
  ['the same value', AGENT, set('/temperature', 0.2), /exactly as it is/],
])('refuses %s, in one sentence', (_what, before, edit, says) => {
  expect(outcome(before, edit)).toEqual({ refused: expect.stringMatching(says) });
});

it.each([
  ['a byte order mark', JSON_FILE, Buffer.from('\ufeff{"a": 1}\n'), Buffer.from('\ufeff{"a": "é"}\n')],
  ['UTF-16', YAML, Buffer.from('\ufeffa: 1 # é\r\n', 'utf16le'), Buffer.from('\ufeffa: é # é\r\n', 'utf16le')],
])('keeps %s', (_what, path, before, after) => {
  const made = applyEdits([set('/a', 'é', path)], new Map([[path, { bytes: new Uint8Array(before), mode: '100755' }]]));
  expect('refused' in made ? made : made.writes).toEqual([{ path, mode: '100755', bytes: new Uint8Array(after) }]);
});

it('takes a name of the prototype for a name', () => {
  expect(outcome('{"a": 1}\n', set('/__proto__', 2, JSON_FILE))).toBe('{"a": 1, "__proto__": 2}\n');
  expect(outcome('{"a": 1}\n', set('/constructor/name', 2, JSON_FILE))).toHaveProperty('refused');
});

const someValue = fc.jsonValue({ maxDepth: 2, depthSize: 'small' });
const somePlace = fc.constantFrom(
  '',
  '/model',
  '/retrieval',
  '/retrieval/top_k',
  '/tools',
  '/tools/0',
  '/tools/0/name',
  '/tools/1',
  '/prompt',
  '/new',
  '/limits',
  '/limits/calls',
  '/limits/new',
);

it('whatever is set, appended or removed: the file holds just that, with every comment, or the edit is refused', () => {
  let made = 0;
  fc.assert(
    fc.property(somePlace, someValue, fc.constantFrom('set', 'append', 'remove'), (at, value, kind) => {
      const edit = kind === 'set' ? set(at, value) : kind === 'append' ? append(at, value) : remove(at);
      const after = outcome(AGENT, edit);
      if (typeof after !== 'string') return;
      made++;
      if (kind === 'remove') return;
      const steps = at.split('/').slice(1);
      const there = steps.reduce<unknown>((here, step) => (here as Record<string, unknown>)[step], parse(after));
      const held = kind === 'append' ? (there as readonly unknown[]).at(-1) : there;
      // JSON itself knows no negative zero.
      expect(held).toEqual(JSON.parse(JSON.stringify(value)));
      expect(after.match(/# \w+/g)).toEqual(AGENT.match(/# \w+/g));
    }),
    { numRuns: 500 },
  );
  expect(made).toBeGreaterThan(100);
});

it('reads no file that would take long', () => {
  const spentMs = countSpentMs();
  expect(outcome(`a: 1\n${'b: 1\n'.repeat(50_000)}`, set('/a', 2))).toEqual({
    refused: expect.stringMatching(/longer than/),
  });
  expect(outcome(`a: ${'[1, '.repeat(40_000)}`, set('/a', 2))).toHaveProperty('refused');
  expect(spentMs()).toBeLessThan(5_000);
});
