import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContextOrder, ContextStanding, ContextWrite } from '../../src/domain/context-set.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import type { Person, Project } from '../../src/domain/project.ts';
import { baseNow } from '../../src/flow/base-now.ts';
import { repoContext } from '../../src/flow/context.ts';
import { recogniseTrace } from '../../src/refine/trace/recognise-trace.ts';
import type { VerbCall } from '../../src/terminal/verb.ts';
import { contextVerb } from '../../src/terminal/verbs/context.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { freshEmbedded } from '../stores.ts';
import { ada, ben } from '../unit/some.ts';
import { someCall } from '../unit/some-call.ts';
import { removeFolders, type SomeRepo, someFolder, someRepo } from './some-repo.ts';

/** Real git, the real store and the real guards: what people save, what a case is opened with, and what is written. */
let some: SomeDesk;
let repo: SomeRepo;
let made = 0;
beforeAll(async () => {
  some = await someDesk({ REFINERY_DATA: (await freshEmbedded()).dataDir });
  repo = someRepo({
    'prompts/a.md': 'You help customers.\n',
    'prompts/b.md': 'You are brief.\n',
    'extra/c.md': 'You are kind.\n',
    'evals/cases.jsonl': '{"id":"a","input":"x","expected":"y"}\n',
  });
});
afterAll(async () => {
  await some.close();
  removeFolders();
});

const project = (more: Partial<Project> = {}): Project => ({
  name: `project ${made++}`,
  repo: repo.folder,
  context: null,
  approvers: null,
  fourEyes: false,
  ...more,
});

async function standing(about: Project, order: ContextOrder = { do: 'show' }): Promise<ContextStanding> {
  const answer = await some.desk.context(about, order, ada);
  if (!('standing' in answer)) throw new Error(JSON.stringify(answer));
  return answer.standing;
}
const pathsIn = ({ entries }: ContextStanding) => entries.map(({ path, from, files }) => [path, from, files]);
const add = (...files: string[]): ContextOrder => ({ do: 'add', kind: 'prompts', files });

const TRACE = [
  { role: 'system', content: 'You sell plums, and you are kind.' },
  { role: 'user', content: 'Do you remember me?' },
  { role: 'assistant', content: 'Yes, I remember.' },
];
function someSource(messages: readonly object[] = TRACE) {
  const path = join(someFolder(), 'trace.json');
  writeFileSync(path, JSON.stringify({ messages }));
  return recogniseTrace(some.house.sources, path).ref;
}

async function opened(about: Project): Promise<Project> {
  const asked = { requestKey: `open ${made++}`, by: ada, source: someSource(), expectation: 'say no', project: about };
  return (await some.desk.find(await some.desk.open(asked))).now.project;
}

it('keeps what several people add at once, and a case is opened with it', async () => {
  const about = project();
  expect(pathsIn(await standing(about))).toEqual([]);
  await Promise.all(['prompts/*.md', 'extra/c.md', 'extra/*'].map((path) => standing(about, add(path))));
  expect(pathsIn(await standing(about)).toSorted()).toEqual([
    ['extra/*', 'saved', 1],
    ['extra/c.md', 'saved', 1],
    ['prompts/*.md', 'saved', 2],
  ]);
  const { context } = await opened(about);
  expect(context?.prompts.toSorted()).toEqual(['extra/*', 'extra/c.md', 'prompts/*.md']);
  expect(await some.desk.context(about, { do: 'list' }, ada)).toEqual({
    saved: [{ project: about.name, files: 3 }],
  });
  expect((await opened(project())).context).toBeNull();
});

it('goes by what the channel was set up with until files are saved, and by nothing once they are cleared', async () => {
  const about = project({ context: { prompts: ['prompts/a.md'], evals: [], configs: [] } });
  expect((await opened(about)).context).toEqual(about.context);
  await standing(about, add('prompts/b.md'));
  expect((await opened(about)).context?.prompts).toEqual(['prompts/a.md', 'prompts/b.md']);
  await standing(about, { do: 'clear' });
  expect((await opened(about)).context).toBeNull();
});

