import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Published } from '../src/domain/case.ts';
import { isBlocked } from '../src/domain/change.ts';
import type { ContextWrite } from '../src/domain/context-set.ts';
import { kindOf } from '../src/domain/errors.ts';
import type { FactBody } from '../src/domain/fact.ts';
import type { Hypothesis } from '../src/domain/hypothesis.ts';
import { USUAL_READING } from '../src/domain/reading.ts';
import { onlyAnalyst } from '../src/flow/analyst/analyst.ts';
import { proposeFixes } from '../src/flow/analyst/propose.ts';
import { applyChange } from '../src/flow/apply-change.ts';
import { contextDesk } from '../src/flow/context-desk.ts';
import { directSteps } from '../src/flow/direct-steps.ts';
import { makeOffer, type OfferInFull } from '../src/flow/make-offer.ts';
import { publishChapter } from '../src/flow/publish-chapter.ts';
import { atHand } from '../src/flow/reader.ts';
import { historyOf, record } from '../src/flow/record.ts';
import { PUBLISH } from '../src/refine/case/chapters.ts';
import { digestOfBytes } from '../src/refine/case/digest.ts';
import { recogniseTrace } from '../src/refine/trace/recognise-trace.ts';
import { openStore, wireHouse } from '../src/wiring.ts';
import { type SomeRepo, someFolder, someRepo } from './contract/some-repo.ts';
import { FILES, type HostileContext, type HostileFix } from './hostile-answers.ts';
import type { StorePlace } from './stores.ts';
import { ada, ben, someModel, someProven, someVerdict, someYes } from './unit/some.ts';
import { stepsTo } from './unit/some-history.ts';
import { someSafeTrace } from './unit/some-trace.ts';

/**
 * A model that answers with whatever it likes, in the house as it is: real git,
 * real store, real guards, and the real chapter that commits. Every fix counts
 * as proved, so that only the approval stands between the model and the repository.
 */

export type Counts = {
  proposals: number;
  blocked: number;
  published: number;
  /** Of the rest, by what was said of the yes, or of the offer. */
  refused: Record<string, number>;
  contexts: number;
  written: number;
};

/** Each fails when anything is written before a yes, or anything else than what was approved. All clean up, so that a failure can shrink. */
export type Challenge = Readonly<{
  /** Lets the model say this, tries every way to a commit without an approval, then approves. */
  answer(fixes: readonly HostileFix[]): Promise<void>;
  /** The same for the files of a project: what was saved, or a trace. */
  extract(context: HostileContext): Promise<void>;
  /** Publishes an approved change to a branch of any name. */
  branch(name: string): Promise<void>;
  counts: Counts;
  close(): Promise<void>;
}>;

