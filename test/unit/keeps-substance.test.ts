import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CallOutput } from '../../src/domain/call.ts';
import type { Json } from '../../src/domain/json.ts';
import { failsAlike } from '../../src/refine/proof/fails-alike.ts';
import { keepsSubstance } from '../../src/refine/proof/keeps-substance.ts';
import { someOutput } from './some.ts';

const calls = (...given: readonly (readonly [name: string, given: Json])[]): CallOutput => ({
  text: '',
  toolCalls: given.map(([name, values], index) => ({ id: `c${index}`, name, arguments: values })),
  finish: 'tool-calls',
});

it.each([
  ['the same words', 'Boxes arrive within five working days.', 'Boxes arrive within five working days.'],
  [
    'other words',
    'You can pause a box from your account until the 20th.',
    'In your account you may pause the box until the 20th.',
  ],
  ['more than before', 'It costs $14 a month.', 'Good to hear from you! It costs $14 a month, paper included.'],
  ['a spelled figure', 'It takes 5 days.', 'It takes five days.'],
  ['a no that stays a no', 'We do not sell pens to shops.', 'Sorry, selling pens to shops is not something we do.'],
  ['nothing, where nothing was said', '', ' '],
])('keeps %s', (_what, before, after) => {
  expect(keepsSubstance(someOutput(before), someOutput(after))).toBe(true);
});

it.each([
  ['another figure', 'It costs $14 a month.', 'It costs $39 a month.'],
  ['a figure that is gone', 'It costs $14 a month.', 'It costs very little a month.'],
  ['another identifier', 'Order A-0043 is being packed.', 'Order A-0042 is being packed.'],
  ['a no that became a yes', 'We cannot refund that box.', 'We can refund that box.'],
  ['a yes that became a no', 'You can send a box as a gift.', 'You can not send a box as a gift.'],
  ['yes and no alone', 'Yes.', 'No.'],
  ['an answer to something else', 'Boxes arrive within five working days.', 'I am unable to answer that.'],
  ['silence', 'Boxes arrive within five working days.', ''],
])('has lost %s', (_what, before, after) => {
  expect(keepsSubstance(someOutput(before), someOutput(after))).toBe(false);
});

it('has lost the substance when it is refused', () => {
  expect(keepsSubstance(someOutput('Yes, of course.'), { ...someOutput('Yes, of course.'), finish: 'refused' })).toBe(
    false,
  );
});

it.each<[string, CallOutput, CallOutput, boolean]>([
  ['the same call', calls(['look_up', { id: 'A-1' }]), calls(['look_up', { id: 'a-1 ' }]), true],
  ['another value', calls(['look_up', { id: 'A-1' }]), calls(['look_up', { id: 'A-2' }]), false],
  ['another tool', calls(['look_up', { id: 'A-1' }]), calls(['cancel', { id: 'A-1' }]), false],
  ['no call', calls(['look_up', { id: 'A-1' }]), someOutput('I look up A-1.'), false],
  ['a call where there was none', someOutput('Hello.'), calls(['look_up', { id: 'A-1' }]), false],
  ['a null that is left out', calls(['find', { q: 'ink', page: null }]), calls(['find', { q: 'ink' }]), true],
  [
    'free text in other words',
    calls(['find', { q: 'price of the blue ink' }]),
    calls(['find', { q: 'what is the blue ink’s price' }]),
    true,
  ],
  ['two calls in another order', calls(['a', 1], ['b', 2]), calls(['b', 2], ['a', 1]), true],
  ['one of two equal calls', calls(['a', 1], ['a', 1]), calls(['a', 1]), false],
])('tool calls: %s', (_what, before, after, kept) => {
  expect(keepsSubstance(before, after)).toBe(kept);
});

const words = fc.array(
  fc.constantFrom('box', 'ink', 'not', 'pen', '$14', 'A-0042', 'cannot', 'month', 'never', '20', 'yes', '.'),
  {
    maxLength: 20,
  },
);

it('every answer keeps its own substance, also with something added behind', () => {
  fc.assert(
    fc.property(words, fc.string(), (said, noise) => {
      const text = said.join(' ');
      expect(keepsSubstance(someOutput(text), someOutput(text))).toBe(true);
      expect(keepsSubstance(someOutput(noise), someOutput(noise))).toBe(true);
    }),
  );
});

it('takes time in proportion to hostile answers', { timeout: 5_000 }, () => {
  for (const piece of ['a', '$', '1,', 'A-', 'not ', 'x. ', '\u{1F600}'])
    keepsSubstance(someOutput(piece.repeat(200_000)), someOutput(piece.repeat(200_000)));
});

it.each([
  ['the same figure', 'The Atelier plan costs $29 a month.', 'It is $29.', true],
  ['another figure', 'The Atelier plan costs $29 a month.', 'The Letter plan costs $14 a month.', false],
  ['a figure where there was none', 'Yes, I remember.', 'Yes, I remember the $14.', false],
  ['neither has any', 'Yes, I remember your pen.', 'Yes, I remember what you liked.', true],
  ['another order', 'Order A-1234 is lost.', 'Order A-9876 is lost.', false],
])('another answer can fail in the same matter: %s', (_what, one, other, alike) => {
  const exchange = (text: string) => ({ asked: 'What?', output: someOutput(text) });
  expect(failsAlike(exchange(one), exchange(other), 'be right')).toBe(alike);
});

it('another conversation is about what was expected, where the reported one is', () => {
  const reported = { asked: 'Do you remember my pen?', output: someOutput('Yes, I remember.') };
  const about = (asked: string) =>
    failsAlike(reported, { asked, output: someOutput('Yes.') }, 'say that we cannot remember');
  expect(about('Do you recall my name?')).toBe(true);
  expect(about('Is my pen here?')).toBe(false);
});
