import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CaseId, CaseKey, Published } from '../../src/domain/case.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import { makeOffer } from '../../src/flow/make-offer.ts';
import { record } from '../../src/flow/record.ts';
import { sealChange } from '../../src/refine/case/digest.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';
import { threadText } from '../thread-text.ts';
import { ada, someHypothesis, someProven, someVerdict, someYes } from '../unit/some.ts';
import { someScene, stepsTo } from '../unit/some-history.ts';
import { type SomeGitHub, someGitHub } from './some-github.ts';
import { NAME, type OwnApi, ownApi, TOKEN } from './some-github-api.ts';
import { KINDER } from './some-publication.ts';
import { removeFolders, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

/** Published cases on a GitHub of our own, and a clock that the test turns. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
let nowMs = 0;
let repo: SomeRepo;
let main: string;
let github: SomeGitHub<OwnApi>;
let some: SomeDesk;
let count = 0;
beforeAll(async () => {
  repo = someRepo();
  main = repo.git('rev-parse', 'main');
  github = await someGitHub(repo, ownApi(repo));
  const settings = {
    REFINERY_DATA: await emptyStore(join(someFolder(), 'data')),
    GITHUB_URL: github.url,
    GITHUB_TOKEN: TOKEN,
  };
  some = await someDesk(settings, { adapt: (house) => ({ ...house, clock: () => nowMs }) });
});
// What one test merged, the next has never seen.
afterEach(() => void repo.git('update-ref', 'refs/heads/main', main));
afterAll(async () => {
  await some.close();
  await github.close();
  removeFolders();
});

async function published(takenBackIfRed?: 'also-after-merge'): Promise<Readonly<{ id: CaseId; now: Published }>> {
  const { desk, house, store } = some;
  const { ci } = github.api;
  Object.assign(ci, { runs: [], statuses: [], reviews: [], isHidden: false });
  const hypothesis = someHypothesis({ change: sealChange(KINDER) });
  const base = await house.codeHost.head(NAME);
  const made = someProven({
    workspace: 'local',
    project: { ...someProven().project, repo: NAME, approvers: [ada.id] },
    base,
    hypotheses: [hypothesis],
    verdicts: [someVerdict(hypothesis, { base })],
  });
  const [opened, ...later] = stepsTo(made).map(([, body]) => body);
  if (opened?.kind !== 'opened') throw new Error('not opened');
  const id = await store.records.facts.open('local', `key ${count++}`, opened);
  const at: CaseKey = { workspace: 'local', id };
  const tell = (body: FactBody) => record(store.records.facts, at, body.kind, () => body);
  for (const body of later) await tell(body);
  const offered = await makeOffer({ ...made, id }, hypothesis, house, { takenBackIfRed });
  if ('refused' in offered) throw new Error(offered.refused);
  await tell({ kind: 'offered', atMs: nowMs, by: ada, offer: offered.offer });
  await tell({ kind: 'said-yes', atMs: nowMs, yes: someYes(offered.offer, { atMs: nowMs }) });
  const { now, failure } = await desk.goOn(id);
  if (now.stage !== 'published') throw new Error(failure?.detail ?? now.stage);
  return { id, now };
}

const pullOf = ({ now }: Readonly<{ now: Published }>) => {
  const pull = github.api.pulls[(now.commit.pullRequest?.number ?? 0) - 1];
  if (!pull) throw new Error('no pull request');
  return pull;
};
const run = (name: string, conclusion: string | null) => ({
  name,
  status: conclusion === null ? 'queued' : 'completed',
  conclusion,
  html_url: `https://github.com/${NAME}/runs/${name}`,
});
const seen = async (id: CaseId) =>
  (await some.desk.find(id)).facts.flatMap(({ body }) => {
    const of = 'of' in body ? `${body.of} ` : '';
    if (body.kind === 'ci-seen') return [`${of}${body.ci.state}`];
    if (body.kind === 'pull-request-seen')
      return [`${of}${body.pullRequest.isTheirs ? 'theirs' : body.pullRequest.state}`];
    return body.kind === 'watch-ended' || body.kind.startsWith('roll') ? [`${of}${body.kind}`] : [];
  });
const looks = async (afterMs: number) => {
  nowMs += afterMs;
  const before = github.calls.length;
  await some.desk.lookAround();
  return github.calls.length > before;
};
const thread = async (id: CaseId) => threadText(threadOf(someScene(await some.desk.find(id))));
const watchedStill = async (id: CaseId, chapter = 'watch') =>
  (await some.store.records.due.find({ workspace: 'local', id }, chapter)) !== undefined;

/** As GitHub's button does it: a merge on top of the base. @returns the commit of the merge */
function merge(about: Readonly<{ now: Published }>, { head } = pullOf(about)): string {
  const branch = `refs/heads/${head}`;
  const sha = repo.git('commit-tree', '-p', 'main', '-p', branch, '-m', `Merge ${head}`, `${branch}^{tree}`);
  repo.git('update-ref', 'refs/heads/main', sha);
  const pull = github.api.pulls.find((each) => each.head === head);
  Object.assign(pull ?? {}, { state: 'closed', merged_at: '2026-06-10T10:00:00Z', merge_commit_sha: sha });
  return sha;
}

it('tells what is new, and looks again ever later, until it was merged as nobody tells what', async () => {
  const about = await published();
  const { id } = about;
  expect(await looks(29 * SECOND)).toBe(false);
  github.api.ci.runs = [run('test', null)];
  expect(await looks(SECOND)).toBe(true);
  expect(await seen(id)).toEqual(['pending', 'open']);

  expect(await looks(29 * SECOND)).toBe(false);
  expect(await looks(SECOND)).toBe(true);
  expect(await looks(59 * SECOND)).toBe(false);
  expect(await looks(SECOND)).toBe(true);
  for (let times = 0; times < 5; times++) await looks(10 * MINUTE);
  expect(await looks(10 * MINUTE - SECOND)).toBe(false);
  expect(await seen(id)).toEqual(['pending', 'open']);

  github.api.ci.runs = [run('test', 'success')];
  await some.desk.lookSoon([`${NAME}#${pullOf(about).number}`]);
  expect(await looks(0)).toBe(true);
  github.api.ci.reviews = [{ user: { login: 'cy' }, state: 'APPROVED' }];
  await looks(MINUTE);
  expect(await seen(id)).toEqual(['pending', 'open', 'green', 'open']);
  expect(await thread(id)).toContain('CI is green.\nApproved on GitHub by cy.');

  pullOf(about).merged_at = '2026-06-10T10:00:00Z';
  await looks(10 * MINUTE);
  expect((await seen(id)).at(-1)).toBe('merged');
  expect(await watchedStill(id)).toBe(false);
});

it('goes on when GitHub does not answer, and forgets nothing', async () => {
  const { id, now } = await published();
  await looks(30 * SECOND);
  for (const fault of ['lost-request', 'lost-answer', 'bad-gateway'] as const) {
    github.break(() => fault);
    await expect(looks(10 * MINUTE)).rejects.toMatchObject({ kind: 'repo-unavailable' });
  }
  github.break(undefined);
  github.api.ci.runs = [run('test', 'failure')];
  await looks(10 * MINUTE);
  expect(await seen(id)).toEqual(['open', 'red']);
  expect((await some.desk.find(id)).failure).toBeUndefined();

  // What a person decides goes on as ever, and the watch ends with it.
  expect(await some.desk.rollBack(id, ada)).toBe('asked');
  expect((await some.desk.goOn(id)).now).toMatchObject({ stage: 'rolled-back', closed: true, commit: now.commit });
  await looks(10 * MINUTE);
  expect(await watchedStill(id)).toBe(false);
  expect(await seen(id)).toEqual(['open', 'red', 'roll-back-asked', 'rolled-back']);
});

it('takes back by itself what is red, where whoever approved it wished so', async () => {
  const about = await published('also-after-merge');
  expect(await thread(about.id)).toContain(
    'If its CI fails before that, or up to a day after, I take it back by myself',
  );
  github.api.ci.runs = [run('lint', 'success'), run('test', 'failure')];
  await looks(30 * SECOND);
  expect(await seen(about.id)).toEqual(['red', 'open', 'roll-back-asked', 'rolled-back']);
  expect(pullOf(about).state).toBe('closed');
  const told = await thread(about.id);
  expect(told).toContain(`[test](https://github.com/${NAME}/runs/test)`);
  expect(told).toMatch(/Nobody had merged .* so it was closed, as .* wished in case CI fails/);
});

it('touches no branch that people work on, also where it was to take it back', async () => {
  const about = await published('also-after-merge');
  const { commit } = about.now;
  repo.git(
    'update-ref',
    `refs/heads/${commit.branch}`,
    repo.git('commit-tree', '-p', commit.sha, '-m', 'theirs', `${commit.sha}^{tree}`),
  );
  github.api.ci.runs = [run('test', 'failure')];
  await looks(30 * SECOND);
  expect(await seen(about.id)).toEqual(['red', 'theirs']);
  expect(await thread(about.id)).toContain('it is theirs now');
  expect(await some.desk.rollBack(about.id, ada)).toBe('asked');
  expect((await some.desk.goOn(about.id)).refusal).toMatchObject({ kind: 'roll-back-refused' });
  expect(pullOf(about).state).toBe('open');
  expect(await thread(about.id)).toContain('somebody has added commits since, and their work must not be lost');
});

it('ends after a week, and says so', async () => {
  const { id } = await published();
  await looks(30 * SECOND);
  await looks(8 * 24 * 60 * MINUTE);
  expect(await seen(id)).toEqual(['open', 'watch-ended']);
  expect(await watchedStill(id)).toBe(false);
  expect(await thread(id)).toContain('I stopped looking after a week');
});

it('looks at what the base became by the merge for a day, and offers the way back', async () => {
  const about = await published();
  const { id } = about;
  github.api.ci.runs = [run('test', 'success')];
  await looks(30 * SECOND);
  const sha = merge(about);
  github.api.ci.runs = [run('deploy', null)];
  await looks(10 * MINUTE);
  expect(await seen(id)).toEqual(['green', 'open', 'merge pending', 'merged']);
  expect(await thread(id)).toContain('After the merge: CI is running.');

  // What GitHub tells of the base, by the name of its commit, is heard as well.
  github.api.ci.runs = [run('deploy', 'failure')];
  await some.desk.lookSoon([`${NAME}@${sha}`]);
  expect(await looks(0)).toBe(true);
  expect((await seen(id)).at(-1)).toBe('merge red');
  expect(await thread(id)).toMatch(/CI after the merge is red[\s\S]*deploy[\s\S]*Roll back/);
  // Nobody ticked it, so nobody takes it back but a person.
  expect((await some.desk.find(id)).now.stage).toBe('published');

  await looks(25 * 60 * MINUTE);
  expect((await seen(id)).at(-1)).toBe('merge watch-ended');
  expect(await watchedStill(id)).toBe(false);
  expect(await thread(id)).toContain('I stopped looking a day after the merge');
});

it('asks to take it back by itself after the merge, and sees that to its end', async () => {
  const about = await published('also-after-merge');
  const { id } = about;
  await looks(30 * SECOND);
  merge(about);
  github.api.ci.runs = [run('deploy', 'failure')];
  await looks(10 * MINUTE);
  expect(await seen(id)).toEqual(['open', 'merge red', 'merged', 'roll-back-asked', 'rolled-back']);
  const { now } = await some.desk.find(id);
  const revert = now.stage === 'rolled-back' ? now.revert : undefined;
  expect(revert?.pullRequest?.number).toBeGreaterThan(about.now.commit.pullRequest?.number ?? 0);
  expect(await thread(id)).toMatch(/Roll-back waits for its merge[\s\S]*as .* wished in case CI fails/);
  expect(await watchedStill(id)).toBe(true);

  github.api.ci.runs = [run('test', 'failure')];
  expect(await looks(30 * SECOND)).toBe(true);
  expect((await seen(id)).slice(-2)).toEqual(['revert red', 'revert open']);
  expect(await watchedStill(id)).toBe(false);
  expect(await thread(id)).toContain('CI of the roll-back is red');
  // Nothing takes back what takes back.
  expect(github.api.pulls.filter(({ head }) => head.startsWith(about.now.commit.branch))).toHaveLength(2);

  merge(
    about,
    github.api.pulls.find(({ head }) => head === revert?.branch),
  );
  await looks(10 * MINUTE);
  expect((await seen(id)).at(-1)).toBe('revert merged');
  expect(await watchedStill(id, 'watch-revert')).toBe(false);
  expect(repo.git('diff', '--stat', main, 'main')).toBe('');
  const told = await thread(id);
  expect(told).toMatch(/Rolled back[\s\S]*was taken back/);
  expect(told).toContain('The files are as they were before the fix.');
});

it('says so when nobody wants the roll-back, and after a week without a word', async () => {
  const closing = await published();
  const waiting = await published();
  for (const about of [closing, waiting]) {
    merge(about);
    expect(await some.desk.rollBack(about.id, ada)).toBe('asked');
    expect((await some.desk.goOn(about.id)).now.stage).toBe('rolled-back');
  }
  await looks(30 * SECOND);
  const pull = github.api.pulls.find(({ head }) => head === `${closing.now.commit.branch}-revert`);
  if (!pull) throw new Error('no pull request');
  pull.state = 'closed';
  await looks(8 * 24 * 60 * MINUTE);
  expect((await seen(closing.id)).at(-1)).toBe('revert closed');
  expect(await thread(closing.id)).toMatch(/Not rolled back[\s\S]*the fix still stands/);
  expect((await seen(waiting.id)).at(-1)).toBe('revert watch-ended');
  expect(await thread(waiting.id)).toContain('whether it is merged stands on GitHub alone');
  for (const { id } of [closing, waiting]) expect(await watchedStill(id, 'watch-revert')).toBe(false);
});
