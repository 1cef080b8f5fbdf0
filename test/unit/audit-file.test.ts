import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { CommitSha } from '../../src/domain/digest.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { auditFile } from '../../src/flow/audit-file.ts';
import type { CaseLine } from '../../src/ports.ts';
import { chain } from '../../src/refine/case/hash-chain.ts';
import { auditExportVerb } from '../../src/terminal/verbs/audit-export.ts';
import { auditVerifyVerb } from '../../src/terminal/verbs/audit-verify.ts';
import { ada, someDigest, someProven } from './some.ts';
import { someCall } from './some-call.ts';
import { stepsTo } from './some-history.ts';

const idOf = (number: number) => CaseId.parse(`RF-${number}`);
function chained(number: number, text: string): readonly Fact[] {
  const at = { workspace: 'test', id: idOf(number) };
  const bodies = [
    ...stepsTo(someProven()).map(([, body]) => body),
    { kind: 'objected' as const, atMs: 9, by: ada, text },
  ];
  const facts: Fact[] = [];
  for (const [index, body] of bodies.entries())
    facts.push(chain(facts.at(-1), at, { revision: 1, key: `k${index}`, body }));
  return facts;
}
const hostile = 'no \u202e \ud800 \u0000 \u2028';
const cases: readonly CaseLine[] = [1, 2, 3].map((number) => ({ id: idOf(number), facts: chained(number, hostile) }));

/** A record that holds these; where a case is damaged, reading it throws as a store does. */
function recordOf(lines: readonly CaseLine[]) {
  const find = (id: CaseId) => lines.find((line) => line.id === id);
  return {
    list: async () => lines.toReversed().slice(0, 1),
    read: async ({ id }: { id: CaseId }) => {
      const line = find(id);
      return line && 'facts' in line ? line.facts : [];
    },
  } as never;
}

async function exported(lines: readonly CaseLine[]): Promise<Readonly<{ code: number; lines: readonly string[] }>> {
  const { call, out } = someCall([]);
  const code = await auditExportVerb.run({ ...call, tools: { ...call.tools, facts: async () => recordOf(lines) } });
  return { code, lines: out };
}

type Signed = Readonly<{ sha: CommitSha; message: string }>;
async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const checked = (lines: readonly string[], commits: readonly Signed[] = []) =>
  auditFile(each(lines), { signed: async () => commits });
const wordsIn = async (lines: readonly string[]) =>
  (await checked(lines)).broken.map(({ case: id, seq, why }) => `${id} ${seq} ${why}`);

let lines: readonly string[];
beforeAll(async () => {
  ({ lines } = await exported(cases));
});

it('exports every fact with its hash, and what is exported holds', async () => {
  const [first] = lines;
  expect(JSON.parse(first ?? '')).toMatchObject({
    case: 'RF-1',
    seq: 1,
    prev: '0'.repeat(64),
    body: { kind: 'opened' },
  });
  expect(lines.join('')).not.toMatch(/\u202e/);
  expect(await checked(lines)).toEqual({ cases: 3, facts: 18, broken: [], unseen: [] });
  const nothing = await exported([]);
  expect(await checked(nothing.lines)).toEqual({ cases: 0, facts: 0, broken: [], unseen: [] });
});

describe('a file that was changed', () => {
  const edited = (at: number, change: (row: Record<string, unknown>) => unknown) =>
    lines.with(at, JSON.stringify(change(JSON.parse(lines[at] ?? ''))));
  const ofRf2 = (keep: boolean) => lines.filter((line) => line.includes('"case":"RF-2"') === keep);

  it.each<[string, () => readonly string[], string]>([
    [
      'a text',
      () => edited(11, (row) => ({ ...row, body: { kind: 'stopped', atMs: 1, by: ada } })),
      'RF-2 6 fact 6 was',
    ],
    ['a hash', () => edited(11, (row) => ({ ...row, hash: someDigest })), 'RF-2 6 fact 6 was changed'],
    ['a fact in the middle', () => lines.toSpliced(8, 1), 'RF-2 3 fact 3 is missing'],
    ['the last fact of a case', () => lines.toSpliced(11, 1), 'the file 0 its last line tells of other facts'],
    ['a whole case', () => ofRf2(false), 'RF-2 1 the case is missing'],
    [
      'a case twice',
      () => [...lines.slice(0, -1), ...ofRf2(true), ...lines.slice(-1)],
      'RF-2 1 the case stands in two',
    ],
    ['its end', () => lines.slice(0, -1), 'the file 0 its end is missing'],
    ['lines after its end', () => [...lines, ...ofRf2(true)], 'the file 0 line 20 stands after its end'],
    ['a line', () => lines.with(3, 'hello'), 'the file 0 line 4 is none of an audit'],
    ['everything', () => [], 'the file 0 its end is missing'],
  ])('%s: is named', async (_what, change, words) => {
    expect(await wordsIn(change())).toContainEqual(expect.stringContaining(words));
  });

  it('a kind of fact that this version does not know is named, whoever chained it', async () => {
    const [opened] = chained(1, '');
    const body = { kind: 'dreamt' } as unknown as Fact['body'];
    const strange = chain(opened, { workspace: 'test', id: idOf(1) }, { revision: 1, key: 'k', body });
    const { lines: written } = await exported([{ id: idOf(1), facts: [opened as Fact, strange] }]);
    expect(await wordsIn(written)).toEqual(['RF-1 2 fact 2 is of no kind that I know']);
  });
});

it('a commit that rests on more than an exported case tells', async () => {
  const [opened, second] = chained(1, '');
  const trailers = `Refinery-Record: ${opened?.hash}\nRefinery-Audit: `;
  const commit = (hash: string | undefined) => ({
    sha: 'c'.repeat(40) as CommitSha,
    message: `fix\n\n${trailers}${hash}\n`,
  });
  expect((await checked(lines, [commit(second?.hash)])).broken).toEqual([]);
  expect((await checked(lines, [commit(someDigest)])).broken).toMatchObject([
    { case: 'RF-1', seq: 7, why: expect.stringContaining('the end is missing') },
  ]);
});

it('a damaged case is exported as such, and reported of the file', async () => {
  const { code, lines: written } = await exported([{ id: idOf(1), damaged: 'x' }, ...cases.slice(1)]);
  expect([code, JSON.parse(written[0] ?? '')]).toEqual([1, { case: 'RF-1', damaged: 'all of its facts are missing' }]);
  expect(await wordsIn(written)).toEqual(['RF-1 0 it was damaged when it was exported: all of its facts are missing']);
});

describe('audit verify of a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refinery-audit-file-'));
    await writeFile(join(folder, 'sound.jsonl'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'short.jsonl'), lines.slice(0, -1).join('\n'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const verify = async (file: string) => {
    const { call, out } = someCall([file], {}, undefined, folder);
    const house = { ...call.tools.house, codeHost: { signed: async () => [] } } as never;
    return { code: await auditVerifyVerb.run({ ...call, tools: { ...call.tools, house } }), out: out.join() };
  };

  it('reads it from where the command was typed', async () => {
    expect(await verify('sound.jsonl')).toEqual({ code: 0, out: '18 facts of 3 cases: all as they were written.' });
    expect(await verify('short.jsonl')).toEqual({ code: 1, out: 'the file: its end is missing' });
  });

  it.each(['missing.jsonl', '.'])('says that %s is no file', async (file) => {
    await expect(verify(file)).rejects.toMatchObject({ kind: 'file-not-found' });
  });
});