it('reads what the repository says first, then what is saved, then what the case was given', async () => {
  const at = repo.head();
  const context = { prompts: ['prompts/b*', 'gone.md'], evals: [], configs: ['evals/cases.jsonl'] };
  const read = (about: Project) => repoContext(about, at, some.house.codeHost, undefined);
  const given = ['extra/*.md', 'evals/cases.jsonl'];
  expect((await read(project({ context, given }))).paths).toEqual({
    prompts: ['prompts/b.md', 'gone.md', 'extra/c.md'],
    evals: [],
    configs: ['evals/cases.jsonl'],
  });
  // What is given joins what is found, too.
  expect((await read(project({ given: ['extra/c.md'] }))).paths.prompts).toEqual([
    'prompts/a.md',
    'prompts/b.md',
    'extra/c.md',
  ]);
  const declaring = someRepo({
    'a.md': 'a\n',
    'b.md': 'b\n',
    'x.md': 'x\n',
    '.refinery/context.json': '{"prompts":["b*.md"],"dataset":"d"}',
  });
  const about = project({ repo: declaring.folder, context: { prompts: ['a.md', 'b.md'], evals: [], configs: [] } });
  const { paths, dataset } = await repoContext(about, declaring.head(), some.house.codeHost, undefined);
  expect([paths.prompts, dataset]).toEqual([['b.md', 'a.md'], 'd']);
});

it('opens no case that was given a file which is not there', async () => {
  await expect(opened(project({ given: ['prompts/a.md', 'prompts/nope.md'] }))).rejects.toMatchObject({
    kind: 'given-missing',
    detail: 'prompts/nope.md is not a file of the repository',
  });
  expect((await opened(project({ given: ['prompts/*.md'] }))).given).toEqual(['prompts/*.md']);
});

const DECLARE: ContextWrite = { kind: 'declaration' };
async function offered(about: Project, wish: ContextWrite) {
  const offer = await some.desk.offerContext(about, wish);
  if ('refused' in offer) throw new Error(offer.refused);
  return offer;
}

it('writes the declaration to a branch of its own after a yes to what was shown, once', async () => {
  const about = project();
  await standing(about, add('prompts/*.md'));
  const { offer } = await offered(about, DECLARE);
  const before = repo.noticeable();
  const [written, again] = [
    await some.desk.writeContext(about, DECLARE, ada, offer.digest),
    await some.desk.writeContext(about, DECLARE, ada, offer.digest),
  ];
  expect(written).toMatchObject({ branch: offer.target.branch });
  expect(again).toEqual(written);
  expect(repo.noticeable()).toEqual(before);
  const text = repo.show(offer.target.branch, '.refinery/context.json');
  expect(JSON.parse(Buffer.from(text ?? []).toString())).toEqual({ prompts: ['prompts/*.md'], evals: [], configs: [] });
  expect(repo.git('diff', '--name-only', 'HEAD', offer.target.branch)).toBe('.refinery/context.json');
});

it('writes nothing for somebody who may not', async () => {
  const about = project({ approvers: [ada.id] });
  await standing(about, add('prompts/a.md'));
  const { offer } = await offered(about, DECLARE);
  expect(await some.desk.writeContext(about, DECLARE, ben, offer.digest)).toEqual({
    refused: expect.stringContaining('Only those who approve'),
  });
  expect(repo.git('branch', '--list', offer.target.branch)).toBe('');
});

it('waits for another person where two must approve, in the words of the first', async () => {
  const about = project({ fourEyes: true });
  await standing(about, add('prompts/a.md'));
  const said = 'chore: our own words\n';
  const { offer } = await some.desk.offerContext(about, DECLARE, said).then((made) => {
    if ('refused' in made) throw new Error(made.refused);
    return made;
  });
  const yes = (by: Person) => some.desk.writeContext(about, DECLARE, by, offer.digest, said);
  expect([await yes(ada), await yes(ada)]).toEqual([{ awaits: 'second-yes' }, { awaits: 'second-yes' }]);
  expect(repo.git('branch', '--list', offer.target.branch)).toBe('');
  expect((await standing(about)).awaited).toEqual({ by: 'Ada', kind: 'declaration' });
  const again = await offered(about, DECLARE);
  expect([again.offer, again.awaited]).toEqual([offer, ada]);
  const written = await yes(ben);
  expect(written).toMatchObject({ branch: offer.target.branch });
  expect(repo.git('log', '-1', '--format=%s', offer.target.branch)).toBe('chore: our own words');
  expect((await standing(about)).awaited).toBeNull();
});

