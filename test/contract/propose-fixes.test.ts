import { afterAll, expect, it } from 'vitest';
import { localGit } from '../../src/code/local-git.ts';
import { readConfig } from '../../src/config.ts';
import type { Finding } from '../../src/domain/change.ts';
import { kindOf } from '../../src/domain/errors.ts';
import { USUAL_READING } from '../../src/domain/reading.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { proposeFixes } from '../../src/flow/analyst/propose.ts';
import { repoContext } from '../../src/flow/context.ts';
import { makeOffer } from '../../src/flow/make-offer.ts';
import { atHand } from '../../src/flow/reader.ts';
import type { Model } from '../../src/ports.ts';
import type { EditAnswer } from '../../src/questions/propose-answer.ts';
import { promptsToday } from '../../src/refine/call/prompts-today.ts';
import { wireHouse } from '../../src/wiring.ts';
import { someCall, someProven } from '../unit/some.ts';
import { someSafeTrace } from '../unit/some-trace.ts';
import { saying, sayingInTurn } from './saying-model.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

/** Real files, real git, the real guards; only the analyst says what the test wants it to say. */
const folder = someFolder();
const house = wireHouse(readConfig({ REFINERY_DATA: folder }), { clock: () => 0, searchPath: process.env.PATH });
afterAll(async () => {
  await house.workshop.close();
  removeFolders();
});

const PROMPT = 'prompts/support.md';
const DECLARED = { prompts: [PROMPT], evals: ['evals/cases.jsonl'], configs: [] };
const FILES = {
  [PROMPT]: 'You help customers.\n',
  'evals/cases.jsonl': '{"id":"a","input":"x","expected":"y"}\n',
  'src/pay.ts': 'export const limit = 1;\n',
};
const repoWith = (context: unknown, files: Readonly<Record<string, string>> = FILES) =>
  someRepo({ ...files, '.refinery/context.json': typeof context === 'string' ? context : JSON.stringify(context) });

const trace = someSafeTrace([
  {
    id: 'r1',
    kind: 'llm',
    inputs: {
      messages: [
        { role: 'system', content: 'You help customers.' },
        { role: 'user', content: 'Do you remember me?' },
      ],
    },
    outputs: { role: 'assistant', content: 'Yes, I remember.' },
  },
]);
const expectation = 'say that we cannot remember past chats';

const append = (text: string, path = PROMPT): EditAnswer => ({ action: 'append', path, find: null, text });

const proposed = async (repo: string, ...changes: readonly (readonly EditAnswer[])[]) =>
  (await proposedBy(saying(...changes), repo)).hypotheses;

async function proposedBy(analyst: Model, repo: string) {
  const reported = {
    trace: atHand(trace, house),
    reading: USUAL_READING,
    triage: { suspects: [], signals: [] },
    expectation,
    objections: [],
    discussion: [],
    own: [],
  };
  const project = { ...someProven().project, repo };
  const asked = { ...house, analyst: onlyAnalyst(analyst) };
  return proposeFixes(reported, someProven().diagnosis, project, asked);
}
const shortOf = (findings: readonly Finding[] = []) =>
  findings.map(({ guard, severity, path }) => [guard, severity, path]);

/** The prompt of this repository is so short that one sentence is much. */
const GROWN = [['prompt-growth', 'note', PROMPT]];

it('finds nothing to doubt but growth in an edit of a declared prompt, with the eval case that joins it', async () => {
  const [hypothesis] = await proposed(repoWith(DECLARED).folder, [append('Say so.\n')]);
  expect(hypothesis?.change.edits.map(({ kind, path }) => [kind, path])).toEqual([
    ['append', PROMPT],
    ['append', 'evals/cases.jsonl'],
  ]);
  expect(shortOf(hypothesis?.findings)).toEqual(GROWN);
});

