import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandInModel } from '../../playground/stand-in-model.ts';
import { unpackSample } from '../../playground/unpack-sample.ts';
import type { Published } from '../../src/domain/case.ts';
import { logStep, openLog } from '../../src/log.ts';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { pullRequestText } from '../../src/refine/case/pull-request-text.ts';
import { hypothesisPack } from '../../src/refine/pack/hypothesis-pack.ts';
import { waterfallOf } from '../../src/refine/picture/waterfall.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { startAnalystProvider } from '../analyst-provider.ts';
import { commitFile } from '../commit-file.ts';
import { EXPECTED, fileOf, recordedAnswer, settingsFor } from '../recorded-analyst.ts';
import { git } from '../refinery.ts';
import { safeTraces } from '../safe-traces.ts';
import { type SomeDesk, someDesk } from '../some-desk.ts';
import { emptyStore } from '../stores.ts';
import { someScene } from '../unit/some-history.ts';

/**
 * A key of its own in every place that something is read from. The case goes from the trace to the roll-back with a model as
 * the analyst, and everything that leaves is looked through for each of them.
 */
const SOURCES = [
  'trace input',
  'trace output',
  'trace metadata',
  'trace tag',
  'trace error',
  'trace name',
  'trace key',
  'prompt file',
  'file of the repository',
  'environment',
  'thread',
  'diagnosis',
  'fix',
] as const;
type Source = (typeof SOURCES)[number];

const canaryOf = (source: Source): string => {
  const digest = digestOfBytes(source);
  return `lsv2_pt_${digest.slice(0, 32)}_${digest.slice(32, 42)}`;
};
const foundIn = (text: string): readonly Source[] =>
  SOURCES.filter((source) => text.includes(canaryOf(source)) || text.includes(canaryOf(source).slice(8, 30)));

