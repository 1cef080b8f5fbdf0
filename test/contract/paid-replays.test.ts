import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { Replay } from '../../src/domain/verdict.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { paidReplays } from '../../src/store/paid-replays.ts';
import { onEachStore } from '../stores.ts';

onEachStore('paid replays', (fresh) => {
  it('asks once for each case and digest, also after a restart, and again where there was no answer', {
    timeout: 60_000,
  }, async () => {
    const place = await fresh();
    const one = { workspace: 'w', id: CaseId.parse('RF-1') };
    const answer: Replay = { passed: false, sample: 'no', model: 'm', inputTokens: 1, outputTokens: 1 };
    let asked = 0;
    const ask = (replay: Replay) => async () => {
      asked++;
      return replay;
    };
    for (let restart = 0; restart < 2; restart++) {
      const database = await openDatabase(place);
      const { once } = paidReplays(database);
      expect(await once(one, digestOf('a'), ask(answer))).toEqual(answer);
      expect(await once(one, digestOf('a'), ask({ ...answer, passed: true }))).toEqual(answer);
      expect(asked).toBe(1);
      if (restart === 1) {
        await once({ ...one, id: CaseId.parse('RF-2') }, digestOf('a'), ask(answer));
        await once({ ...one, workspace: 'v' }, digestOf('a'), ask(answer));
        expect(asked).toBe(3);
        await once(one, digestOf('b'), ask({ ...answer, passed: null }));
        expect(await once(one, digestOf('b'), ask(answer))).toEqual(answer);
        expect(asked).toBe(5);
        await expect(once(one, digestOf('c'), async () => Promise.reject(new Error('down')))).rejects.toThrow('down');
        expect(await once(one, digestOf('c'), ask(answer))).toEqual(answer);
      }
      await database.close();
    }
  });
});
