import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { type ErrorKind, tell } from '../../src/domain/errors.ts';
import { environmentOf, git, jsonIn, type Ran, ROOT, refinery } from '../refinery.ts';

/** Whatever goes wrong is answered by one sentence that says what to do next; nothing is lost, nothing half done. */
let sample: Sample;
let folder: string;
let settings: Record<string, string>;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-bad-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  settings = {
    REFINERY_STAND_IN_URL: sample.model.url,
    // What a fix does to others is not what these are about, and takes its time.
    REFINERY_OTHERS: '0',
    LANGSMITH_ENDPOINT: sample.langSmith.url,
    LANGSMITH_API_KEY: sample.langSmith.apiKey,
  };
  await refinery(['case', 'RF-1'], { ...settings, REFINERY_DATA: join(folder, 'template') });
  settings = { ...settings, ...(await fresh()) };
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const EXPECTATION = 'say that we cannot remember past chats';
const traceFile = () => sample.failures[0]?.exportPath ?? '';
const link = () => sample.failures[0]?.link ?? '';
const open = (
  trace: string,
  more: Record<string, string> = {},
  { repo = sample.repo, expectation = EXPECTATION } = {},
) => refinery(['case', trace, '--expected', expectation, '--repo', repo, '--yes', '--json'], { ...settings, ...more });
/** An empty store; making the first takes seconds, so the others are copies of it. */
const fresh = async () => {
  const data = join(folder, `data-${count++}`);
  await cp(join(folder, 'template'), data, { recursive: true });
  return { REFINERY_DATA: data };
};

function expectTold({ code, err, out }: Ran, kind: ErrorKind, exit: number, says: string = tell(kind)): void {
  expect(`${err}${out}`).toContain(says);
  expect(err).not.toMatch(/\n\s+at .*\.ts:\d+/);
  expect(code).toBe(exit);
}

describe('a trace that can’t be had', () => {
  it.each<[string, () => string, ErrorKind, number]>([
    ['a link of a foreign host', () => 'https://evil.example/o/x/projects/p/y/r/z', 'link-foreign', 2],
    ['no link at all', () => 'tell me a joke', 'link-unknown', 2],
    ['a file that is not there', () => join(folder, 'nothing.json'), 'file-not-found', 1],
  ])('%s', async (_what, trace, kind, exit) => {
    expectTold(await open(trace()), kind, exit);
  });

  it.each<[string, string]>([
    ['HTML', '<!doctype html><p>Sign in</p>'],
    ['an empty file', ''],
    ['JSON that is no trace', '{"name":"package","version":"1.0.0"}'],
    ['a trace that was cut off', '[{"id":"a","run_type":"llm","inputs":{"mess'],
    ['bytes', '\u0000\u0001\u0002PNG'],
  ])('a file with %s', async (_what, text) => {
    const file = join(folder, 'bad.json');
    await writeFile(file, text);
    expectTold(await open(file), 'trace-unreadable', 1);
  });

  it('a link to nothing', async () => {
    const nothing = link()
      .replaceAll(/[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\?)/g, 'ffffffff')
      .replace(/trace_id=[0-9a-f]{8}/, 'trace_id=ffffffff');
    expectTold(await open(nothing), 'trace-not-found', 1);
  });

  it('a link without access', async () => {
    expectTold(await open(link(), { LANGSMITH_API_KEY: 'lsv2_sk_wrong' }), 'source-denied', 1);
  });

  // Each fault alone: test/contract/langsmith-source.test.ts
  it.each(['html', 'offline'] as const)(
    'LangSmith answers with %s: the case is kept and goes on when it is back',
    async (kind) => {
      const own = await fresh();
      sample.langSmith.fault({ kind });
      const ran = await open(link(), own).finally(() => sample.langSmith.fault(undefined));
      expectTold(ran, 'source-unavailable', 1);

      const [, id = ''] = /Opened (RF-\d+)/.exec(ran.err) ?? [];
      const on = await refinery(['case', id, '--dry', '--json'], { ...settings, ...own });
      expect(jsonIn<{ stage: string }>(on).stage).toBe('proven');
    },
  );
});

it('an empty expectation', async () => {
  expectTold(await open(traceFile(), {}, { expectation: '  ' }), 'wrong-usage', 2);
});

