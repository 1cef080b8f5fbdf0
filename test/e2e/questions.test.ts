import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { CaseId } from '../../src/domain/case.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { record } from '../../src/flow/record.ts';
import type { Screen } from '../../src/terminal/screen.ts';
import type { Tools } from '../../src/terminal/verb.ts';
import { caseVerb } from '../../src/terminal/verbs/case.ts';
import { rollBackVerb } from '../../src/terminal/verbs/rollback.ts';
import { stopVerb } from '../../src/terminal/verbs/stop.ts';
import type { Store } from '../../src/wiring.ts';
import { git } from '../refinery.ts';
import { someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';

/** The whole way with questions and answers: everything is real but the person, who has a script. */
let folder: string;
let sample: Sample;
let store: Store;
let desk: Desk;
let close: () => Promise<void>;
let tools: Omit<Tools, 'screen'>;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-questions-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  const settings = { REFINERY_DATA: await emptyStore(join(folder, 'data')), REFINERY_STAND_IN_URL: sample.model.url };
  const opened = await someDesk(settings);
  ({ desk, store, close } = opened);
  tools = {
    house: opened.house,
    workspace: 'local',
    version: '0.1.0',
    person: { id: 'terminal/ada', name: 'ada' },
    folder,
    home: folder,
    newKey: () => `key ${count++}`,
    facts: async () => store.records.facts,
    desk: async () => desk,
    examine: async () => [],
    signal: new AbortController().signal,
  };
});
afterAll(async () => {
  await close();
  await sample.close();
  await rm(folder, { recursive: true });
});

type Asked = Readonly<{ question: string; options?: readonly string[] }>;

/** Answers in the order of the script; it must fit the questions to the last one. */
function scripted(...answers: (string | boolean | undefined)[]) {
  const asked: Asked[] = [];
  let out = '';
  const next = (question: string, options?: readonly string[]) => {
    asked.push({ question, ...(options && { options }) });
    if (answers.length === 0) throw new Error(`nobody has an answer to: ${question}`);
    return answers.shift();
  };
  const screen: Screen = {
    attended: true,
    out: (text) => {
      out += `${text}\n`;
    },
    err: (text) => {
      out += `${text}\n`;
    },
    wrap: (text) => text,
    paint: (_style, text) => text,
    progress: () => {},
    choose: async (question, options) => {
      const answer = next(
        question,
        options.map((option) => option.value),
      );
      return options.find(({ value }) => value === answer)?.value;
    },
    confirm: async (question) => next(question) as boolean | undefined,
    write: async (question) => next(question) as string | undefined,
  };
  return { screen, asked, left: answers, said: () => out };
}
const run = (args: string[], options: Record<string, string | true>, screen: Screen) =>
  caseVerb.run({ args, options, tools: { ...tools, screen } });
const idIn = (text: string) => /Opened (RF-\d+)/.exec(text)?.[1] ?? '';
const failure = (name: string) => sample.failures.find((candidate) => candidate.name === name) ?? sample.failures[0];

it('asks for what the command left out, for a choice, for the yes, and whether to keep it', async () => {
  const memory = failure('memory');
  const person = scripted(memory?.expectation, sample.repo, 'h2', true, true);
  expect(await run([memory?.exportPath ?? ''], {}, person.screen)).toBe(0);
  expect(person.left).toEqual([]);
  expect(person.asked).toEqual([
    { question: 'What should have happened?' },
    { question: "Where is the agent's git repository?" },
    { question: 'Which fix?', options: ['h1', 'h2', 'h3', 'check', 'object', 'leave'] },
    { question: expect.stringMatching(/^Commit this to refinery\/rf-\d+-[0-9a-f]{8}\?$/) },
    { question: 'Keep this commit? (No takes it back.)' },
  ]);
  expect(person.said()).toContain('Committed ');
  // The total is the last word.
  expect(person.said()).toMatch(/\nThis case cost nothing: a stand-in answered in the place of a model\.\n$/);
  expect(await git(sample.repo, 'branch', '--list', 'refinery/*')).toMatch(
    new RegExp(`refinery/${idIn(person.said()).toLowerCase()}-`),
  );
});

