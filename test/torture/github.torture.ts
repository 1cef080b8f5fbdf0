import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { gitHub } from '../../src/code/github/github.ts';
import { type Fault, someGitHub } from '../contract/some-github.ts';
import { NAME, ownApi, TOKEN } from '../contract/some-github-api.ts';
import { BRANCH, committed, KINDER, somePublication } from '../contract/some-publication.ts';
import { removeFolders, someFolder, someRepo } from '../contract/some-repo.ts';
import { chanceOf } from './chance.ts';

const CASES = Number(process.env.TORTURE_CASES ?? 60);
const SEED = Number(process.env.TORTURE_SEED ?? 1);
const FAULTS: readonly Fault[] = ['lost-request', 'lost-answer', 'bad-gateway'];
const PLAN = { base: 'main', isDraft: false, title: 'fix: be kinder', body: 'As approved.\n' };

afterAll(removeFolders);

/** Runs it in a process of its own; whether that got to the end. */
async function publishing(words: readonly string[], killAfterMs?: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'dying-publish.ts'), ...words], { stdio: 'ignore' });
  const ended = new Promise<boolean>((done) => child.once('exit', (code) => done(code === 0)));
  if (killAfterMs !== undefined) {
    await Promise.race([wait(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  return ended;
}

it(`is killed at random times, ${CASES} times, while a tenth of all requests fail: nothing half, nothing twice`, async () => {
  const chance = chanceOf(SEED);
  let killed = 0;
  for (let number = 0; number < CASES; number++) {
    const repo = someRepo();
    const github = await someGitHub(repo, ownApi(repo));
    const folder = someFolder();
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
    const words = [github.url, TOKEN, folder, JSON.stringify(publication)];
    github.break(() => (chance() < 0.1 ? FAULTS[Math.floor(chance() * FAULTS.length)] : undefined));
    if (!(await publishing(words, 100 + chance() * 1_500))) killed++;

    const half = repo.git('for-each-ref', '--format=%(objectname)', `refs/heads/${BRANCH}`);
    github.break(undefined);
    expect(await Promise.all([publishing(words), publishing(words)])).toEqual([true, true]);
    const { sha } = committed(await host.publish(publication));
    expect(repo.git('rev-parse', BRANCH)).toBe(sha);
    expect(['', sha]).toContain(half);
    expect(repo.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    expect(github.api.pulls).toMatchObject([{ head: BRANCH, state: 'open' }]);
    expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    await github.close();
  }
  console.log(`${killed} kills over ${CASES} publications`);
});
