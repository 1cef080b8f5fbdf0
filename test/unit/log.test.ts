import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { logStep, openLog } from '../../src/log.ts';
import type { StepNews } from '../../src/ports.ts';
import { costOf } from '../../src/refine/case/cost-of.ts';

function logged(write: (log: ReturnType<typeof openLog>) => void) {
  const lines: string[] = [];
  write(openLog('info', { write: (line) => void lines.push(line) }));
  return lines;
}
const news: StepNews = {
  turn: { at: { workspace: 'w', id: 'RF-1' as never }, chapter: 'diagnose', decision: '1' },
  step: 'diagnose',
  state: 'done',
  tookMs: 12.6,
  spent: { model: 'm', inputTokens: 1_000, outputTokens: 500 },
};

it('writes one line for each step, with time, tokens and cost', () => {
  const lines = logged((log) => {
    logStep(log, { ...news, state: 'begun' });
    logStep(log, news, new Map([['m', { input: 2, output: 10 }]]));
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      case: 'RF-1',
      workspace: 'w',
      chapter: 'diagnose',
      step: 'diagnose',
      tookMs: 13,
      model: 'm',
      inputTokens: 1_000,
      outputTokens: 500,
      costUsd: 0.007,
      msg: 'step done',
    },
  ]);
});

it('guesses no cost for a model whose price nobody gave', () => {
  expect(costOf(news.spent, new Map())).toBeUndefined();
  expect(JSON.parse(logged((log) => logStep(log, news))[0] ?? '{}')).not.toHaveProperty('costUsd');
});

it('scrubs the finished line, wherever a secret stands in it', () => {
  const key = `sk-proj-${'a1B2c3D4'.repeat(6)}`;
  const lines = logged((log) => {
    log.warn(
      { error: `401 for ${key}`, deep: { headers: { authorization: `Bearer ${key}` } } },
      `sent to ada@example.com`,
    );
    logStep(log, { ...news, state: 'failed', error: `bad key ${key}` });
  });
  expect(lines.join('')).not.toContain(key);
  expect(lines.join('')).not.toContain('ada@example.com');
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg');
});

it('reads prices from one setting', () => {
  expect(readConfig({ REFINERY_PRICES: 'a/b=1.5/12, c=0/0, d=2/10/0.2' }).REFINERY_PRICES).toEqual(
    new Map([
      ['a/b', { input: 1.5, output: 12 }],
      ['c', { input: 0, output: 0 }],
      ['d', { input: 2, output: 10, cachedInput: 0.2 }],
    ]),
  );
  expect(() => readConfig({ REFINERY_PRICES: 'a=cheap' })).toThrow(/REFINERY_PRICES/);
});