it.each([
  ['Say that you can’t remember. ', 'Say that you can’t remember'],
  ['Wait …', 'Wait …'],
  ['Wait...', 'Wait...'],
  ['Name the version, e.g. 1.2', 'Name the version, e.g. 1.2'],
])('ends the title “%s” without a full stop', async (said, title) => {
  const analyst = saying([append('Say so.\n')]);
  const titled: Model = {
    ...analyst,
    async answer(request) {
      const reply = await analyst.answer(request);
      return { ...reply, text: reply.text.replace('Fix 0', said) };
    },
  };
  expect((await proposedBy(titled, repoWith(DECLARED).folder)).hypotheses[0]?.title).toBe(title);
});

it('shows the analyst what the settings of the project say, redacted', async () => {
  const heard: string[] = [];
  const repo = repoWith({ ...DECLARED, configs: ['src/agent.yaml'] });
  repo.write('src/agent.yaml', 'temperature: 0.9 # ask ada.lovelace@example.com\n');
  repo.commit();
  const analyst = { ...saying([append('Say so.\n')]) };
  const listening: Model = {
    ...analyst,
    answer(request) {
      heard.push(request.user);
      return analyst.answer(request);
    },
  };
  await proposedBy(listening, repo.folder);
  expect(heard.at(-1)).toContain('"configs":[{"path":"src/agent.yaml","shown":"whole","text":"temperature: 0.9');
  expect(heard.join()).not.toContain('ada.lovelace@example.com');
});

it('doubts what a model would change outside of the context', async () => {
  const rows = {
    action: 'replace',
    path: 'evals/cases.jsonl',
    find: '"expected":"y"',
    text: '"expected":"z"',
  } as const;
  const [pay, evals, context] = await proposed(
    repoWith(DECLARED).folder,
    [append('export const more = 2;\n', 'src/pay.ts')],
    [rows],
    [append(' ', '.refinery/context.json')],
  );
  expect(shortOf(pay?.findings)).toEqual([['outside-context', 'needs-approval', 'src/pay.ts']]);
  expect(shortOf(evals?.findings)).toEqual([['kept-tests', 'needs-approval', 'evals/cases.jsonl']]);
  expect(shortOf(context?.findings)).toEqual([['outside-context', 'block', '.refinery/context.json']]);
});

it.each([
  ['CSV', { ...DECLARED, evals: ['evals/cases.csv'] }],
  ['nothing', { prompts: [PROMPT] }],
])('adds a second case to its own eval set where the repo declares %s', async (_what, context) => {
  const files = { [PROMPT]: FILES[PROMPT], 'evals/cases.csv': 'input,expected\n' };
  const own = '.refinery/evals.jsonl';
  const [first] = await proposed(repoWith(context, files).folder, [append('Say so.\n')]);
  expect(first?.change.edits.at(-1)).toMatchObject({ kind: 'create', path: own });
  expect(shortOf(first?.findings)).toEqual(GROWN);

  const row = '{"id":"refinery-1","input":"x","expected":"y"}\n';
  const [second] = await proposed(repoWith(context, { ...files, [own]: row }).folder, [append('Say so.\n')]);
  expect(second?.change.edits.at(-1)).toMatchObject({ kind: 'append', path: own });
  expect(shortOf(second?.findings)).toEqual(GROWN);
});

it('takes two hypotheses with the same edits for one, the earlier', async () => {
  const repo = repoWith(DECLARED).folder;
  const hypotheses = await proposed(repo, [append('A.\n')], [append('B.\n')], [append('A.\n')], [append('C.\n')]);
  expect(hypotheses.map(({ id, title }) => [id, title])).toEqual([
    ['h1', 'Fix 0'],
    ['h2', 'Fix 1'],
    ['h3', 'Fix 3'],
  ]);
});

const replace = (find: string, text: string, path = PROMPT): EditAnswer => ({ action: 'replace', path, find, text });

