import { afterAll, expect, it } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import type { Edit } from '../../src/domain/change.ts';
import { committed, PROMPT, reversalOf, somePublication } from '../contract/some-publication.ts';
import { removeFolders, someFolder, someRepo } from '../contract/some-repo.ts';
import { chanceOf } from './chance.ts';
import { dyingCommit } from './killed-commit.ts';

const KILLS = Number(process.env.TORTURE_KILLS ?? 500);
const SEED = Number(process.env.TORTURE_SEED ?? 1);
const EDITS: readonly Edit[] = [
  { kind: 'replace', path: PROMPT, find: 'Be kind.', text: 'Be very kind.' },
  { kind: 'create', path: 'evals/new.jsonl', text: '{"id":"a"}\n' },
  { kind: 'delete', path: 'old.md' },
];

afterAll(removeFolders);

it(`a commit and its roll-back are killed at random times, ${KILLS} times: nothing half, nothing twice`, async () => {
  const chance = chanceOf(SEED);
  const repo = someRepo({ [PROMPT]: 'Be kind.\nBe brief.\n', 'old.md': 'Old.\n', 'README.md': 'x\n' });
  repo.write('README.md', 'Half-done by hand.\n');
  repo.write('unknown.md', 'mine\n');
  const folder = someFolder();
  const host = localGit({ tempDir: `${folder}/work` });
  const tree = repo.git('rev-parse', 'HEAD^{tree}');
  const seen = repo.noticeable();
  const left = { nothing: 0, commit: 0, 'roll-back': 0 };
  let killed = 0;
  // The first one lives, so that it is known how long they take on this machine.
  let usualMs: number | undefined;
  for (let number = 0; killed < KILLS; number++) {
    const branch = `refinery/rf-${number}`;
    const publication = await somePublication(host, repo, EDITS, { branch });
    const ran = await dyingCommit({ folder }, publication, usualMs && chance() * 1.2 * usualMs);
    if (ran.isDone) usualMs = ran.tookMs;
    if (ran.isKilled) killed++;
    const count = repo.git('rev-list', '--count', `main..${tipOf(branch) || 'main'}`);
    left[count === '0' ? 'nothing' : count === '1' ? 'commit' : 'roll-back']++;
    expect(repo.noticeable()).toEqual(seen);

    // Whoever goes on, and be it two at once, finds or finishes the same.
    const [one, other] = await Promise.all([host.publish(publication), host.publish(publication)]);
    const { sha } = committed(one);
    expect(other).toEqual(one);
    const backs = await Promise.all([1, 2].map(() => host.rollBack(reversalOf(publication, sha))));
    expect(new Set(backs.map((back) => committed(back).sha))).toEqual(new Set([tipOf(branch)]));
    expect(repo.git('rev-list', '--count', `main..${branch}`)).toBe('2');
    expect(repo.git('rev-parse', `${branch}^`)).toBe(sha);
    expect(repo.git('rev-parse', `${branch}^{tree}`)).toBe(tree);
    expect(repo.noticeable()).toEqual(seen);
    expect(repo.git('fsck', '--no-dangling', '--strict')).toBe('');
    if (killed % 50 === 0) console.log(`${killed} kills; left behind: ${JSON.stringify(left)}`);
  }

  function tipOf(branch: string): string {
    return repo.git('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
  }
});