let folder: string;
let at: SomeDesk | undefined;
let closing: (() => Promise<unknown>)[] = [];
/** What was sent or written, by where it went. */
const sinks = new Map<string, string>();
const heard = (sink: string, text: string) => sinks.set(sink, `${sinks.get(sink) ?? ''}\n${text}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-canary-'));
  const repo = join(folder, 'agent');
  await unpackSample(repo);
  await commitFile(repo, 'prompts/canary.md', `Never say ${canaryOf('prompt file')}.\n`);
  await commitFile(repo, 'notes.txt', `key: ${canaryOf('file of the repository')}\n`);
  await writeFile(join(folder, 'trace.json'), tracedWithCanaries());

  const provider = await startAnalystProvider({
    answer: (put) => {
      heard('the analyst', JSON.stringify(put));
      return { answer: withCanary(recordedAnswer(put)) };
    },
  });
  const standIn = await startStandInModel();
  const player = await recording(standIn.url, (body) => heard('the agent’s model', body));
  closing = [provider.close, standIn.close, player.close];
  const log = openLog('debug', { write: (line: string) => void heard('the log', line) });
  at = await someDesk(
    {
      ...settingsFor(provider, player, 'whole'),
      REFINERY_DATA: await emptyStore(join(folder, 'data')),
      OPENAI_API_KEY: canaryOf('environment'),
    },
    { onStep: (news) => logStep(log, news) },
  );
  log.error(new Error(`git says ${canaryOf('prompt file')}`), 'something broke');
}, 300_000);
afterAll(async () => {
  await at?.close();
  await Promise.all(closing.map((close) => close()));
  await rm(folder, { recursive: true });
});

it('no secret is added to a file, and none leaves: a canary in every source, absent from every sink', async () => {
  if (!at) throw new Error('no desk');
  const { desk, store } = at;
  const repo = join(folder, 'agent');
  const by = { id: 'terminal/ada', name: 'Ada' };
  const id = await desk.open({
    requestKey: 'canary',
    by,
    source: { source: 'file', locator: join(folder, 'trace.json') },
    expectation: EXPECTED.memory,
    project: { name: 'support', repo, context: null, approvers: null, fourEyes: false },
  });
  await desk.comment(id, 'said', { by, text: `It used ${canaryOf('thread')}, see.`, addressed: false });
  let { now, failure } = await desk.goOn(id);
  if (now.stage !== 'proven') throw new Error(failure?.detail ?? now.stage);
  const fixed = now.verdicts.find(({ word }) => word === 'fixed');
  const offered = await desk.offer(id, by, fixed?.hypothesisId ?? '');
  if ('refused' in offered) throw new Error(offered.refused);
  const doubts = now.hypotheses.flatMap(({ findings }) => findings.map(({ guard }) => guard));
  await desk.sayYes(id, by, offered.offer, doubts);
  ({ now, failure } = await desk.goOn(id));
  if (now.stage !== 'published') throw new Error(failure?.detail ?? now.stage);
  const published: Published = now;
  await desk.rollBack(id, by);
  const history = await desk.goOn(id);
  expect(history.now.stage).toBe('rolled-back');

  const { branch } = published.commit;
  heard('the commits', await git(repo, 'log', '-p', '--format=%B', `HEAD..${branch}`));
  const { digest } = offered.offer;
  heard(
    'a pull request',
    JSON.stringify(pullRequestText({ ...published, stage: 'approved' }, { record: digest, audit: digest })),
  );
  // What somebody wrote in the thread stands in the record as it does there, until it is forgotten.
  const record = history.facts.filter(({ body }) => body.kind !== 'commented');
  heard('the record', JSON.stringify(record));
  heard('Slack', JSON.stringify(threadOf(someScene(history))));
  heard('the export', JSON.stringify(hypothesisPack(history.facts, '0')));
  const trace = await safeTraces(store.records.traces).get('local', published.trace);
  if (!trace) throw new Error('no trace');
  heard('a picture, and what is said of it', JSON.stringify(waterfallOf(trace, published.triage)));

  heard('the trace as it is kept', JSON.stringify(trace));

  expect([...sinks.keys()]).toEqual(expect.arrayContaining(['the analyst', 'the agent’s model', 'the log']));
  const leaks = [...sinks].flatMap(([sink, text]) => foundIn(text).map((source) => `${source} → ${sink}`));
  expect(leaks).toEqual([]);
}, 300_000);

type Run = Record<string, unknown> & { inputs: object; outputs: object; extra: { metadata: object } };

function tracedWithCanaries(): string {
  const runs = JSON.parse(readFileSync(fileOf('memory', 'trace.json'), 'utf8')) as Run[];
  for (const run of runs) {
    Object.assign(run.extra.metadata, { note: canaryOf('trace metadata') });
    run.tags = [canaryOf('trace tag')];
  }
  const [, step] = runs;
  if (!step) throw new Error('no step');
  step.name = `step ${canaryOf('trace name')}`;
  step.error = `refused: ${canaryOf('trace error')}`;
  step.inputs = { ...step.inputs, key: canaryOf('trace input'), [canaryOf('trace key')]: 1 };
  step.outputs = { ...step.outputs, key: canaryOf('trace output') };
  return JSON.stringify(runs);
}

/** The analyst says a key itself, in the words of every fix; in its edits the guard of secrets would stop it. */
function withCanary(answer: unknown): unknown {
  const said = answer as { propose?: { hypotheses?: { rationale: string; title: string }[] }; diagnose?: object };
  if (said.diagnose) return { diagnose: { ...said.diagnose, summary: `It said ${canaryOf('diagnosis')}.` } };
  if (!said.propose?.hypotheses) return answer;
  const hypotheses = said.propose.hypotheses.map((each) => ({
    ...each,
    title: `${each.title} ${canaryOf('fix')}`,
    rationale: `${each.rationale} ${canaryOf('fix')}`,
  }));
  return { propose: { ...said.propose, hypotheses } };
}

/** A server that passes everything on, and tells what it was sent. */
async function recording(url: string, tell: (body: string) => void) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    tell(body);
    const { pathname } = new URL(request.url ?? '/', 'http://here');
    const base = new URL(url);
    const answer = await fetch(new URL(pathname, base), {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body && { body }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(url).pathname.replace(/\/$/, '')}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