it('an expectation that says nothing that could be checked', async () => {
  const ran = await open(traceFile(), {}, { expectation: 'it should say so' });
  expect(ran.code).toBe(3);
  expect(jsonIn(ran)).toMatchObject({ stage: 'handed-over', because: 'inconclusive' });
});

describe('a repository', () => {
  const repoCalled = async (name: string, make: (path: string) => Promise<unknown>) => {
    const path = join(folder, name);
    await make(path);
    return path;
  };

  it('that is not there', async () => {
    expectTold(await open(traceFile(), {}, { repo: join(folder, 'no-such-folder') }), 'repo-not-found', 1);
  });

  it('that is none', async () => {
    const plain = await repoCalled('plain folder', (path) => mkdir(path));
    expectTold(await open(traceFile(), {}, { repo: plain }), 'repo-not-found', 1);
  });

  it('without a commit', async () => {
    const empty = await repoCalled('empty', (path) => git(folder, 'init', '-q', path));
    expectTold(await open(traceFile(), {}, { repo: empty }), 'repo-unusable', 1);
  });

  // Every state of a repository: test/contract/hazards.test.ts
  it.each<[string, (path: string) => Promise<unknown>]>([
    ['bare', (path) => git(folder, 'clone', '-q', '--bare', sample.repo, path)],
    [
      'dirty',
      async (path) => {
        await cp(sample.repo, path, { recursive: true });
        await writeFile(join(path, 'prompts/support.md'), 'half an edit');
        await git(path, 'add', '-A');
        await writeFile(join(path, 'new.txt'), 'new');
      },
    ],
  ])('that is %s is worked with, and its checkout left alone', async (kind, make) => {
    const repo = await repoCalled(`${kind} räpo`, make);
    const before = kind === 'bare' ? '' : await git(repo, 'status', '--porcelain');
    const ran = await open(traceFile(), await fresh(), { repo });
    expect(ran).toMatchObject({ code: 0 });
    const { commit } = jsonIn<{ commit: { branch: string } }>(ran);
    expect(await git(repo, 'rev-list', '--count', `HEAD..${commit.branch}`)).toBe('1');
    if (kind !== 'bare') expect(await git(repo, 'status', '--porcelain')).toBe(before);
  });
});

describe('a model', () => {
  // Whatever else it answers: test/contract/model.test.ts
  it.each([
    ['is down', async () => ({ url: 'http://127.0.0.1:9/v1', end: () => {} })],
    ['is slow', silent],
  ])('that %s: the case is kept, and goes on when it is back', async (_what, start) => {
    const { url, end } = await start();
    const own = await fresh();
    const ran = await open(traceFile(), { ...own, REFINERY_STAND_IN_URL: url, REFINERY_MODEL_TIMEOUT_MS: '200' });
    end();
    const says = `The replays could not run: stand-in-1 at ${url} does not answer.`;
    expectTold(ran, 'replays-unavailable', 1, says);
    expect(ran.err).toContain('set REFINERY_REPLAY_MODEL to another model');

    const on = await refinery(['case', 'RF-1', '--dry', '--json'], { ...settings, ...own });
    expect(jsonIn<{ stage: string }>(on).stage).toBe('proven');
  });

  it('that is not set: nothing is proved, so nothing can be approved', async () => {
    const ran = await open(traceFile(), { ...(await fresh()), REFINERY_STAND_IN_URL: '' });
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('try it once more, in a terminal that can ask you: npm run -s refinery -- case RF-1');
    expect(jsonIn(ran)).toMatchObject({
      stage: 'handed-over',
      because: 'inconclusive',
      reproduction: { reason: expect.stringContaining('docs/models.md') },
    });
  });
});

