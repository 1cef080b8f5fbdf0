import fc from 'fast-check';
import { expect, it } from 'vitest';
import { align, alignWithin } from '../../src/refine/template/align.ts';
import { fill } from '../../src/refine/template/fill.ts';
import { isHole, isOwn, isText, type Part, type Variables } from '../../src/refine/template/part.ts';
import { countSpentMs } from '../spent-ms.ts';

const NAMES = ['a', 'b', 'item.a', 'item.b'];
const text = (minLength: number) => fc.record({ text: fc.string({ minLength, maxLength: 5 }) });
const hole = fc.record({ variable: fc.constantFrom(...NAMES) });
const { parts } = fc.letrec<{ parts: Part[]; part: Part; choice: Part; repeat: Part }>((tie) => ({
  parts: fc.array(tie('part'), { maxLength: 5, depthIdentifier: 'parts' }),
  part: fc.oneof({ maxDepth: 3, depthIdentifier: 'parts' }, text(0), hole, tie('choice'), tie('repeat')),
  choice: fc
    .tuple(fc.constantFrom('if a', 'if item.a', '#list'), fc.boolean(), tie('parts'), tie('parts'))
    .map(([when, is, parts, otherwise]) => ({
      branches: [
        { when, is, parts },
        { when: null, is: true, parts: otherwise },
      ],
    })),
  repeat: fc
    .tuple(
      fc.constantFrom('for list', '#list'),
      fc.constantFrom(['item'] as const, 'all' as const),
      text(1),
      tie('parts'),
      tie('parts'),
    )
    .map(([each, as, own, parts, otherwise]) => ({ each, as, parts: [own, ...parts], otherwise })),
}));

type Making = { [name: string]: string | boolean | Making[] };

/** Values for all that a template asks for, made up on the way. */
function invent(
  row: readonly Part[],
  scopes: readonly Readonly<{ made: Making; as: readonly string[] | 'all' }>[],
  draw: Draw,
): void {
  const home = (name: string) => scopes.findLast(({ as }) => isOwn(name, as))?.made ?? {};
  for (const part of row) {
    if (isText(part)) continue;
    if (isHole(part)) home(part.variable)[part.variable] ??= draw(fc.string, { maxLength: 6 });
    else if ('each' in part) {
      const items = () => Array.from({ length: draw(fc.nat, { max: 3 }) }, (): Making => ({}));
      const at = home(part.each);
      if (!Array.isArray(at[part.each])) at[part.each] = items();
      const list = at[part.each] as Making[];
      for (const made of list) invent(part.parts, [...scopes, { made, as: part.as }], draw);
      invent(part.otherwise, scopes, draw);
    } else
      for (const { when, parts: own } of part.branches) {
        if (when !== null) home(when)[when] ??= when === '#list' ? [] : draw(fc.boolean);
        invent(own, scopes, draw);
      }
  }
}
type Draw = fc.GeneratorValue;

