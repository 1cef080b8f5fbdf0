import { expect, it } from 'vitest';
import { citeRepeats } from '../../src/refine/view/cite-repeats.ts';
import { SECTION_WEIGHTS } from '../../src/refine/view/section-weights.ts';
import { describeSections, weigh } from '../../src/refine/view/weigh-sections.ts';
import { someTrace } from './some-trace.ts';

function worthsOf(runs: Parameters<typeof someTrace>[0], task = ''): ReadonlyMap<string, number> {
  const trace = someTrace(runs);
  const sections = citeRepeats(trace.runs, undefined);
  return new Map(
    describeSections(trace.runs, sections, task).map((described) => [
      `${described.section.number} ${described.part}`,
      weigh(described, SECTION_WEIGHTS).worth,
    ]),
  );
}

const worth = (worths: ReadonlyMap<string, number>, key: string): number => worths.get(key) ?? Number.NaN;

it('weighs what a model said over what it was given, and over what a tool brought', () => {
  const worths = worthsOf([
    { id: 'plan', kind: 'llm', outputs: 'first of all' },
    { id: 'a', kind: 'llm', inputs: 'alpha beta', outputs: 'gamma delta' },
    { id: 'b', kind: 'tool', outputs: 'epsilon zeta' },
  ]);
  expect(worth(worths, '2 output')).toBeGreaterThan(worth(worths, '2 input'));
  expect(worth(worths, '2 output')).toBeGreaterThan(worth(worths, '3 output'));
});

it('weighs new words over words that were said before, and over those of the task', () => {
  const worths = worthsOf(
    [
      { id: 'plan', kind: 'llm', outputs: 'we begin' },
      { id: 'a', kind: 'llm', outputs: 'alpha beta' },
      { id: 'b', kind: 'llm', outputs: 'beta alpha' },
      { id: 'c', kind: 'llm', outputs: 'find bicycles' },
    ],
    'find bicycles',
  );
  expect(worth(worths, '2 output')).toBeGreaterThan(worth(worths, '3 output'));
  expect(worth(worths, '3 output')).toBeGreaterThan(worth(worths, '4 output'));
});

it('weighs who speaks seldom over who speaks all the time', () => {
  const often = Array.from({ length: 9 }, (_, at) => ({
    id: `o${at}`,
    name: 'often',
    kind: 'llm' as const,
    outputs: `word${at}`,
  }));
  const worths = worthsOf([...often, { id: 's', name: 'seldom', kind: 'llm', outputs: 'other' }]);
  expect(worth(worths, '10 output')).toBeGreaterThan(worth(worths, '9 output'));
});
