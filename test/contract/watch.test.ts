import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
let github: SomeGitHub<OwnApi>;
let some: SomeDesk;
let count = 0;
beforeAll(async () => {
  repo = someRepo();
  github = await someGitHub(repo, ownApi(repo));
  const settings = {
    REFINERY_DATA: await emptyStore(join(someFolder(), 'data')),
    GITHUB_URL: github.url,
    GITHUB_TOKEN: TOKEN,
  };
  some = await someDesk(settings, { adapt: (house) => ({ ...house, clock: () => nowMs }) });
});
afterAll(async () => {
  await some.close();
  await github.close();
  removeFolders();
});

async function published(takenBackIfRed?: true): Promise<Readonly<{ id: CaseId; now: Published }>> {
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
  await tell({ kind: 'said-yes', atMs: nowMs, yes: someYes(offered.offer) });
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
    if (body.kind === 'ci-seen') return [body.ci.state];
    if (body.kind === 'pull-request-seen') return [body.pullRequest.isTheirs ? 'theirs' : body.pullRequest.state];
    return body.kind === 'watch-ended' || body.kind.startsWith('roll') ? [body.kind] : [];
  });
const looks = async (afterMs: number) => {
  nowMs += afterMs;
  const before = github.calls.length;
  await some.desk.lookAround();
  return github.calls.length > before;
};
const thread = async (id: CaseId) => threadText(threadOf(someScene(await some.desk.find(id))));
const watchedStill = async (id: CaseId) =>
  (await some.store.records.due.find({ workspace: 'local', id }, 'watch')) !== undefined;

it('tells what is new, looks again ever later, and ends with the merge', async () => {
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
  const about = await published(true);
  expect(await thread(about.id)).toContain('If its CI fails before that, I take it back by myself');
  github.api.ci.runs = [run('lint', 'success'), run('test', 'failure')];
  await looks(30 * SECOND);
  expect(await seen(about.id)).toEqual(['red', 'open', 'roll-back-asked', 'rolled-back']);
  expect(pullOf(about).state).toBe('closed');
  const told = await thread(about.id);
  expect(told).toContain(`[test](https://github.com/${NAME}/runs/test)`);
  expect(told).toMatch(/Nobody had merged .* so it was closed, as .* wished in case CI fails/);
});

it('touches no branch that people work on, also where it was to take it back', async () => {
  const about = await published(true);
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
