import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import { directSteps } from '../../src/flow/direct-steps.ts';
import { makeOffer, toldBy, writesOf } from '../../src/flow/make-offer.ts';
import { publishChapter } from '../../src/flow/publish-chapter.ts';
import { historyOf, record } from '../../src/flow/record.ts';
import { rollBackChapter } from '../../src/flow/roll-back-chapter.ts';
import { PUBLISH, ROLL_BACK } from '../../src/refine/case/chapters.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { rollBackView } from '../../src/terminal/views/roll-back-view.ts';
import { openStore, wireHouse } from '../../src/wiring.ts';
import { emptyStore } from '../stores.ts';
import { threadText } from '../thread-text.ts';
import { ada, someHypothesis, someProven, someVerdict, someYes } from '../unit/some.ts';
import { someScene, stepsTo } from '../unit/some-history.ts';
import { someGitHub } from './some-github.ts';
import { NAME, ownApi, TOKEN } from './some-github-api.ts';
import { KINDER, PROMPT } from './some-publication.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

afterAll(removeFolders);

test('a case on GitHub: an offer into a branch, its pull request, and its roll-back', async () => {
  const repo = someRepo();
  const github = await someGitHub(repo, ownApi(repo));
  const folder = someFolder();
  const config = readConfig({
    REFINERY_DATA: await emptyStore(join(folder, 'data')),
    GITHUB_URL: github.url,
    GITHUB_TOKEN: TOKEN,
  });
  const house = wireHouse(config, { clock: () => 0, searchPath: process.env.PATH });
  const store = await openStore(config);
  const { records } = store;
  try {
    const name = house.codeHost.nameOf('Acme/Agent', folder);
    expect(name).toBe(NAME);
    expect(house.codeHost.nameOf('./Acme/Agent', folder)).toBe(join(folder, 'Acme/Agent'));

    mkdirSync(join(folder, 'acme/other'), { recursive: true });
    expect(house.codeHost.nameOf('acme/other', folder)).toBe(join(folder, 'acme/other'));

    const hypothesis = someHypothesis({ change: sealChange(KINDER) });
    const base = await house.codeHost.head(name);
    const project = { ...someProven().project, repo: name, approvers: [ada.id] };
    const made = someProven({
      workspace: 'local',
      project,
      base,
      hypotheses: [hypothesis],
      verdicts: [someVerdict(hypothesis, { base })],
    });
    const [opened, ...later] = stepsTo(made).map(([, body]) => body);
    if (opened?.kind !== 'opened') throw new Error('not opened');
    const id = await records.facts.open('local', 'key', opened);
    const at = { workspace: 'local', id };
    const tell = async (body: FactBody) => (await record(records.facts, at, body.kind, () => body)).head;
    for (const body of later) await tell(body);
    const steps = () => directSteps(new AbortController().signal);
    const known = () => historyOf(records.facts, at);

    const offered = await makeOffer({ ...made, id }, hypothesis, house);
    if ('refused' in offered) throw new Error(offered.refused);
    expect(offered.offer.target).toMatchObject({ repo: NAME, pullRequest: { base: 'main', isDraft: false } });
    for (const [goesAs, isDraft] of [
      ['draft', true],
      ['pull-request', false],
      ['branch', undefined],
    ] as const) {
      const wished = await makeOffer(
        { ...made, id },
        hypothesis,
        house,
        await toldBy({ goesAs }, { repo: name }, house.codeHost),
      );
      if ('refused' in wished) throw new Error(wished.refused);
      expect([goesAs, wished.offer.target.pullRequest?.isDraft]).toEqual([goesAs, isDraft]);
      expect(wished.offer.digest === offered.offer.digest).toBe(goesAs === 'pull-request');
      // What is approved is made again from the offer, whichever way it goes.
      expect(await writesOf({ ...made, id }, wished.offer, house)).toEqual(offered.writes);
    }
    await tell({ kind: 'offered', atMs: 0, by: ada, offer: offered.offer });
    const yes = await tell({ kind: 'said-yes', atMs: 0, yes: someYes(offered.offer) });
    await publishChapter(house, records).run({ at, chapter: PUBLISH, decision: `${yes}` }, steps());

    const { now, failure } = await known();
    if (now.stage !== 'published') throw new Error(failure?.detail);
    expect(now.commit.pullRequest).toMatchObject({ number: 1, base: 'main' });
    expect(repo.git('diff', '--name-only', 'main', now.commit.branch)).toBe(PROMPT);
    const [pull] = github.api.pulls;
    expect(pull?.body).toContain(`Refinery-Offer: ${offered.offer.digest}`);
    expect(repo.git('log', '-1', '--format=%B', now.commit.branch)).toContain(
      pull?.body.match(/Refinery-Audit: \w+/)?.[0] ?? 'no audit',
    );
    const thread = threadText(threadOf(someScene(await known())));
    expect(thread).toContain('A fix would go into the repository `acme/agent`.');
    expect(thread).toContain(
      'Customers get it once [pull request #1](https://github.com/acme/agent/pull/1) into `main` is merged.',
    );
    expect(caseView(now, (_style, text) => text)).toContain('pull request #1 into main');

    const asked = await tell({ kind: 'roll-back-asked', atMs: 0, by: ada, commit: now.commit.sha });
    await rollBackChapter(house, records).run({ at, chapter: ROLL_BACK, decision: `${asked}` }, steps());
    const after = await known();
    expect(after.now).toMatchObject({ stage: 'rolled-back', closed: true });
    expect(rollBackView(after)).toContain('nobody had merged pull request #1 into main');
    expect(threadText(threadOf(someScene(after)))).toContain('so it was closed');
    expect(pull?.state).toBe('closed');
  } finally {
    await house.workshop.close();
    await store.database.close();
    await github.close();
  }
});