it('counts no yes to what is not there any more, nor two at the same time for one', async () => {
  const about = project({ fourEyes: true });
  await standing(about, add('prompts/a.md'));
  const first = await offered(about, DECLARE);
  await some.desk.writeContext(about, DECLARE, ada, first.offer.digest);
  await standing(about, add('prompts/b.md'));
  const { offer, awaited } = await offered(about, DECLARE);
  expect(awaited).toBeNull();
  const both = await Promise.all([ben, ben].map((by) => some.desk.writeContext(about, DECLARE, by, offer.digest)));
  expect(both).toEqual([{ awaits: 'second-yes' }, { awaits: 'second-yes' }]);
  expect(await some.desk.writeContext(about, DECLARE, ada, offer.digest)).toHaveProperty('sha');
});

it('writes nothing that is not what was shown', async () => {
  const about = project();
  await standing(about, add('prompts/a.md'));
  const { offer } = await offered(about, DECLARE);
  await standing(about, add('prompts/b.md'));
  expect(await some.desk.writeContext(about, DECLARE, ada, offer.digest)).toEqual({
    refused: expect.stringContaining('Look at it again'),
  });
  expect(repo.git('branch', '--list', offer.target.branch)).toBe('');
});

it('keeps what a trace tells as files of the project, which cases work on at once, until others go on without them', async () => {
  const own = someRepo({ 'prompts/a.md': 'You help customers.\n' });
  const about = project({ repo: own.folder });
  const wish: ContextWrite = { kind: 'extracted', source: someSource(), expectation: 'say no' };
  const { offer, findings } = await offered(about, wish);
  expect(findings.filter(({ severity }) => severity === 'block')).toEqual([]);
  const written = await some.desk.writeContext(about, wish, ada, offer.digest);
  expect(await some.desk.writeContext(about, wish, ada, offer.digest)).toEqual(written);
  const { branch } = offer.target;
  const names = own.git('diff', '--name-only', 'HEAD', branch).split('\n');
  expect(names.map((name) => name.replace(/^\.refinery\/projects\/project-\d+-[0-9a-f]{6}\//, ''))).toEqual(
    expect.arrayContaining(['evals/cases.jsonl', expect.stringMatching(/^prompts\/.*\.md$/)]),
  );
  const counted = async () => (await standing(about)).entries.map(({ files }) => files);
  const sha = 'sha' in written ? written.sha : '';
  expect([await counted(), (await standing(about)).base]).toEqual([names.map(() => 1), sha]);
  expect(await baseNow('local', about, some.house, some.store.records)).toBe(sha);
  const read = await repoContext(await opened(about), CommitSha.parse(sha), some.house.codeHost, undefined);
  const extracted = read.prompts.filter(({ path }) => names.includes(path));
  expect(extracted.map(({ text }) => text.trim())).toEqual(['You sell plums, and you are kind.']);
  expect(await some.desk.offerContext(about, wish)).toEqual({ refused: expect.stringContaining('already') });

  // What nobody has merged is no part of what others go on with.
  own.write('prompts/a.md', 'You help customers well.\n');
  const on = own.commit();
  expect([await counted(), (await standing(about)).base]).toEqual([names.map(() => 0), on]);
  own.git('merge', '--quiet', branch);
  expect([await counted(), (await standing(about)).base]).toEqual([names.map(() => 1), own.head()]);
});

it('takes back what it wrote, and nothing that others have changed since', async () => {
  const own = someRepo({ 'prompts/a.md': 'You help customers.\n' });
  const about = project({ repo: own.folder, approvers: [ada.id] });
  expect(await some.desk.undoContext(about, ada)).toEqual({ refused: expect.stringContaining('nothing') });
  const wish: ContextWrite = { kind: 'extracted', source: someSource(), expectation: 'say no' };
  const { offer } = await offered(about, wish);
  const { branch } = offer.target;
  await some.desk.writeContext(about, wish, ada, offer.digest);
  expect(await some.desk.undoContext(about, ben)).toEqual({ refused: expect.stringContaining('Only those') });
  const theirs = own.git('commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'theirs').trim();
  own.git('update-ref', `refs/heads/${branch}`, theirs);
  expect(await some.desk.undoContext(about, ada)).toMatchObject({ revert: { branch }, alsoOn: [] });
  expect(own.git('diff', '--name-only', 'HEAD', branch)).toBe('');
  expect((await standing(about)).entries).toEqual([]);
  expect((await standing(about)).base).toBe(own.head());
  expect(await some.desk.undoContext(about, ada)).toHaveProperty('refused');

  const another = await offered(project({ ...about, name: 'another' }), wish);
  const second = { ...about, name: 'another' };
  await some.desk.writeContext(second, wish, ada, another.offer.digest);
  own.git('checkout', '--quiet', another.offer.target.branch);
  const [path = ''] = another.offer.files.map(({ path: changed }) => changed);
  own.write(path, 'Mine.\n');
  own.commit();
  own.git('checkout', '--quiet', 'main');
  expect(await some.desk.undoContext(second, ada)).toEqual({ refused: expect.stringContaining(path) });
});

it('writes no prompt in which something private was replaced', async () => {
  const about = project();
  const messages = [{ role: 'system', content: 'Write to ada.lovelace@example.com.' }, ...TRACE.slice(1)];
  const wish: ContextWrite = { kind: 'extracted', source: someSource(messages), expectation: null };
  const { offer, findings } = await offered(about, wish);
  expect(findings[0]).toMatchObject({ guard: 'redaction-labels', severity: 'block' });
  expect(await some.desk.writeContext(about, wish, ada, offer.digest)).toHaveProperty('refused');
  expect(repo.git('branch', '--list', offer.target.branch)).toBe('');
});

it('says so when the repository says already what is saved', async () => {
  const declaring = someRepo({ 'a.md': 'a\n', '.refinery/context.json': '{ "prompts": ["a.md"], "dataset": "d" }' });
  const about = project({ repo: declaring.folder });
  expect(await some.desk.offerContext(about, DECLARE)).toEqual({ refused: expect.stringContaining('already') });
  await standing(about, { do: 'add', kind: 'configs', files: ['*.md'] });
  const { writes } = await offered(about, DECLARE);
  expect(JSON.parse(Buffer.from(writes[0]?.bytes ?? []).toString())).toEqual({
    prompts: ['a.md'],
    configs: ['*.md'],
    dataset: 'd',
  });
});

describe('on a terminal', () => {
  const run = async (words: string, options: VerbCall['options'] = {}, answer?: boolean) => {
    const { call, out } = someCall(words.split(' '), { repo: repo.folder, project: 'till', ...options });
    const screen = { ...call.tools.screen, ...(answer !== undefined && { confirm: async () => answer }) };
    const tools = { ...call.tools, screen, desk: async () => some.desk };
    return { code: await contextVerb.run({ ...call, tools }), out: out.join('\n') };
  };
  const written = () => repo.git('branch', '--list', 'refinery/context-*');

  it('the same words are understood, and refused in a sentence', async () => {
    expect(await run('add-prompt prompts/*.md')).toMatchObject({
      code: 0,
      out: expect.stringContaining('(saved, 2 files)'),
    });
    expect(await run('add-prompt nope.md')).toEqual({
      code: 1,
      out: 'nope.md is not a file of the repository. Write its path from the top, as in prompts/support.md.',
    });
    const { out } = await run('show', { json: true });
    expect(JSON.parse(out).standing.entries).toEqual([
      { kind: 'prompts', path: 'prompts/*.md', from: 'saved', files: 2 },
    ]);
    await expect(run('ad-prompt x')).rejects.toMatchObject({ detail: expect.stringContaining('context add-prompt') });
    await expect(run('use shop')).rejects.toMatchObject({ kind: 'wrong-usage' });
  });

  it('nothing is written without a yes to what was shown', async () => {
    const before = written();
    expect(await run('write', {}, false)).toMatchObject({
      code: 1,
      out: expect.stringContaining('+    "prompts/*.md"'),
    });
    expect(await run('write', { json: true })).toMatchObject({ code: 1, out: expect.stringContaining('refused') });
    expect(written()).toBe(before);
    expect(await run('write', {}, true)).toMatchObject({ code: 0, out: expect.stringContaining('Written: ') });
    expect(written()).not.toBe(before);
  });
});
