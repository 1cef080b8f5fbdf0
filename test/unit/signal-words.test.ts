import { expect, it } from 'vitest';
import type { Signal } from '../../src/domain/triage.ts';
import { signalWords } from '../../src/refine/suspects/signal-words.ts';

const signal = (detail: string, runId = 'r'): Signal => ({ kind: 'k', runIds: [runId], detail });

it('says the same sentence once, with how often, in the order in which each came first', () => {
  const signals = [signal('A.', '1'), signal('B.'), ...['2', '3', '4', '5', '6'].map((id) => signal('A.', id))];
  expect(signalWords(signals, 9)).toEqual({
    shown: [
      { detail: 'A.', times: ' (6 times)' },
      { detail: 'B.', times: '' },
    ],
    more: 0,
  });
});

it('counts what is left out by sentences', () => {
  const { shown, more } = signalWords([signal('A.'), signal('A.'), signal('B.'), signal('B.'), signal('C.')], 1);
  expect([shown, more]).toEqual([[{ detail: 'A.', times: ' (2 times)' }], 2]);
});