it('takes the words and the message that were typed, and asks before it takes a commit back', async () => {
  const memory = failure('memory');
  const words =
    'When a customer asks whether you remember what they told you last week, say that we cannot remember past chats.';
  await writeFile(join(folder, 'words.md'), `${words}\n`);
  const typed = { words: 'words.md', message: 'fix: in my own words', draft: true, yes: true } as const;
  const person = scripted();
  const opened = { expected: memory?.expectation ?? '', repo: sample.repo };
  expect(await run([memory?.exportPath ?? ''], { ...opened, ...typed }, person.screen)).toBe(0);
  expect(person.said()).toContain('Your words are another fix: it is checked and tried now.');
  expect(person.said()).toContain('There are no pull requests here');
  const id = CaseId.parse(idIn(person.said()));
  const { now } = await desk.find(id);
  if (now.stage !== 'published') throw new Error(now.stage);
  const { branch, sha } = now.commit;
  expect(await git(sample.repo, 'show', `${branch}:prompts/support.md`)).toContain(words);
  expect(await git(sample.repo, 'log', '-1', '--format=%s', branch)).toBe('fix: in my own words');

  const back = (screen: Screen, options = {}) => rollBackVerb.run({ args: [id], options, tools: { ...tools, screen } });
  const unsure = scripted(false);
  expect(await back(unsure.screen)).toBe(1);
  expect(unsure.asked).toEqual([{ question: `Take back commit ${sha.slice(0, 12)} on ${branch}?` }]);
  expect((await desk.find(id)).now.stage).toBe('published');
  expect(await back(scripted().screen, { yes: true })).toBe(0);
  // There is nothing left to ask about.
  expect(await back(scripted().screen)).toBe(0);
});

it('takes the commit back when the person does not want to keep it', async () => {
  const memory = failure('memory');
  const person = scripted('h1', true, false);
  expect(
    await run([memory?.exportPath ?? ''], { expected: memory?.expectation ?? '', repo: sample.repo }, person.screen),
  ).toBe(0);
  expect(person.said()).toContain('Rolled back ');
  expect((await desk.find(idIn(person.said()) as never)).now.stage).toBe('rolled-back');
});

it('writes nothing after a no, a leaving, or an answer that never comes, and goes on later', async () => {
  const price = failure('price');
  const refused = scripted('h1', false);
  expect(
    await run([price?.exportPath ?? ''], { expected: price?.expectation ?? '', repo: sample.repo }, refused.screen),
  ).toBe(0);
  const id = idIn(refused.said());
  expect(refused.said()).toContain(`Nothing was committed. Go on with: npm run -s refinery -- case ${id}`);

  for (const answer of ['leave', undefined]) {
    const left = scripted(answer);
    expect(await run([id], {}, left.screen)).toBe(0);
    expect(left.said()).toContain(`${id} waits for a choice.`);
  }
  expect(await git(sample.repo, 'branch', '--list', `refinery/${id.toLowerCase()}-*`)).toBe('');

  const yes = scripted('h1', true, true);
  expect(await run([id.toLowerCase()], {}, yes.screen)).toBe(0);
  expect((await desk.find(id as never)).now.stage).toBe('published');
});

it('takes an objection for a new revision that deals with it', async () => {
  const memory = failure('memory');
  const person = scripted('object', 'It is the greeting that is wrong.', 'leave');
  expect(
    await run([memory?.exportPath ?? ''], { expected: memory?.expectation ?? '', repo: sample.repo }, person.screen),
  ).toBe(0);
  const { now } = await desk.find(idIn(person.said()) as never);
  expect(now).toMatchObject({ stage: 'proven', revision: 2, objections: ['It is the greeting that is wrong.'] });
  expect('diagnosis' in now && now.diagnosis.explanation).toContain('It is the greeting that is wrong.');
});