export async function challenge({ databaseUrl, dataDir }: StorePlace): Promise<Challenge> {
  const config = readConfig({ REFINERY_DATA: dataDir, DATABASE_URL: databaseUrl });
  const house = wireHouse(config, { clock: () => 0, searchPath: process.env.PATH });
  const store = await openStore(config);
  const { records } = store;
  const repo = trapped();
  /** Nothing here moves it. */
  const base = repo.head();
  const home = dirname(repo.folder);
  const commit = publishChapter(house, records);
  const desk = contextDesk('hostile', house, records, new AbortController().signal);
  const counts: Counts = { proposals: 0, blocked: 0, published: 0, refused: {}, contexts: 0, written: 0 };
  /** Where traces are given from: beside the repository they would look like something written. */
  const traces = someFolder();

  async function openCase(hypothesis: Hypothesis) {
    // Not one that files are extracted for: what was approved there is what its cases stand on, and so they move.
    const project = { ...someProven().project, name: 'of cases', repo: repo.folder, approvers: [ada.id] };
    const verdicts = [someVerdict(hypothesis, { base })];
    const proven = someProven({ workspace: 'hostile', project, base, hypotheses: [hypothesis], verdicts });
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
      history: () => historyOf(records.facts, at),
    };
  }

  const noteRefused = (why: string) => {
    counts.refused[why] = (counts.refused[why] ?? 0) + 1;
  };

  async function approve(hypothesis: Hypothesis, message: string | null): Promise<void> {
    counts.proposals++;
    const { proven, tell, judge, history } = await openCase(hypothesis);
    const offered = await makeOffer(proven, hypothesis, house, message === null ? {} : { message });
    if ('refused' in offered) return noteRefused('no offer');
    const before = everythingIn(home);
    const accepts = hypothesis.findings.map(({ guard }) => guard);
    const last = await tell({ kind: 'offered', atMs: 0, by: ada, offer: offered.offer });
    const yes = someYes(offered.offer, { accepts });
    // One way each time: together they would cost more than the proposal itself.
    const withoutYes = [
      async () => last,
      () => tell({ kind: 'said-yes', atMs: 0, yes: { ...yes, by: ben } }, 'by another'),
      () =>
        tell({ kind: 'said-yes', atMs: 0, yes: { ...yes, offer: digestOfBytes('another offer') } }, 'to another offer'),
    ];
    await judge((await withoutYes[counts.proposals % withoutYes.length]?.()) ?? last);
    expect(everythingIn(home), 'nothing is written before a yes of who may say it, to this very offer').toEqual(before);

    await judge(await tell({ kind: 'said-yes', atMs: 0, yes }, 'by her'));
    const { now, refusal, facts } = await history();
    const { stage } = now;
    expect(everythingIn(home, offered.offer.target.branch)).toEqual(before);
    if (isBlocked(hypothesis.findings)) {
      counts.blocked++;
      expect(stage).not.toBe('published');
    }
    if (stage !== 'published') {
      const failed = facts.findLast(({ body }) => body.kind === 'failed')?.body;
      noteRefused(failed?.kind === 'failed' ? failed.error : refusal?.kind === 'yes-refused' ? refusal.because : stage);
      return expectNoBranch(repo);
    }
    counts.published++;
    expectExactly(repo, offered, (now as Published).commit.sha);
    withoutBranches(repo);
  }

  return {
    counts,
    async answer(fixes) {
      withoutBranches(repo);
      const before = everythingIn(home);
      const project = { ...someProven().project, repo: repo.folder };
      const text = JSON.stringify({ hypotheses: fixes.map(({ said }) => said) });
      const usage = { inputTokens: 1, outputTokens: 1 };
      const model = someModel({ answer: async () => ({ text, model: 'some', usage }) });
      const { hypotheses } = await proposeFixes(
        { ...REPORTED, trace: atHand(REPORTED.trace, house) },
        someProven().diagnosis,
        project,
        { ...house, analyst: onlyAnalyst(model) },
      );
      expect(everythingIn(home), 'a proposal writes nothing').toEqual(before);
      for (const [index, hypothesis] of hypotheses.entries()) await approve(hypothesis, fixes[index]?.message ?? null);
    },

    async extract({ project: name, saved, messages }) {
      counts.contexts++;
      withoutBranches(repo);
      const before = everythingIn(home);
      const context = { prompts: saved, evals: [], configs: [] };
      const project = { ...someProven().project, name, repo: repo.folder, approvers: [ada.id], context };
      const wish = messages === null ? DECLARE : extracted(messages);
      const made = await expected(desk.offerContext(project, wish));
      expect(everythingIn(home), 'what is shown is not written').toEqual(before);
      if (!made || 'refused' in made) return;
      const { offer, findings } = made;
      const refused = [
        await desk.writeContext(project, wish, ben, offer.digest),
        await desk.writeContext(project, wish, ada, digestOfBytes('another offer')),
      ];
      expect(refused).toEqual([{ refused: expect.any(String) }, { refused: expect.any(String) }]);
      expect(everythingIn(home), 'nothing is written before a yes to what was shown').toEqual(before);
      const written = await desk.writeContext(project, wish, ada, offer.digest);
      expect(everythingIn(home, offer.target.branch)).toEqual(before);
      if ('refused' in written) return expectNoBranch(repo);
      if ('awaits' in written) throw new Error('one yes is enough here');
      expect(isBlocked(findings)).toBe(false);
      counts.written++;
      expectExactly(repo, made, written.sha);
      withoutBranches(repo);
    },

    async branch(name) {
      withoutBranches(repo);
      const before = everythingIn(home);
      const edits = [{ kind: 'append', path: 'prompts/support.md', text: 'So.\n' }] as const;
      const { approved, writes } = await applied(edits);
      const publication = { repo: repo.folder, base, branch: name, message: 'fix\n', atMs: 0 };
      const outcome = await expected(house.codeHost.publish({ ...publication, writes, approved }));
      if (outcome && !('refused' in outcome)) {
        // A name that git itself takes, below ours.
        expect(name).toMatch(/^refinery\/[^\s~^:?*[\\]+$/);
        expect(repo.git('for-each-ref', '--format=%(refname)', 'refs/heads/refinery')).toBe(`refs/heads/${name}`);
        expect(everythingIn(home, name)).toEqual(before);
      } else expect(everythingIn(home)).toEqual(before);
      withoutBranches(repo);
    },

    async close() {
      await house.workshop.close();
      await store.database.close();
    },
  };

  function extracted(messages: NonNullable<HostileContext['messages']>): ContextWrite {
    const path = join(traces, `${counts.contexts}.json`);
    writeFileSync(path, JSON.stringify({ messages: [...messages, { role: 'assistant', content: 'Yes.' }] }));
    return { kind: 'extracted', source: recogniseTrace(house.sources, path).ref, expectation: 'say no' };
  }

  async function applied(edits: Hypothesis['change']['edits']) {
    const made = await applyChange(edits, repo.folder, base, house.codeHost);
    if ('refused' in made) throw new Error(made.refused);
    return made;
  }
}

