import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { gitHub } from '../../src/code/github/github.ts';
import { type Fault, someGitHub } from '../contract/some-github.ts';
import { NAME, ownApi, TOKEN } from '../contract/some-github-api.ts';
import { BRANCH, committed, KINDER, reversalOf, somePublication } from '../contract/some-publication.ts';
import { removeFolders, someFolder, someRepo } from '../contract/some-repo.ts';
import { chanceOf } from './chance.ts';
import { dyingCommit } from './killed-commit.ts';

const CASES = Number(process.env.TORTURE_CASES ?? 60);
const SEED = Number(process.env.TORTURE_SEED ?? 1);
const FAULTS: readonly Fault[] = ['lost-request', 'lost-answer', 'bad-gateway'];
const PLAN = { base: 'main', isDraft: false, title: 'fix: be kinder', body: 'As approved.\n' };

afterAll(removeFolders);

it(`a pull request and its roll-back are killed at random times, ${CASES} times, while a tenth of all requests fail: nothing half, nothing twice`, async () => {
  const chance = chanceOf(SEED);
  const left = { nothing: 0, branch: 0, 'pull request': 0, 'roll-back': 0 };
  let killed = 0;
  // The first one lives, so that it is known how long they take on this machine.
  let usualMs: number | undefined;
  while (killed < CASES) {
    const repo = someRepo();
    const github = await someGitHub(repo, ownApi(repo));
    const folder = someFolder();
    const place = { folder, github: { url: github.url, token: TOKEN } };
    const host = gitHub({
      url: github.url,
      credential: { token: TOKEN },
      folder: join(folder, 'mirrors'),
      tempDir: join(folder, 'work'),
    });
    const base = await host.head(NAME);
    const publication = await somePublication(
      { ...host, head: async () => base, read: (_, at, path) => host.read(NAME, at, path) },
      repo,
      KINDER,
      { repo: NAME, pullRequest: PLAN },
    );
    github.break(() => (chance() < 0.1 ? FAULTS[Math.floor(chance() * FAULTS.length)] : undefined));
    const ran = await dyingCommit(place, publication, usualMs && chance() * 1.2 * usualMs);
    github.break(undefined);
    if (ran.isDone) usualMs = ran.tookMs;
    if (ran.isKilled) killed++;
    const half = repo.git('for-each-ref', '--format=%(objectname)', `refs/heads/${BRANCH}`);
    const [pull] = github.api.pulls;
    left[pull ? (pull.state === 'open' ? 'pull request' : 'roll-back') : half ? 'branch' : 'nothing']++;

    // Whoever goes on, and be it two at once, finds or finishes the same.
    const [one, other] = await Promise.all([host.publish(publication), host.publish(publication)]);
    const commit = committed(one);
    expect(other).toEqual(one);
    expect(repo.git('rev-parse', BRANCH)).toBe(commit.sha);
    expect(['', commit.sha]).toContain(half);
    expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    expect(github.api.pulls).toMatchObject([{ head: BRANCH }]);
    // Every other one is merged before it is taken back: then the roll-back is a pull request, too.
    const isMerged = pull?.state !== 'closed' && killed % 2 === 0;
    if (isMerged) {
      repo.git('merge', '-q', '--no-ff', '-m', 'merged', BRANCH);
      Object.assign(github.api.pulls[0] ?? {}, { state: 'closed', merged_at: '2026-01-01T00:00:00Z' });
    }
    const reversal = { ...reversalOf(publication, commit.sha), published: commit };
    const mergedRun = isMerged ? await dyingCommit(place, publication, chance() * (usualMs ?? 1_000)) : undefined;
    if (mergedRun?.isKilled) killed++;
    const backs = await Promise.all([host.rollBack(reversal), host.rollBack(reversal)]);
    expect(new Set(backs.map((back) => committed(back).sha)).size).toBe(1);
    expect(github.api.pulls).toMatchObject(
      isMerged
        ? [{ head: BRANCH }, { head: `${BRANCH}-revert`, state: 'open' }]
        : [{ head: BRANCH, state: 'closed', merged_at: null }],
    );
    if (isMerged) expect(repo.git('rev-list', '--count', `main..${BRANCH}-revert`)).toBe('1');
    expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    await github.close();
    console.log(`${killed} kills; left behind: ${JSON.stringify(left)}`);
  }
});