describe('what changed meanwhile', () => {
  it('a repository with new commits: the yes does not count until it is proved again', async () => {
    const own = await fresh();
    const repo = join(folder, 'moving');
    await cp(sample.repo, repo, { recursive: true });
    expect(
      (
        await refinery(['case', traceFile(), '--expected', EXPECTATION, '--repo', repo, '--dry'], {
          ...settings,
          ...own,
        })
      ).code,
    ).toBe(0);
    await writeFile(join(repo, 'NEWS.md'), 'news\n');
    await git(repo, 'add', 'NEWS.md');
    await git(repo, '-c', 'user.name=Somebody', '-c', 'user.email=somebody@localhost', 'commit', '-qm', 'docs: news');

    const ran = await refinery(['case', 'RF-1', '--yes', '--json'], { ...settings, ...own });
    expect(jsonIn(ran)).toMatchObject({ stage: 'published', revision: 2 });
    const { commit } = jsonIn<{ commit: { branch: string } }>(ran);
    expect(await git(repo, 'rev-parse', `${commit.branch}^`)).toBe(await git(repo, 'rev-parse', 'HEAD'));
  });

  it('somebody worked on the branch: the roll-back is refused and says what to do', async () => {
    const own = await fresh();
    const repo = join(folder, 'worked-on');
    await cp(sample.repo, repo, { recursive: true });
    const { commit } = jsonIn<{ commit: { branch: string } }>(await open(traceFile(), own, { repo }));
    await git(repo, 'checkout', '-q', commit.branch);
    await writeFile(join(repo, 'prompts/support.md'), 'rewritten by a person\n');
    await git(
      repo,
      '-c',
      'user.name=Somebody',
      '-c',
      'user.email=somebody@localhost',
      'commit',
      '-qam',
      'fix: by hand',
    );
    const head = await git(repo, 'rev-parse', 'HEAD');

    const ran = await refinery(['rollback', 'RF-1'], { ...settings, ...own });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('Not rolled back: prompts/support.md changed since.');
    expect(await git(repo, 'rev-parse', commit.branch)).toBe(head);
  });
});

describe('a command line', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown word', ['prooove', 'x'], /unknown command 'prooove'\s*\(Did you mean one of propose, prove\?\)/],
    ['an unknown option', ['case', 'x', '--fast'], /unknown option '--fast'/],
    ['a missing argument', ['case'], /missing required argument 'trace-or-case'/],
    ['a case that does not exist', ['rollback', 'nonsense'], /That is not how this command is written/],
  ])('%s', async (_what, words, says) => {
    const ran = await refinery(words, settings);
    expect(ran.err).toMatch(says);
    expect(ran.code).toBe(2);
  });

  it('a case that is not there', async () => {
    expectTold(await refinery(['case', 'RF-4711'], settings), 'case-not-found', 1);
    expectTold(await refinery(['rollback', 'RF-4711'], settings), 'case-not-found', 1);
  });

  it('an unknown setting is named, with the right one', async () => {
    const ran = await refinery(['cases'], { ...settings, REFINERY_DATAA: 'x' });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('did you mean REFINERY_DATA?') });
  });

  it('helps for every verb, with an example', async () => {
    const { code, out } = await refinery(['--help'], settings);
    expect(code).toBe(0);
    for (const verb of [
      'case',
      'cases',
      'rollback',
      'stop',
      'audit',
      'doctor',
      'read',
      'prompts',
      'compact',
      'triage',
      'diagnose',
      'propose',
      'prove',
    ])
      expect(out).toContain(`\n  ${verb} `);
    const help = await refinery(['audit', 'verify', '--help'], settings);
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('npm run -s refinery -- audit verify') });
  });
});

it('Ctrl-C leaves a case that goes on with its id', async () => {
  const own = { ...settings, ...(await fresh()), REFINERY_MODEL_TIMEOUT_MS: '60000' };
  const { createServer } = await import('node:http');
  const asked = Promise.withResolvers<void>();
  const silent = createServer(() => asked.resolve());
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`;
  const child = spawn(
    process.execPath,
    [join(ROOT, 'src/cli.ts'), 'case', traceFile(), '--expected', EXPECTATION, '--repo', sample.repo],
    {
      env: environmentOf({ ...own, REFINERY_STAND_IN_URL: url }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text;
  });
  await asked.promise;
  child.kill('SIGINT');
  const code = await new Promise((ended) => child.once('close', ended));
  silent.closeAllConnections();
  silent.close();
  expect(code).toBe(130);
  expect(said).toContain('RF-1 is kept as it stands. Go on with: npm run -s refinery -- case RF-1');

  const on = await refinery(['case', 'RF-1', '--dry', '--json'], own);
  expect(jsonIn<{ stage: string }>(on).stage).toBe('proven');
});

/** A server that takes requests and answers none. */
async function silent(): Promise<Readonly<{ url: string; end(): void }>> {
  const server = createServer(() => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/v1`, end };
}
