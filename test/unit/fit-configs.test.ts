import { expect, it } from 'vitest';
import { fitConfigs } from '../../src/refine/context/fit-configs.ts';

const file = (path: string, lines: number) => ({ path, text: 'temperature: 0.2\n'.repeat(lines) });
const shown = (configs: ReturnType<typeof fitConfigs>) => configs.map(({ path, shown: how }) => [path, how]);

it('shows settings whole as long as there is room, in the order that they were given in', () => {
  expect(fitConfigs([file('b.yaml', 2), file('a.yaml', 1)], 100)).toEqual([
    { path: 'b.yaml', shown: 'whole', text: 'temperature: 0.2\ntemperature: 0.2\n' },
    { path: 'a.yaml', shown: 'whole', text: 'temperature: 0.2\n' },
  ]);
  expect(fitConfigs([], 100)).toEqual([]);
});

it('shows of what has no room its beginning, to the end of a line, and names the rest', () => {
  const configs = fitConfigs([file('huge.yaml', 9_000), file('large.yaml', 500), file('small.yaml', 3)], 1_000);
  expect(shown(configs)).toEqual([
    ['huge.yaml', 'name'],
    ['large.yaml', 'beginning'],
    ['small.yaml', 'whole'],
  ]);
  expect(configs[1]?.text).toMatch(/\n$/);
  expect(configs.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4_000);
  expect(shown(fitConfigs([file('a.yaml', 20)], 10))).toEqual([['a.yaml', 'name']]);
});
