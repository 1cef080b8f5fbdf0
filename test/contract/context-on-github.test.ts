import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { contextDesk } from '../../src/flow/context-desk.ts';
import { openStore, wireHouse } from '../../src/wiring.ts';
import { emptyStore } from '../stores.ts';
import { ada } from '../unit/some.ts';
import { someGitHub } from './some-github.ts';
import { NAME, ownApi, TOKEN } from './some-github-api.ts';
import { PROMPT } from './some-publication.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

afterAll(removeFolders);

const WISH = { kind: 'declaration' } as const;

/** A desk whose project is on a GitHub of its own, with a prompt saved for it. */
async function someDesk() {
  const repo = someRepo();
  const github = await someGitHub(repo, ownApi(repo));
  const data = await emptyStore(join(someFolder(), 'data'));
  const config = readConfig({ REFINERY_DATA: data, GITHUB_URL: github.url, GITHUB_TOKEN: TOKEN });
  const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
  const store = await openStore(config);
  onTestFinished(async () => {
    await store.database.close();
    await house.workshop.close();
    await github.close();
  });
  const desk = contextDesk('local', house, store.records, new AbortController().signal);
  const project = { name: '@acme/team #1', repo: NAME, context: null, approvers: [ada.id], fourEyes: false };
  await desk.context(project, { do: 'add', kind: 'prompts', files: [PROMPT] }, ada);
  const made = await desk.offerContext(project, WISH);
  if ('refused' in made) throw new Error(made.refused);
  const { target, digest } = made.offer;
  return {
    repo,
    pulls: github.api.pulls,
    target,
    write: () => desk.writeContext(project, WISH, ada, digest),
    undo: () => desk.undoContext(project, ada),
  };
}

test('the declaration on GitHub: what is saved for a project comes as a pull request, once', async () => {
  const { repo, pulls, target, write } = await someDesk();
  expect(target).toMatchObject({ pullRequest: { base: 'main', isDraft: false } });
  const written = await write();
  expect(written).toMatchObject({ branch: target.branch, pullRequest: { number: 1 } });
  expect(await write()).toEqual(written);
  expect(repo.git('diff', '--name-only', 'main', target.branch)).toBe('.refinery/context.json');
  // Whatever a project is called, nobody is mentioned and nothing is linked.
  const [pull, another] = pulls;
  expect(another).toBeUndefined();
  expect(`${pull?.title} ${pull?.body}`).not.toMatch(/[@#]/);
});

test('taken back before it was merged, the pull request is closed; afterwards another one reverts it; once each', async () => {
  const open = await someDesk();
  await open.write();
  expect(await open.undo()).not.toHaveProperty('refused');
  expect(open.pulls).toMatchObject([{ head: open.target.branch, state: 'closed', merged_at: null }]);
  expect(await open.undo()).toHaveProperty('refused');

  const merged = await someDesk();
  await merged.write();
  merged.repo.git('merge', '-q', '--no-ff', '-m', 'merged', merged.target.branch);
  Object.assign(merged.pulls[0] ?? {}, { state: 'closed', merged_at: '2026-01-01T00:00:00Z' });
  expect(await merged.undo()).not.toHaveProperty('refused');
  expect(merged.pulls).toMatchObject([{ head: merged.target.branch }, { state: 'open', base: 'main' }]);
  expect(merged.repo.git('diff', '--name-only', 'main^', merged.pulls[1]?.head ?? '')).toBe('');
  expect(await merged.undo()).toHaveProperty('refused');
  expect(merged.pulls).toHaveLength(2);
});