it('aligning and filling again is the identity, whatever stands in the holes, and whatever was left out or repeated', () => {
  fc.assert(
    fc.property(parts, fc.gen(), (row, draw) => {
      const made: Making = {};
      invent(row, [{ made, as: 'all' }], draw);
      const rendered = fill(row, made as Variables);
      fc.pre(rendered !== undefined);
      const found = align(row, rendered ?? '');
      expect(found).toBeDefined();
      expect(fill(row, found ?? {})).toBe(rendered);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

const name = { variable: 'name' };
const condition = (when: string, shown: readonly Part[], other: readonly Part[] = []) => ({
  branches: [
    { when, is: true, parts: shown },
    { when: null, is: true, parts: other },
  ],
});
const list: Part = {
  each: 'for d in docs',
  as: ['d'],
  parts: [{ text: '- ' }, { variable: 'd' }, { text: '\n' }],
  otherwise: [{ text: 'none\n' }],
};

it.each([
  [[{ text: 'Hello ' }, name, { text: '!' }], 'Hello Ada!', { name: 'Ada' }],
  [[name, { text: ', ' }, name], 'Ada, Ada', { name: 'Ada' }],
  [[{ text: 'Hello ' }, name, { text: ', ' }, name, { text: '!' }], 'Hello Ada, Ben!', undefined],
  [[{ variable: 'a' }, { text: '-' }, { variable: 'b' }, { text: '-end' }], 'x-y-z-end', { a: 'x', b: 'y-z' }],
  [[name], '', { name: '' }],
  [[{ text: 'no hole' }], 'another', undefined],
  [[condition('if vip', [{ text: 'Be kind.' }], [{ text: 'Be brief.' }])], 'Be brief.', { 'if vip': false }],
  [
    [condition('if vip', [{ text: 'Be kind.' }]), { text: ' ' }, condition('if vip', [{ text: 'Truly.' }])],
    'Be kind. ',
    undefined,
  ],
  [[list], '- a\n- b\n', { 'for d in docs': [{ d: 'a' }, { d: 'b' }] }],
  [[list], 'none\n', { 'for d in docs': [] }],
  [[list, { text: 'again\n' }, list], '- a\nagain\n- a\n', { 'for d in docs': [{ d: 'a' }] }],
  [[list, { text: 'again\n' }, list], '- a\nagain\n- b\n', undefined],
  [
    [name, { text: ' ' }, { variable: 'name | upper', made: { of: 'name', by: ['upper'] } }],
    'Ada ADA',
    { name: 'Ada', 'name | upper': 'ADA' },
  ],
  [[name, { text: ' ' }, { variable: 'name | upper', made: { of: 'name', by: ['upper'] } }], 'Ada BEN', undefined],
] as const)('aligns %j with %j', (row, rendered, variables) => {
  expect(align(row, rendered)).toEqual(variables);
});

it('makes again what a filter makes of a known value, and nothing that is not known', () => {
  const upper = { variable: 'name | upper', made: { of: 'name', by: ['upper'] } };
  expect(fill([upper], { name: 'Ada' })).toBe('ADA');
  expect(fill([{ variable: 'name | odd', made: { of: 'name', by: ['odd'] } }], { name: 'Ada' })).toBeUndefined();
  expect(fill([condition('if new', [{ text: 'x' }])], {})).toBeUndefined();
  expect(fill([list], {})).toBeUndefined();
});

it('finds where a template stands in a longer text', () => {
  const row = [{ text: 'Be kind to ' }, name, { text: ' and answer briefly.' }];
  expect(alignWithin(row, 'Today is Monday.\nBe kind to Ada and answer briefly.\nDocuments: none')).toEqual({
    variables: { name: 'Ada' },
    start: 17,
    end: 51,
  });
  expect(alignWithin([{ text: 'Be kind to ' }, name], 'Now: Be kind to Ada')?.start).toBe(5);
  // Where a value ends that only a full stop follows, nobody can tell.
  expect(alignWithin([{ text: 'Be kind to ' }, name, { text: '.' }], 'Be kind to A. Lee. Bye.')).toBeUndefined();
});

const letters = (count: number, after: string): Part[] =>
  Array.from({ length: count }, (_, index) => [{ variable: `v${index}` }, { text: after }]).flat();
it.each([
  ['many holes', [...letters(40, 'a'), { text: 'b' }], 'a'.repeat(5_000)],
  ['many holes in a huge text', [...letters(40, 'a'), { text: 'b' }], 'a'.repeat(300_000)],
  ['holes without anything between', [...letters(30, ''), { text: 'b' }], 'a'.repeat(50_000)],
  [
    'repetitions in repetitions',
    [
      { each: 'x', as: 'all', otherwise: [], parts: [{ each: 'y', as: 'all', otherwise: [], parts: [{ text: 'a' }] }] },
      { text: 'b' },
    ],
    'a'.repeat(3_000),
  ],
  [
    'many conditions',
    [...Array.from({ length: 200 }, (_, n) => condition(`if ${n}`, [{ text: 'a' }])), { text: 'b' }],
    'a'.repeat(100),
  ],
] as const)('gives up on a hostile pair in bounded time: %s', (_what, row, rendered) => {
  const spentMs = countSpentMs();
  expect(align(row, rendered)).toBeUndefined();
  expect(alignWithin(row, rendered)).toBeUndefined();
  expect(spentMs()).toBeLessThan(3_000);
});
