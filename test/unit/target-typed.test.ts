import { expect, it } from 'vitest';
import { kindOf } from '../../src/domain/errors.ts';
import { targetTyped, unmetWish } from '../../src/terminal/target-typed.ts';
import type { VerbCall } from '../../src/terminal/verb.ts';
import { rewordedIn, says, wordsTyped } from '../../src/terminal/words-typed.ts';
import { someHypothesis, someOffer, someProven } from './some.ts';

const call = (options: VerbCall['options']) =>
  ({ options, tools: { folder: import.meta.dirname } }) as unknown as VerbCall;

it.each<[VerbCall['options'], ReturnType<typeof targetTyped>]>([
  [{}, {}],
  [{ branchOnly: true }, { goesAs: 'branch' }],
  [
    { draft: true, takeBackIfRed: true, message: ' fix: it ' },
    { goesAs: 'draft', takenBackIfRed: 'also-after-merge', message: 'fix: it\n' },
  ],
])('%j is what the approval in Slack offers', (options, wish) => {
  expect(targetTyped(call(options))).toEqual(wish);
});

it.each<[VerbCall['options']]>([
  [{ branchOnly: true, draft: true }],
  [{ branchOnly: true, takeBackIfRed: true }],
  [{ message: '  ' }],
])('%j is told to be no way to write it', (options) => {
  expect(() => targetTyped(call(options))).toThrow(expect.objectContaining({ kind: 'wrong-usage' }));
});

it('says what was wished for in vain', () => {
  const branch = someOffer(someProven());
  expect(unmetWish({ goesAs: 'draft' }, branch)).toContain('no pull requests here');
  expect(unmetWish({ takenBackIfRed: 'also-after-merge' }, branch)).toContain('no pull requests here');
  expect(unmetWish({ goesAs: 'branch' }, branch)).toBeUndefined();
  const pullRequest = { base: 'main', isDraft: true };
  expect(unmetWish({ goesAs: 'draft' }, { ...branch, target: { ...branch.target, pullRequest } })).toBeUndefined();
});

it('finds the fix that says the typed words already, and words that can’t be had are told', async () => {
  const fix = someHypothesis();
  const edit = fix.change.edits[0];
  const path = edit?.path ?? '';
  const impact = [{ path, usedBy: [], coveredBy: [] }] as never;
  const text = edit && 'text' in edit ? edit.text.trim() : '';
  const proven = someProven({ hypotheses: [{ ...fix, impact }] });
  expect(rewordedIn(proven, { text })?.id).toBe(fix.id);
  expect(rewordedIn(proven, { text: 'Something else.' })).toBeUndefined();
  expect(says({ ...fix, impact }, { path: 'prompts/other.md', text })).toBe(false);
  expect(await wordsTyped(call({}))).toBeUndefined();
  expect(kindOf(await wordsTyped(call({ words: 'not-there.md' })).catch((error: unknown) => error))).toBe(
    'wrong-usage',
  );
  expect((await wordsTyped(call({ words: 'a/prompt.md=some.ts' })))?.path).toBe('a/prompt.md');
});
