import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { ReplayOutcome } from '../../src/ports.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { paidReplays } from '../../src/store/paid-replays.ts';
import { onEachStore } from '../stores.ts';

const replayed = (text: string) => ({
  output: { text, toolCalls: [{ id: 'c', name: 'look_up', arguments: { id: 'A-1' } }], finish: 'stop' as const },
  model: 'm',
  usage: { inputTokens: 1, outputTokens: 1 },
  tookMs: 3,
});

onEachStore('paid replays', (fresh) => {
  it('asks once for each case and digest, also after a restart, and again where there was no answer', {
    timeout: 60_000,
  }, async () => {
    const place = await fresh();
    const one = { workspace: 'w', id: CaseId.parse('RF-1') };
    const answer = replayed('no');
    let asked = 0;
    const ask = (outcome: ReplayOutcome) => async () => {
      asked++;
      return outcome;
    };
    for (let restart = 0; restart < 2; restart++) {
      const database = await openDatabase(place);
      const { once } = paidReplays(database);
      expect(await once(one, digestOf('a'), ask(answer))).toEqual(answer);
      expect(await once(one, digestOf('a'), ask(replayed('yes')))).toEqual(answer);
      expect(asked).toBe(1);
      if (restart === 1) {
        await once({ ...one, id: CaseId.parse('RF-2') }, digestOf('a'), ask(answer));
        await once({ ...one, workspace: 'v' }, digestOf('a'), ask(answer));
        expect(asked).toBe(3);
        await once(one, digestOf('b'), ask({ silent: 'no key' }));
        expect(await once(one, digestOf('b'), ask(answer))).toEqual(answer);
        expect(asked).toBe(5);
        // What is too large to be kept is asked again.
        const large = replayed('x'.repeat(70_000));
        await once(one, digestOf('large'), ask(large));
        expect(await once(one, digestOf('large'), ask(answer))).toEqual(answer);
        expect(asked).toBe(7);
        await expect(once(one, digestOf('c'), async () => Promise.reject(new Error('down')))).rejects.toThrow('down');
        expect(await once(one, digestOf('c'), ask(answer))).toEqual(answer);
      }
      await database.close();
    }
  });
});
