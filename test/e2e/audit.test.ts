import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { RolledBack } from '../../src/domain/case.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { git, jsonIn, refinery } from '../refinery.ts';
import { emptyStore } from '../stores.ts';

let folder: string;
let sample: Sample;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-audit-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const settingsOf = async (name: string) => ({
  REFINERY_DATA: await emptyStore(join(folder, name)),
  REFINERY_STAND_IN_URL: sample.model.url,
});
const publish = (settings: Readonly<Record<string, string>>) => {
  const [failure] = sample.failures;
  const words = ['--expected', failure?.expectation ?? '', '--repo', sample.repo, '--yes', '--json'];
  return refinery(['case', failure?.exportPath ?? '', ...words], settings);
};

/** As somebody would who reaches the database. */
async function cutOff(dataDir: string, kind: string): Promise<number> {
  const { pool, close } = await openDatabase({ dataDir });
  const where = `seq >= (select min(seq) from refinery.facts where kind = $1)`;
  await pool.query('alter table refinery.facts disable trigger all');
  const { rowCount } = await pool.query(`delete from refinery.facts where ${where}`, [kind]);
  await close();
  return rowCount ?? 0;
}

it('a record whose last facts were removed is shorter than what was published', { timeout: 180_000 }, async () => {
  const settings = await settingsOf('one');
  await publish(settings);
  expect(await refinery(['rollback', 'RF-1'], settings)).toMatchObject({ code: 0 });
  const { commit, revert } = jsonIn<RolledBack>(await refinery(['case', 'RF-1', '--json'], settings));
  expect(await refinery(['audit', 'verify'], settings)).toMatchObject({ code: 0, err: '' });

  expect(await cutOff(settings.REFINERY_DATA, 'roll-back-asked')).toBe(2);
  const withoutEnd = await refinery(['audit', 'verify'], settings);
  expect(withoutEnd).toMatchObject({ code: 1, out: expect.stringMatching(/^RF-1, fact \d+: the end is missing/) });
  expect(withoutEnd.out).toContain(revert.sha);

  expect(await cutOff(settings.REFINERY_DATA, 'approved')).toBe(2);
  // Merged and its branch deleted, it is found all the same.
  await git(sample.repo, 'branch', 'release', commit.branch);
  await git(sample.repo, 'branch', '-D', commit.branch);
  expect((await refinery(['audit', 'verify'], settings)).out).toContain('RF-1, fact ');

  const elsewhere = await settingsOf('two');
  expect((await publish(elsewhere)).code).toBe(0);
  expect(await refinery(['audit', 'verify'], elsewhere)).toMatchObject({ code: 0, err: '' });
  await rename(sample.repo, `${sample.repo} moved`);
  const unseen = await refinery(['audit', 'verify'], elsewhere);
  expect(unseen).toMatchObject({ code: 0, err: expect.stringContaining(sample.repo) });
});
