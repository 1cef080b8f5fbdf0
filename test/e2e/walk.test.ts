import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sample, type SampleFailure, startSample } from '../../playground/start-sample.ts';
import type { HandedOver, Published } from '../../src/domain/case.ts';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { git, jsonIn, refinery } from '../refinery.ts';
import { emptyStore } from '../stores.ts';

/** The three failures of the sample, from the trace to the commit and back, by the real command line. */
let sample: Sample;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-walk-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

/** Whoever wants them asks for them by `REFINERY_LOG`. */
const LOG_LINE = /^\{"level":\d+/m;

const stores = [
  { store: 'embedded', settings: async () => ({ REFINERY_DATA: await emptyStore(join(folder, 'embedded')) }) },
  { store: 'PostgreSQL', settings: async () => ({ DATABASE_URL: await freshDatabase() }) },
];

describe.each(stores)('on the $store store', ({ store, settings }) => {
  let environment: Record<string, string>;
  beforeAll(async () => {
    if (store === 'PostgreSQL' && noPostgres) return;
    environment = {
      REFINERY_DATA: join(folder, store),
      ...(await settings()),
      REFINERY_STAND_IN_URL: sample.model.url,
      LANGSMITH_ENDPOINT: sample.langSmith.url,
      LANGSMITH_API_KEY: sample.langSmith.apiKey,
      // What a fix does to others: others.test.ts
      REFINERY_OTHERS: '0',
    };
  });
  const walk = it.skipIf(store === 'PostgreSQL' && noPostgres !== undefined);
  const failure = (name: string): SampleFailure => {
    const found = sample.failures.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`no failure ${name}`);
    return found;
  };
  const open = ({ expectation }: SampleFailure, trace: string, ...more: string[]) =>
    refinery(['case', trace, '--expected', expectation, '--repo', sample.repo, ...more], environment);

  walk.each([
    ['memory', (recorded: SampleFailure) => recorded.exportPath, 'prompts/support.md'],
    ['price', (recorded: SampleFailure) => recorded.link, 'prompts/answer-from-documents.md'],
  ] as const)('%s: one commit on a branch of its own, and back', async (name, traceOf, prompt) => {
    const before = await stateOf(sample.repo);
    const recorded = failure(name);
    const ran = await open(recorded, traceOf(recorded), '--yes', '--json');
    expect(ran).toMatchObject({ code: 0 });

    const done = jsonIn<Published>(ran);
    expect(done.stage).toBe('published');
    expect(done.hypotheses.length).toBeGreaterThanOrEqual(3);
    expect(done.verdicts).toHaveLength(done.hypotheses.length);
    expect(done.verdicts.every(({ of, standIn, model }) => of === 5 && standIn && model === 'stand-in-1')).toBe(true);
    expect(done.verdicts.some(({ word }) => word === 'not-fixed')).toBe(true);
    expect(done.reproduction).toMatchObject({ word: 'reproduced', failed: 5, of: 5 });
    expect(done.diagnosis.evidence.length).toBeGreaterThan(0);
    expect(done.diagnosedBy.model).toBe('rules');

    const { branch, sha } = done.commit;
    expect(branch).toMatch(/^refinery\/rf-\d+-[0-9a-f]{8}$/);
    expect(await git(sample.repo, 'rev-list', '--count', `${before.head}..${branch}`)).toBe('1');
    expect((await git(sample.repo, 'diff', '--name-only', before.head, branch)).split('\n')).toEqual([
      'evals/cases.jsonl',
      prompt,
    ]);
    expect(await git(sample.repo, 'log', '-1', '--format=%B', sha)).toContain(
      `Refinery-Case: ${done.id}\nRefinery-Offer: ${done.offer.digest}`,
    );
    expect(await stateOf(sample.repo)).toEqual(before);

    const again = await refinery(['case', done.id, '--yes', '--json'], environment);
    expect(jsonIn<Published>(again).commit).toEqual(done.commit);

    expect(await refinery(['rollback', done.id], environment)).toMatchObject({ code: 0 });
    expect(await refinery(['rollback', done.id.toLowerCase()], environment)).toMatchObject({ code: 0 });
    expect(await git(sample.repo, 'rev-list', '--count', `${before.head}..${branch}`)).toBe('2');
    expect(await git(sample.repo, 'rev-parse', `${branch}^{tree}`)).toBe(
      await git(sample.repo, 'rev-parse', `${before.head}^{tree}`),
    );
    expect(await stateOf(sample.repo)).toEqual(before);
    await git(sample.repo, 'branch', '-D', branch);
  });

  walk('order: no prompt can mend it, so it is handed over and nothing is written', async () => {
    const before = await stateOf(sample.repo);
    const recorded = failure('order');
    const ran = await open(recorded, recorded.exportPath, '--yes', '--json');
    expect(ran).toMatchObject({ code: 3 });

    const done = jsonIn<HandedOver>(ran);
    expect(done).toMatchObject({ stage: 'handed-over', because: 'none-fixed', diagnosis: { category: 'tool' } });
    expect(done.check.assertions).toEqual([
      { kind: 'tool-called', params: { tool: 'look_up_order', argument: 'A-0042' } },
    ]);
    expect(done.hypotheses.length).toBeGreaterThanOrEqual(3);
    // One failed answer is enough; to watch the case changes none of the five that were asked for.
    const tried = done.hypotheses.map(({ kind }) => ['not-fixed', kind === 'eval' ? 5 : 1]);
    expect(done.verdicts.map(({ word, of }) => [word, of])).toEqual(tried);
    expect(await stateOf(sample.repo)).toEqual(before);

    const told = await refinery(['case', done.id], environment);
    expect(told.out).toContain('This needs an engineer.');
    expect(told.out).toContain('stand-in model');
  });

  walk('stops before the commit with --dry, and goes on from there', async () => {
    const before = await stateOf(sample.repo);
    const recorded = failure('memory');
    const dry = await open(recorded, recorded.exportPath, '--dry');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toContain('+++ b/prompts/support.md');
    expect(dry.err).toContain('Nothing was committed.');
    expect(dry.err).not.toMatch(LOG_LINE);
    expect(await stateOf(sample.repo)).toEqual(before);
    expect(await git(sample.repo, 'branch', '--list', 'refinery/*')).toBe('');

    const [, id = ''] = /Opened (RF-\d+)/.exec(dry.err) ?? [];
    const on = await refinery(['case', id, '--yes', '--json'], { ...environment, REFINERY_LOG: 'info' });
    expect(on.err).toMatch(LOG_LINE);
    const { commit } = jsonIn<Published>(on);
    await refinery(['rollback', id], environment);
    await git(sample.repo, 'branch', '-D', commit.branch);
  });

  walk.each([
    ['still fails', [/Never promise a refund/, 'Never ever promise a refund'], { stage: 'published' }, 0],
    [
      'fails no more',
      [/show that you remember.*/, 'say that you cannot remember past chats.'],
      { stage: 'handed-over', because: 'not-reproduced' },
      3,
    ],
  ] as const)(
    'tries a prompt that was reworded since as it is today, and says so: it %s',
    async (how, [old, now], end, code) => {
      const repo = join(folder, `${store} ${how}`);
      await git(folder, 'clone', '--quiet', sample.repo, repo);
      const prompt = join(repo, 'prompts', 'support.md');
      await writeFile(prompt, (await readFile(prompt, 'utf8')).replace(old, now));
      const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@localhost'];
      await git(repo, ...who, 'commit', '--quiet', '--all', '--message', 'reworded');
      const { exportPath, expectation } = failure('memory');
      const ran = await refinery(
        ['case', exportPath, '--expected', expectation, '--repo', repo, '--yes', '--json'],
        environment,
      );
      expect(ran).toMatchObject({ code });
      const done = jsonIn<Published | HandedOver>(ran);
      expect(done).toMatchObject(end);
      expect(done.reproduction.drift).toEqual({ closest: [{ path: 'prompts/support.md', lines: 1 }], replayed: true });
      const told = await refinery(['case', done.id], environment);
      expect(told.out.replace(/\s+/g, ' ')).toContain(
        'prompts/support.md, 1 line differs from what the trace shows. So this was tried with the prompt as it is today.',
      );
    },
  );

  walk('keeps a record that can be verified, and lists its cases', async () => {
    const { code, out } = await refinery(['audit', 'verify', '--json'], environment);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ cases: 6, broken: [] });
    const cases = jsonIn<{ id: string; stage: string }[]>(await refinery(['cases', '--json'], environment));
    expect(cases.map(({ stage }) => stage).toSorted()).toEqual([
      'handed-over',
      'handed-over',
      'published',
      'rolled-back',
      'rolled-back',
      'rolled-back',
    ]);
  });
});

/** What must never change: the checkout, its index, what it has open, and every branch but ours. */
async function stateOf(repo: string) {
  return {
    head: await git(repo, 'rev-parse', 'HEAD'),
    branch: await git(repo, 'symbolic-ref', 'HEAD'),
    status: await git(repo, 'status', '--porcelain', '--ignored'),
    index: await git(repo, 'ls-files', '--stage'),
    stash: await git(repo, 'stash', 'list'),
    refs: (await git(repo, 'for-each-ref', '--format=%(refname) %(objectname)'))
      .split('\n')
      .filter((line) => !line.startsWith('refs/heads/refinery/')),
  };
}