it('asks once more for edits that do not apply, with the reason, and keeps the others', async () => {
  const heard: string[] = [];
  const turns = [
    [[append('A.\n')], [replace('You helped', 'x')], [append('C.\n')]],
    [[], [append('B.\n')]],
  ];
  const { hypotheses, answerer } = await proposedBy(
    sayingInTurn(turns, (user) => heard.push(user)),
    repoWith(DECLARED).folder,
  );
  expect(heard.map((user) => user.includes('The text to replace was not found in prompts/support.md.'))).toEqual([
    false,
    true,
  ]);
  expect(heard[1]).not.toContain('C.\\n');
  expect(hypotheses.map(({ change }) => change.edits[0])).toMatchObject([
    { text: 'A.\n' },
    { text: 'B.\n' },
    { text: 'C.\n' },
  ]);
  expect(hypotheses.map(({ findings }) => shortOf(findings))).toEqual([[], [], []]);
  expect(answerer).toMatchObject({ inputTokens: 2, outputTokens: 2 });
});

it('asks nothing more of a hypothesis that only watches the case', async () => {
  let asked = 0;
  const turns = [[[append('A.\n')], []], [[append('B.\n')]]];
  const { hypotheses } = await proposedBy(
    sayingInTurn(turns, () => asked++),
    repoWith(DECLARED).folder,
  );
  expect(asked).toBe(1);
  expect(hypotheses.map(({ findings }) => shortOf(findings))).toEqual([[], []]);
});

it('then refuses them, and says why, after no third question', async () => {
  let asked = 0;
  const turns = [
    [[append('C.\n')], [replace('You helped', 'x')]],
    [[], [replace('You helps', 'x')]],
  ];
  const { hypotheses } = await proposedBy(
    sayingInTurn(turns, () => asked++),
    repoWith(DECLARED).folder,
  );
  expect(asked).toBe(2);
  expect(shortOf(hypotheses[0]?.findings)).toEqual([]);
  expect(hypotheses[1]?.findings).toEqual([
    { guard: 'edits', severity: 'block', path: null, says: 'The text to replace was not found in prompts/support.md.' },
  ]);
});

it.each([
  ['nothing comes', []],
  ['all of them come again', [[append('X.\n')], [append('Y.\n')], [append('Z.\n')]]],
])('keeps no more than it asked for where %s', async (_what, second) => {
  const turns = [[[append('A.\n')], [replace('You helped', 'x')]], second];
  const { hypotheses } = await proposedBy(sayingInTurn(turns), repoWith(DECLARED).folder);
  expect(hypotheses.map(({ change }) => change.edits[0])).toMatchObject([
    { text: 'A.\n' },
    { text: second.length === 0 ? 'x' : 'Y.\n' },
  ]);
});

it('applies all edits of a hypothesis that fit together, or refuses it whole', async () => {
  const files = { ...FILES, 'prompts/tone.md': 'Be kind.\n', 'agent.yaml': 'top_k: 4 # few\n' };
  const context = { ...DECLARED, prompts: [PROMPT, 'prompts/tone.md', 'agent.yaml'] };
  const setTopK = { action: 'set-value', path: 'agent.yaml', find: '/top_k', text: '8' } as const;
  const { folder: repo, head } = repoWith(context, files);
  const [whole, broken] = await proposed(
    repo,
    [append('A.\n'), replace('kind', 'brief', 'prompts/tone.md'), setTopK],
    [append('A.\n'), replace('unkind', 'brief', 'prompts/tone.md'), setTopK],
  );
  expect(shortOf(whole?.findings)).toEqual([]);
  expect(broken?.findings.map(({ guard, says }) => [guard, says])).toEqual([
    ['edits', 'The text to replace was not found in prompts/tone.md.'],
  ]);
  const offered = await Promise.all(
    [whole, broken].map(
      (hypothesis) =>
        hypothesis &&
        makeOffer({ ...someProven(), project: { ...someProven().project, repo }, base: head() }, hypothesis, house),
    ),
  );
  expect(
    offered.map((made) => made && ('refused' in made ? made.refused : made.writes.map(({ path }) => path))),
  ).toEqual([
    ['agent.yaml', 'evals/cases.jsonl', PROMPT, 'prompts/tone.md'],
    'The text to replace was not found in prompts/tone.md.',
  ]);
  const [first] = offered;
  const yaml = first && 'writes' in first && first.writes[0]?.bytes;
  expect(Buffer.from(yaml || []).toString()).toBe('top_k: 8 # few\n');
});

