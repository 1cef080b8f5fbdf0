import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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

test('the declaration on GitHub: what is saved for a project comes as a pull request, once', async () => {
  const repo = someRepo();
  const github = await someGitHub(repo, ownApi(repo));
  const data = await emptyStore(join(someFolder(), 'data'));
  const config = readConfig({ REFINERY_DATA: data, GITHUB_URL: github.url, GITHUB_TOKEN: TOKEN });
  const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
  const store = await openStore(config);
  try {
    const desk = contextDesk('local', house, store.records, new AbortController().signal);
    const project = { name: '@acme/team #1', repo: NAME, context: null, approvers: [ada.id], fourEyes: false };
    await desk.context(project, { do: 'add', kind: 'prompts', files: [PROMPT] }, ada);
    const made = await desk.offerContext(project, { kind: 'declaration' });
    if ('refused' in made) throw new Error(made.refused);
    expect(made.offer.target).toMatchObject({ pullRequest: { base: 'main', isDraft: false } });

    const write = () => desk.writeContext(project, { kind: 'declaration' }, ada, made.offer.digest);
    const written = await write();
    expect(written).toMatchObject({ branch: made.offer.target.branch, pullRequest: { number: 1 } });
    expect(await write()).toEqual(written);
    expect(repo.git('diff', '--name-only', 'main', made.offer.target.branch)).toBe('.refinery/context.json');
    // Whatever a project is called, nobody is mentioned and nothing is linked.
    const [pull, another] = github.api.pulls;
    expect(another).toBeUndefined();
    expect(`${pull?.title} ${pull?.body}`).not.toMatch(/[@#]/);
  } finally {
    await store.database.close();
    await house.workshop.close();
    await github.close();
  }
});
