import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { tell } from '../../src/domain/errors.ts';
import { git, jsonIn, refinery } from '../refinery.ts';

/** Small file systems of their own; only root can make them. */
const canMount = process.getuid?.() === 0;
let folder: string;
let sample: Sample;
const mounted: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-disk-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  for (const place of mounted) execFileSync('umount', [place]);
  await sample.close();
  await rm(folder, { recursive: true });
});

async function smallDisk(name: string, megabytes: number): Promise<string> {
  const place = join(folder, name);
  await mkdir(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place]);
  mounted.push(place);
  return place;
}

it.skipIf(!canMount)(
  'the repository is on a full disk: nothing is half done, and the case goes on when there is room',
  async () => {
    const disk = await smallDisk('repo', 4);
    const repo = join(disk, 'agent');
    await cp(sample.repo, repo, { recursive: true });
    const settings = { REFINERY_DATA: join(folder, 'data'), REFINERY_STAND_IN_URL: sample.model.url };
    const [failure] = sample.failures;
    const open = ['--expected', failure?.expectation ?? '', '--repo', repo, '--json'];
    expect((await refinery(['case', failure?.exportPath ?? '', ...open, '--dry'], settings)).code).toBe(0);

    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(8 * 2 ** 20)).catch(() => {});
    const full = await refinery(['case', 'RF-1', '--yes'], settings);
    expect(full.code).toBe(1);
    expect(full.err).toContain(tell('disk-full'));
    expect(await git(repo, 'branch', '--list', 'refinery/*')).toBe('');
    expect(await git(repo, 'fsck', '--no-dangling')).toBe('');

    await rm(ballast);
    expect(jsonIn(await refinery(['case', 'RF-1', '--yes', '--json'], settings))).toMatchObject({ stage: 'published' });
  },
);

it.skipIf(!canMount)('the embedded store is on a full disk', async () => {
  const disk = await smallDisk('store', 6);
  const ran = await refinery(['cases'], { REFINERY_DATA: join(disk, 'data') });
  expect(ran.code).toBe(1);
  expect(ran.err).toContain(tell('disk-full'));
});
