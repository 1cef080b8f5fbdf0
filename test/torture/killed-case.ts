import { join } from 'node:path';
import { expect } from 'vitest';
import type { Sample } from '../../playground/start-sample.ts';
import { git, jsonIn, type Ran, refinery, runNode } from '../refinery.ts';

/** Dies on command. */
export const WALK = join(import.meta.dirname, 'dying-walk.ts');

export type Killed = Readonly<{ kills: number; id: string; stage: string }>;

/**
 * Starts the walk of one case again and again, each time with another death in
 * store, until it has come to its end.
 *
 * @param deaths when the nth process dies; `never` for one that may live
 * @param spared a pattern for steps after which it lives on
 */
export async function walkKilled(
  sample: Sample,
  requestKey: string,
  settings: Readonly<Record<string, string>>,
  deaths: (process: number) => string,
  spared = '^$',
): Promise<Killed> {
  const [failure] = sample.failures;
  if (!failure) throw new Error('the sample has no failures');
  for (let kills = 0; kills < 400; kills++) {
    const ran = await runNode(
      [WALK, requestKey, failure.exportPath, failure.expectation, sample.repo, deaths(kills), spared],
      settings,
    );
    if (ran.signal === 'SIGKILL') continue;
    expectClean(ran);
    return { kills, ...jsonIn<{ id: string; stage: string }>(ran) };
  }
  throw new Error('the case does not come to an end');
}

function expectClean({ code, err }: Ran): void {
  if (code !== 0) throw new Error(`the walk failed with ${code}: ${err}`);
}

/** One commit and its revert, no fact twice, a chain without a break, nothing left in the repository. */
export async function expectWhole(
  sample: Sample,
  id: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const branches = (await git(sample.repo, 'branch', '--list', 'refinery/*', '--format=%(refname:short)'))
    .split('\n')
    .filter(Boolean);
  const branch = branches.find((name) => name.startsWith(`refinery/${id.toLowerCase()}-`)) ?? '';
  expect(await git(sample.repo, 'rev-list', '--count', `HEAD..${branch}`)).toBe('2');
  expect(await git(sample.repo, 'rev-parse', `${branch}^{tree}`)).toBe(
    await git(sample.repo, 'rev-parse', 'HEAD^{tree}'),
  );
  expect(await git(sample.repo, 'status', '--porcelain')).toBe('');
  expect(await git(sample.repo, 'fsck', '--no-dangling', '--strict')).toBe('');

  const audit = await refinery(['audit', 'verify', '--json'], settings);
  expect(jsonIn(audit)).toMatchObject({ broken: [] });
}