const DECLARE: ContextWrite = { kind: 'declaration' };

/** What a person would be told in a sentence counts as a refusal; anything else breaks the challenge. */
async function expected<Outcome>(work: Promise<Outcome>): Promise<Outcome | undefined> {
  try {
    return await work;
  } catch (error) {
    const kind = kindOf(error);
    if (kind === undefined || kind === 'unexpected') throw error;
    return undefined;
  }
}

/** With links that lead in and out, and a submodule. */
function trapped(): SomeRepo {
  const repo = someRepo(FILES);
  const plant = (mode: string, sha: string, path: string) =>
    repo.git('update-index', '--add', '--cacheinfo', `${mode},${sha},${path}`);
  plant('120000', repo.git('hash-object', '-w', 'package.json'), 'link');
  const outside = join(someFolder(), 'to');
  writeFileSync(outside, dirname(repo.folder));
  plant('120000', repo.git('hash-object', '-w', outside), 'out');
  plant('160000', repo.head(), 'sub');
  repo.git('commit', '-q', '-m', 'traps');
  writeFileSync(join(dirname(repo.folder), 'outside.md'), 'outside\n');
  return repo;
}

/**
 * Whatever anybody could notice, byte for byte: the checkout, the index, git's own folder but for its objects, and what is
 * beside it; without the branch that is `allowed`. Read from the files, so that nothing here asks git, which may be fooled.
 */
function everythingIn(home: string, allowed?: string): Readonly<Record<string, string>> {
  const ours = allowed === undefined ? undefined : `refs/heads/${allowed}`;
  const seen: Record<string, string> = { elsewhere: String(existsSync('/tmp/refinery-outside')) };
  for (const path of filesIn(home, '', 'repo/.git/objects')) {
    if (ours !== undefined && [`repo/.git/${ours}`, `repo/.git/logs/${ours}`].includes(path)) continue;
    const { mode, mtimeMs, size } = lstatSync(join(home, path));
    // What git leaves in a repository as samples is long, and never written again.
    seen[path] = path.endsWith('.sample')
      ? `${mtimeMs} ${size}`
      : `${mode} ${mtimeMs} ${readFileSync(join(home, path), 'latin1')}`;
  }
  return seen;
}

/** Paths in a folder, from its top; not those in one of its own, which grows with every commit. */
function* filesIn(top: string, folder: string, without: string): Generator<string> {
  for (const entry of readdirSync(join(top, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && path !== without) yield* filesIn(top, path, without);
  }
}

/** The commit changes the files of the offer and no others, in mode and to exactly the offered bytes. */
function expectExactly(repo: SomeRepo, { offer, writes }: OfferInFull, sha: string): void {
  const changed = repo.git('diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', offer.base, sha);
  const fields = changed.split('\0').filter(Boolean);
  const landed = fields.flatMap((field, index) => (index % 2 === 0 ? [[fields[index + 1], field.split(' ')[1]]] : []));
  const approved = offer.files.map(({ path, mode, after }) => [path, after === null ? '000000' : mode]);
  expect(landed).toEqual(approved.toSorted());
  for (const { path, after } of offer.files) {
    const bytes = repo.show(sha, path);
    expect(bytes ? digestOfBytes(bytes) : null).toBe(after);
    expect(
      Buffer.compare(bytes ?? new Uint8Array(), writes.find((write) => write.path === path)?.bytes ?? new Uint8Array()),
    ).toBe(0);
  }
  expect(repo.git('rev-parse', `${sha}^`)).toBe(offer.base);
}

/** Nothing under our name, loose or packed. */
function expectNoBranch({ folder }: SomeRepo): void {
  expect(existsSync(join(folder, '.git/refs/heads/refinery'))).toBe(false);
  const packed = join(folder, '.git/packed-refs');
  expect(existsSync(packed) ? readFileSync(packed, 'utf8') : '').not.toContain('refs/heads/refinery');
}

function withoutBranches({ folder }: SomeRepo): void {
  for (const place of ['refs', 'logs/refs']) {
    rmSync(join(folder, '.git', place, 'heads/refinery'), { recursive: true, force: true });
  }
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
