import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { PaidAnswer } from '../../src/ports.ts';
import { digestOf } from '../../src/refine/case/digest.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { paidAnswers } from '../../src/store/paid-answers.ts';
import { onEachStore } from '../stores.ts';

const said = (text: string): PaidAnswer => ({
  text,
  answerer: { model: 'm', promptVersion: 'v1', inputTokens: 1, outputTokens: 2, tookMs: 3 },
});

onEachStore('paid answers', (fresh) => {
  it('asks once for each case and digest, also after a restart, and again after an error', async () => {
    const place = await fresh();
    const one = { workspace: 'w', id: CaseId.parse('RF-1') };
    let asked = 0;
    const ask = (text: string) => async () => {
      asked++;
      return said(text);
    };
    for (let restart = 0; restart < 2; restart++) {
      const database = await openDatabase(place);
      const { once } = paidAnswers(database);
      await expect(once(one, digestOf('b'), async () => Promise.reject(new Error('down')))).rejects.toThrow('down');
      expect(await once(one, digestOf('a'), ask('first'))).toEqual(said('first'));
      expect(await once(one, digestOf('a'), ask('second'))).toEqual(said('first'));
      expect(asked).toBe(1);
      if (restart === 1) {
        expect(await once(one, digestOf('b'), ask('other'))).toEqual(said('other'));
        expect(await once({ ...one, id: CaseId.parse('RF-2') }, digestOf('a'), ask('second'))).toEqual(said('second'));
        expect(await once({ ...one, workspace: 'v' }, digestOf('a'), ask('third'))).toEqual(said('third'));
      }
      await database.close();
    }
  });
});