it('hands over what no prompt can mend, and asks for no approval', async () => {
  const order = failure('order');
  const person = scripted(undefined);
  expect(
    await run([order?.exportPath ?? ''], { expected: order?.expectation ?? '', repo: sample.repo }, person.screen),
  ).toBe(3);
  expect(person.asked).toEqual([{ question: "That's not it: … (leave it empty to go)" }]);
  expect(person.said()).toContain('prompts can’t change what a tool accepts');
});

it('is the same decision however often it is made', async () => {
  const memory = failure('memory');
  const first = scripted('leave');
  await run([memory?.exportPath ?? ''], { expected: memory?.expectation ?? '', repo: sample.repo }, first.screen);
  const id = idIn(first.said()) as never;
  const key = ['sk-', 'proj-', 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1m'].join('');
  expect(await desk.offer(id, tools.person, 'h1', { message: `fix: say so\n\nKey ${key}\n` })).toEqual({
    refused: expect.stringMatching(/The commit message would hold what looks like a secret .*Take it out/),
  });
  const offered = await desk.offer(id, tools.person, 'h1');
  if ('refused' in offered) throw new Error(offered.refused);
  await Promise.all(Array.from({ length: 6 }, () => desk.sayYes(id, tools.person, offered.offer, [])));
  const ends = await Promise.all(Array.from({ length: 6 }, () => desk.goOn(id)));
  expect(new Set(ends.map(({ now }) => ('commit' in now ? now.commit.sha : now.stage))).size).toBe(1);
  const facts = ends[0]?.facts.map(({ body }) => body.kind) ?? [];
  expect(facts.filter((kind) => kind === 'said-yes' || kind === 'approved' || kind === 'published')).toEqual([
    'said-yes',
    'approved',
    'published',
  ]);

  await Promise.all(Array.from({ length: 6 }, () => desk.rollBack(id, tools.person)));
  await Promise.all(Array.from({ length: 6 }, () => desk.goOn(id)));
  const after = await desk.find(id);
  expect(after.facts.filter(({ body }) => body.kind === 'rolled-back')).toHaveLength(1);
});

it('a yes to an offer that was never shown does not count', async () => {
  const memory = failure('memory');
  const first = scripted('leave');
  await run([memory?.exportPath ?? ''], { expected: memory?.expectation ?? '', repo: sample.repo }, first.screen);
  const id = idIn(first.said()) as never;
  const offered = await desk.offer(id, tools.person, 'h1');
  if ('refused' in offered) throw new Error(offered.refused);
  await desk.sayYes(id, tools.person, { ...offered.offer, digest: 'f'.repeat(64) as never }, []);
  expect((await desk.goOn(id)).refusal).toMatchObject({ kind: 'yes-refused', because: 'offer-outdated' });
  await desk.stop(id, tools.person);
  await desk.sayYes(id, tools.person, offered.offer, []);
  expect((await desk.goOn(id)).now.stage).toBe('stopped');
});

it('an objection in the midst of a diagnosis begins a new one, and the old one has nothing more to say', async () => {
  const memory = failure('memory');
  const project = { name: 'agent', repo: sample.repo, context: null, approvers: null, fourEyes: false };
  const source = { source: 'file', locator: memory?.exportPath ?? '' };
  const id = await desk.open({
    requestKey: 'objected',
    by: tools.person,
    source,
    expectation: memory?.expectation ?? '',
    project,
  });
  const going = desk.goOn(id);
  while ((await desk.find(id)).now.stage !== 'diagnosed') await new Promise((resolve) => setTimeout(resolve, 2));
  await desk.object(id, tools.person, 'Look again.');
  const { now, facts } = await going;
  expect(now).toMatchObject({ stage: 'proven', revision: 2, objections: ['Look again.'] });
  const objected = facts.findIndex(({ body }) => body.kind === 'objected');
  expect(facts.slice(objected).map(({ revision }) => revision)).not.toContain(1);
});

/** A case on a repository of its own, proved and waiting for a choice. */
async function provenOn(name: string) {
  const repo = join(folder, name);
  await cp(sample.repo, repo, { recursive: true });
  const memory = failure('memory');
  const left = scripted('leave');
  await run([memory?.exportPath ?? ''], { expected: memory?.expectation ?? '', repo }, left.screen);
  const id = CaseId.parse(idIn(left.said()));
  const offered = async () => {
    const made = await desk.offer(id, tools.person, 'h1');
    if ('refused' in made) throw new Error(made.refused);
    return made.offer;
  };
  return { repo, id, offered };
}
const commitIn = (repo: string) =>
  git(
    repo,
    '-c',
    'user.name=Somebody',
    '-c',
    'user.email=somebody@localhost',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'news',
  );

it('the same offer can be approved in a later revision, after the base had moved away and back', async () => {
  const { repo, id, offered } = await provenOn('there and back');
  const base = await git(repo, 'rev-parse', 'HEAD');
  const offer = await offered();
  await commitIn(repo);
  await desk.sayYes(id, tools.person, offer, []);
  expect((await desk.goOn(id)).refusal).toMatchObject({ because: 'base-moved' });

  await git(repo, 'reset', '-q', '--hard', base);
  await desk.startAgain(id, tools.person, 'base-moved');
  await desk.goOn(id);
  const again = await offered();
  expect(again).toEqual(offer);
  await desk.sayYes(id, tools.person, again, []);
  expect((await desk.goOn(id)).now).toMatchObject({ stage: 'published', revision: 2 });
});

it('a branch that was taken can be freed, and another yes commits', async () => {
  const { repo, id, offered } = await provenOn('taken');
  const offer = await offered();
  await git(repo, 'branch', offer.target.branch);
  await desk.sayYes(id, tools.person, offer, []);
  expect(await desk.goOn(id)).toMatchObject({ now: { stage: 'proven' }, refusal: { because: 'branch-taken' } });

  await git(repo, 'branch', '-D', offer.target.branch);
  expect((await desk.goOn(id)).now.stage).toBe('proven');
  await desk.sayYes(id, tools.person, offer, []);
  expect((await desk.goOn(id)).now.stage).toBe('published');
});

it('neither a dry look nor asking for a roll-back commits a yes that was not judged yet', async () => {
  const { repo, id, offered } = await provenOn('not judged');
  await desk.sayYes(id, tools.person, await offered(), []);
  const dry = scripted();
  expect(await run([id], { dry: true }, dry.screen)).toBe(0);
  const rolled = scripted();
  expect(await rollBackVerb.run({ args: [id], options: {}, tools: { ...tools, screen: rolled.screen } })).toBe(1);
  expect(rolled.said()).toContain('There is nothing to take back');
  expect(await git(repo, 'branch', '--list', `refinery/${id.toLowerCase()}-*`)).toBe('');
});

it('two objections are two, and a stop pays for nothing more', async () => {
  const { id } = await provenOn('two objections');
  await Promise.all([desk.object(id, tools.person, 'one'), desk.object(id, tools.person, 'two')]);
  const { now } = await desk.find(id);
  expect('objections' in now && [...now.objections].sort()).toEqual(['one', 'two']);
  const going = desk.goOn(id);
  await desk.stop(id, tools.person);
  expect((await going).now.stage).toBe('stopped');
});

it('a yes that is refused is not said again by itself', async () => {
  const { id } = await provenOn('refused');
  const { facts } = await desk.find(id);
  const strict = { ...tools, person: { id: 'terminal/ben', name: 'ben' } };
  const opened = facts[0]?.body;
  if (opened?.kind !== 'opened') throw new Error('no case');
  const project = { ...opened.project, approvers: ['terminal/ada'] };
  const own = await desk.open({
    requestKey: 'strict',
    by: strict.person,
    source: opened.source,
    expectation: opened.expectation,
    project,
  });
  const person = scripted();
  expect(await caseVerb.run({ args: [own], options: { yes: true }, tools: { ...strict, screen: person.screen } })).toBe(
    1,
  );
  expect(person.said().match(/You may not approve fixes in this project/g)).toHaveLength(1);
});

it('opens no case for a trace that is not there', async () => {
  const before = await desk.recent(100);
  const nobody = scripted();
  await expect(
    run([join(folder, 'mistyped.json')], { expected: 'say so', repo: sample.repo }, nobody.screen),
  ).rejects.toMatchObject({ kind: 'file-not-found' });
  expect(await desk.recent(100)).toHaveLength(before.length);
});

it('stops a case for good, by its name', async () => {
  const { id } = await provenOn('stopped');
  const person = scripted();
  const stop = () =>
    stopVerb.run({ args: [id.toLowerCase()], options: {}, tools: { ...tools, screen: person.screen } });
  expect(await stop()).toBe(0);
  expect(await stop()).toBe(0);
  expect(person.said()).toBe(`${id} is stopped.\n${id} is stopped.\n`);
  expect((await desk.goOn(id)).now.stage).toBe('stopped');
});

it('lets a case be stopped whose approved commit can’t be made any more, and says so', async () => {
  const { repo, id, offered } = await provenOn('gone');
  const offer = await offered();
  const yes = { offer: offer.digest, by: tools.person, accepts: [], atMs: 1 };
  await desk.sayYes(id, tools.person, offer, []);
  const approved = { kind: 'approved' as const, atMs: 2, offer, yeses: [yes] };
  await record(store.records.facts, { workspace: 'local', id }, 'approved', () => approved);
  const stop = (screen: Screen) => stopVerb.run({ args: [id], options: {}, tools: { ...tools, screen } });
  const early = scripted();
  expect(await stop(early.screen)).toBe(1);
  expect(early.said()).toContain('is being made');

  await rm(repo, { recursive: true });
  const person = scripted();
  expect(await run([id], {}, person.screen)).toBe(1);
  expect(person.said()).toContain(`npm run -s refinery -- stop ${id}`);
  expect(await stop(person.screen)).toBe(0);
});

it('refuses another expectation or repository for a case that is open, and says what to do', async () => {
  for (const options of [{ expected: 'say something else' }, { repo: sample.repo }])
    await expect(run(['rf-1'], options, scripted().screen)).rejects.toMatchObject({
      kind: 'wrong-usage',
      detail: expect.stringContaining('open a new case'),
    });
});

it('proves by another check when somebody changes it, and says what it can’t read', async () => {
  const memory = failure('memory');
  const options = { expected: memory?.expectation ?? '', repo: sample.repo };
  const person = scripted('check', 'never say “pen”; at most 9 sentences', undefined, 'leave');
  expect(await run([memory?.exportPath ?? ''], options, person.screen)).toBe(0);
  expect(person.left).toEqual([]);
  expect(person.said()).toContain('Now: say that we cannot remember past chats');
  expect(person.said()).toContain('The answer does not say “pen”. It has at most 9 sentences.');

  const id = idIn(person.said());
  const wrong = scripted('check', 'be nicer', undefined);
  await expect(run([id], {}, wrong.screen)).rejects.toThrow('“be nicer”: Rules alone can’t check this.');
});

it('says how to go on where the expectation could not be checked', async () => {
  const memory = failure('memory');
  const person = scripted();
  const options = { expected: 'it should say so', repo: sample.repo, json: true } as const;
  expect(await run([memory?.exportPath ?? ''], options, person.screen)).toBe(3);
  expect(person.said()).toMatch(/in other words: .* case RF-\d+ --check/);
});
