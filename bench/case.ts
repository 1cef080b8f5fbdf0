import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackSample } from '../playground/unpack-sample.ts';
import { readConfig } from '../src/config.ts';
import { onlyAnalyst } from '../src/flow/analyst/analyst.ts';
import { loadTokenCounter } from '../src/library/token-counter.ts';
import { openAi } from '../src/models/openai.ts';
import { openDeskOn, openStore, wireHouse } from '../src/wiring.ts';
import { POSTGRES_PROGRAMS, startPostgres, stopPostgres } from '../test/postgres-server.ts';
import { largeTrace } from './large-trace.ts';
import { type Figure, median, report } from './report.ts';

/**
 * All of Refinery's own work for one case: a 35-run, 300K-token trace, read,
 * looked through, diagnosed, three fixes proposed, each replayed five times,
 * approved, committed and rolled back. The models answer at once.
 */
const ROUNDS = 3;
const LIMIT_S = 3;
const QUESTION = 'Do you remember what I told you last week about my fountain pen?';
const ANSWER = 'Yes, I remember what you told me last week about your fountain pen.';
const FIXED = 'We cannot remember past chats.';
const EXPECTATION = 'say that we cannot remember past chats';

const folder = await mkdtemp(join(tmpdir(), 'refinery-bench-'));
const repo = join(folder, 'agent');
await unpackSample(repo);
const rendered = (await readFile(join(repo, 'prompts/support.md'), 'utf8'))
  .replaceAll('{{customer_name}}', 'Robin')
  .replaceAll('{{today}}', '2026-06-10');
const trace = largeTrace(rendered, QUESTION, ANSWER);
const tracePath = join(folder, 'trace.json');
await writeFile(tracePath, trace.json);
const tokens = (await loadTokenCounter())(trace.json);

/** A model that answers at once: questions from a table, replays by whether the prompt was changed. */
const answers: Readonly<Record<string, unknown>> = {
  health: { findings: [] },
  clarify: { is_clear: true, question: null, readings: [] },
  analyse: { events: [{ run_id: trace.failingRunId, what: 'It claimed to remember.' }], decisions: [] },
  gap: {
    clauses: [
      { clause: EXPECTATION, state: 'missing', severity: 'major', because: 'It claims to remember.', evidence: [] },
    ],
  },
  diagnose: {
    category: 'prompt',
    summary: 'The assistant claims to remember.',
    explanation: 'The prompt asks for it.',
    failing_run_id: trace.failingRunId,
    suspects: [],
    evidence: [{ run_id: trace.failingRunId, quote: ANSWER }],
    falsified_by: 'The same failure with an instruction.',
    confidence: 'high',
    confidence_reason: 'Quoted.',
  },
  propose: {
    hypotheses: ['Say so', 'Say so twice', 'Say so at the end'].map((title, index) => ({
      kind: 'instruction',
      title,
      rationale: 'It is silent.',
      risks: 'None.',
      confidence: 'high',
      complexity: 'low',
      risk: 'low',
      before: null,
      after: null,
      edits: [
        {
          action: 'append',
          path: 'prompts/support.md',
          find: null,
          text: `\n${'- Say that we cannot remember past chats.\n'.repeat(index + 1)}`,
        },
      ],
    })),
  },
};
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts).toString();
    const asked: { text?: { format?: { name?: string } } } = JSON.parse(body);
    const known = answers[/Task: `(\w+)`/.exec(body)?.[1] ?? asked.text?.format?.name ?? ''];
    const text = known ? JSON.stringify(known) : body.includes('Say that we cannot remember') ? FIXED : ANSWER;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: 'r',
        object: 'response',
        status: 'completed',
        model: 'at-once',
        overrules: false,
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] }],
        usage: { input_tokens: 1, output_tokens: 1 },
      }),
    );
  });
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const model = openAi({
  model: 'at-once',
  overrules: false,
  apiKey: 'none',
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  standIn: false,
  timeoutMs: 10_000,
});

async function measured(name: string, settings: Record<string, string>): Promise<Figure[]> {
  const config = readConfig({ REFINERY_DATA: join(folder, name), ...settings });
  const house = {
    ...wireHouse(config, { clock: Date.now, searchPath: process.env.PATH }),
    analyst: onlyAnalyst(model),
    replayer: model,
    judge: undefined,
  };
  const store = await openStore(config);
  const desk = await openDeskOn(store, {
    workspace: 'bench',
    house,
    onStep: () => {},
    onLost: () => {},
  });
  const by = { id: 'terminal/bench', name: 'bench' };
  const took = { first: 0, proven: [] as number[], published: [] as number[] };

  for (let round = 0; round <= ROUNDS; round++) {
    const begun = performance.now();
    const project = { name: 'agent', repo, context: null, approvers: null, fourEyes: false };
    const id = await desk.open({
      requestKey: `${name}-${round}`,
      by,
      source: { source: 'file', locator: tracePath },
      expectation: EXPECTATION,
      project,
    });
    const proven = await desk.goOn(id);
    if (proven.now.stage !== 'proven') throw new Error(`stands at ${proven.now.stage}: ${proven.failure?.detail}`);
    const provenS = (performance.now() - begun) / 1000;
    const offered = await desk.offer(id, by, 'h1');
    if ('refused' in offered) throw new Error(offered.refused);
    await desk.sayYes(id, by, offered.offer, []);
    await desk.goOn(id);
    await desk.rollBack(id, by);
    const { stage } = (await desk.goOn(id)).now;
    if (stage !== 'rolled-back') throw new Error(`stands at ${stage}`);
    const allS = (performance.now() - begun) / 1000;
    if (round === 0) took.first = allS;
    else {
      took.proven.push(provenS);
      took.published.push(allS);
    }
  }
  await desk.close();
  await store.database.close();
  await house.workshop.close();
  return [
    { name: `${name}: the first case of a process, all of it`, value: took.first, unit: 's', limit: LIMIT_S },
    { name: `${name}: until the verdicts (median of ${ROUNDS})`, value: median(took.proven), unit: 's' },
    { name: `${name}: all of it (median of ${ROUNDS})`, value: median(took.published), unit: 's', limit: LIMIT_S },
  ];
}

const cluster = join(folder, 'postgres');
const postgres = POSTGRES_PROGRAMS ? await startPostgres(cluster) : undefined;
try {
  const embedded = await measured('embedded', {});
  const served = postgres ? await measured('PostgreSQL', { DATABASE_URL: postgres }) : [];
  report('case', [{ name: 'tokens in the trace', value: tokens / 1000, unit: 'K' }, ...embedded, ...served]);
} finally {
  if (postgres) await stopPostgres(cluster);
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
}