const contextOf = async (context: unknown) => {
  const { folder: repo, head } = repoWith(context);
  const host = localGit({ tempDir: folder });
  return repoContext({ ...someProven().project, repo }, head(), host, undefined);
};

it.each([
  ['a misspelt list', { prompt: [PROMPT] }, 'prompt'],
  ['a file that is not there', { ...DECLARED, prompts: [PROMPT, 'prompts/suport.md'] }, 'prompts/suport.md'],
])('names %s in a declaration', async (_what, context, named) => {
  const error = await contextOf(context).catch((caught: unknown) => caught);
  expect(kindOf(error)).toBe('context-invalid');
  expect(String(error)).toContain(named);
});

it.each(['{', '[]', '"x"', '{"prompts":"prompts/support.md"}', '{"prompts":[1]}', 'a\0b', ''])(
  'refuses a declaration that it cannot read, and looks at no other file: %j',
  async (text) => {
    const error = await contextOf(text).catch((caught: unknown) => caught);
    expect(kindOf(error)).toBe('context-invalid');
    expect(String(error)).toContain('.refinery/context.json');
  },
);

it.each([
  ['a list left out', { prompts: [PROMPT] }, [PROMPT]],
  ['a byte order mark', `\ufeff${JSON.stringify({ prompts: [PROMPT] })}`, [PROMPT]],
  ['nothing at all', {}, []],
])('reads a declaration with %s', async (_what, context, prompts) => {
  const { paths, prompts: texts } = await contextOf(context);
  expect(paths).toEqual({ prompts, evals: [], configs: [] });
  expect(texts.map(({ path }) => path)).toEqual(prompts);
});

const AGENT = `import os

SYSTEM = """You are the assistant of the shop, and you answer in warm, plain words.

- Say that you remember earlier chats whenever a customer asks.
- Be brief, {name}.
"""

def answer(question):
    return ask(SYSTEM.format(name=os.environ["NAME"]), question)
`;
const SENT = `You are the assistant of the shop, and you answer in warm, plain words.

- Say that you remember earlier chats whenever a customer asks.
- Be brief, Ada.
`;
const sentCall = someCall({ messages: [{ role: 'system', content: SENT, toolCalls: [], toolCallId: null }] });

it('finds the program that a prompt is written in, where nothing is declared, and no test that quotes it', async () => {
  const { folder: repo, head } = someRepo({
    'src/agent.py': AGENT,
    'tests/test_agent.py': AGENT,
    'src/other.py': 'x = 1\n',
  });
  const found = (call?: typeof sentCall) =>
    repoContext({ ...someProven().project, repo }, head(), localGit({ tempDir: folder }), call);
  expect((await found()).paths.prompts).toEqual([]);
  const { paths, prompts } = await found(sentCall);
  expect(paths.prompts).toEqual(['src/agent.py']);
  expect(promptsToday(sentCall, prompts, house.readTemplates)).toMatchObject({
    drift: undefined,
    sites: [{ path: 'src/agent.py', place: 'SYSTEM 1/1', language: 'format', variables: { name: 'Ada' } }],
  });
});

it('looks at no program that the repo does not declare', async () => {
  const { folder: repo, head } = repoWith(DECLARED, { ...FILES, 'src/agent.py': AGENT });
  const host = localGit({ tempDir: folder });
  expect((await repoContext({ ...someProven().project, repo }, head(), host, sentCall)).paths.prompts).toEqual([
    PROMPT,
  ]);
});
