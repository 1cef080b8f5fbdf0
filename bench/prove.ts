import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { CommitSha } from '../src/domain/digest.ts';
import type { Hypothesis } from '../src/domain/hypothesis.ts';
import { USUAL_PLAN } from '../src/domain/replay-plan.ts';
import type { SafeTrace } from '../src/domain/trace.ts';
import { directSteps } from '../src/flow/direct-steps.ts';
import { type Listed, type Others, UNBOUND } from '../src/flow/prove/bounds.ts';
import { type Proof, proveHypotheses } from '../src/flow/prove/prove-hypotheses.ts';
import { atHand } from '../src/flow/reader.ts';
import { openAi } from '../src/models/openai.ts';
import { sealChange, sealCheck } from '../src/refine/case/digest.ts';
import { minuteBudget } from '../src/store/minute-budget.ts';
import { wireHouse } from '../src/wiring.ts';
import { type Figure, report } from './report.ts';

/**
 * A proof against a provider that gives a million tokens a minute: five hypotheses, thirty replays of each: five of the
 * failing call, five similar failures, twenty good conversations. Each call takes about four thousand tokens.
 *
 *     npm run bench:prove [-- --json]
 */
const HYPOTHESES = 5;
const SIMILAR = 5;
const GOOD = 20;
const REPLAYS = 5 + SIMILAR + GOOD;
const CONTEXT = 'Paper, ink and pens in a box. '.repeat(530);
const TOKENS_A_MS = 1_000_000 / 60_000;
const BURST_TOKENS = 1_000_000 / 6;
const PROMPT = 'You help the customers of a shop for paper.\n';
const MB = 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'bench-prove-'));
const provider = fork(join(import.meta.dirname, 'token-bucket-provider.ts'));
const [port] = (await once(provider, 'message')) as [number];
const url = `http://127.0.0.1:${port}`;

const repo = join(folder, 'repo');
mkdirSync(join(repo, 'prompts'), { recursive: true });
writeFileSync(join(repo, 'prompts/support.md'), PROMPT);
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-C', repo, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args])
    .toString()
    .trim();
git('init', '--quiet');
git('add', '.');
git('commit', '--quiet', '--message', 'prompts');
const base = CommitSha.parse(git('rev-parse', 'HEAD'));

const traceOf = (id: string, asked: string, answered: string): SafeTrace => ({
  id,
  name: 'agent',
  mended: [],
  redactions: [],
  runs: [
    {
      ...{
        id: `${id}-run`,
        parentId: null,
        name: 'model',
        kind: 'llm',
        status: 'ok',
        startMs: 0,
        endMs: 1,
        error: null,
      },
      ...{ model: 'bench', usage: null, extra: {} },
      inputs: {
        messages: [
          { role: 'system', content: PROMPT.trim() },
          { role: 'user', content: `${CONTEXT}\n\n${asked}` },
        ],
      },
      outputs: { role: 'assistant', content: answered },
    },
  ],
});
const FAILURE = 'Yes, I remember our past chats.';
const similar = Array.from({ length: SIMILAR }, (_, index) =>
  traceOf(`similar-${index}`, `Remember me, ${index}?`, FAILURE),
);
const good = Array.from({ length: GOOD }, (_, index) =>
  traceOf(`good-${index}`, `Good question ${index}?`, `The answer to question ${index} is ${index}00 boxes.`),
);
const known = new Map([...similar, ...good].map((trace) => [trace.id, trace]));
const others: Omit<Others, 'replayer'> = {
  list: async () =>
    [...known.keys()].map((id): Listed => {
      const given = id.startsWith('good') ? 'good' : 'similar';
      return {
        ref: { source: 'bench', locator: id },
        name: 'agent',
        startMs: 0,
        error: null,
        asked: id,
        rating: null,
        given,
      };
    }),
  keep: async ({ locator }) => locator,
  open(key) {
    const trace = known.get(key);
    if (!trace) throw new Error(`no trace ${key}`);
    return atHand(trace, house);
  },
};

const config = readConfig({ REFINERY_DATA: folder });
const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });

const hypothesis = (id: number, holds: boolean): Hypothesis => ({
  ...{
    id: `h${id}`,
    kind: 'instruction',
    title: `Fix ${id}`,
    rationale: 'It may work.',
    risks: 'Few.',
    confidence: 'low',
    complexity: 'low',
    risk: 'low',
    before: null,
    after: null,
  },
  change: sealChange([
    { kind: 'append', path: 'prompts/support.md', text: `Rule ${id}: ${holds ? 'FIXED' : 'be nice'}.\n` },
  ]),
  findings: [],
});

type Proved = Readonly<{ proof: Proof; tookMs: number; tokens: number; refused: number; peakMb: number }>;

async function prove(holding: readonly boolean[]): Promise<Proved> {
  const budget = minuteBudget({ tokens: 1_000_000, requests: 10_000 });
  const replayer = openAi({
    ...{ model: 'bench', overrules: true, apiKey: 'none', baseUrl: `${url}/v1`, standIn: false, timeoutMs: 60_000 },
    budget,
  });
  const before = await told();
  const restMb = process.memoryUsage().rss / MB;
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, process.memoryUsage().rss / MB - restMb);
  }, 20);
  const begun = performance.now();
  const proof = await proveHypotheses(
    {
      trace: atHand(traceOf('reported', 'Do you remember our past chats?', FAILURE), house),
      traceName: 'reported',
      failingRunId: 'reported-run',
      expectation: 'say that we cannot remember past chats',
      check: sealCheck([{ kind: 'contains', params: { all: ['cannot'], none: [] } }], 'The answer says “cannot”.'),
      hypotheses: holding.map((holds, index) => hypothesis(index + 1, holds)),
      base,
      project: { name: 'bench', repo, context: null, approvers: null, fourEyes: false },
      plan: USUAL_PLAN,
    },
    { ...house, replayer, othersEach: 20 },
    directSteps(new AbortController().signal),
    { ...UNBOUND, others: { ...others, replayer: () => replayer } },
  );
  const tookMs = performance.now() - begun;
  clearInterval(watch);
  const after = await told();
  return { proof, tookMs, tokens: after.tokens - before.tokens, refused: after.refused - before.refused, peakMb };
}

const told = async () => (await (await fetch(url)).json()) as Readonly<{ tokens: number; refused: number }>;

/** The provider's bucket is full again. */
const rest = () => new Promise((rested) => setTimeout(rested, 11_000));

const ofHypotheses = ({ proof }: Proved) =>
  proof.verdicts.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);

try {
  // The SDK is loaded, the code is warm.
  await prove([false]);
  await rest();
  const all = await prove(Array.from({ length: HYPOTHESES }, () => true));
  for (const { similar: met, good: went, of } of all.proof.verdicts)
    if (of + (met?.of ?? 0) + (went?.of ?? 0) !== REPLAYS) throw new Error('a hypothesis was not tried on all');
  await rest();
  const three = await prove([true, true, false, false, false]);
  await rest();
  const four = await prove(Array.from({ length: HYPOTHESES - 1 }, () => true));

  const leastMs = (all.tokens - BURST_TOKENS) / TOKENS_A_MS;
  const ownTokens = ofHypotheses(all) / HYPOTHESES;
  const figures: readonly Figure[] = [
    { name: `${HYPOTHESES} × ${REPLAYS} replays`, value: all.tookMs / 1_000, unit: 's' },
    { name: 'of the time that the provider needs at least', value: all.tookMs / leastMs, unit: '×', limit: 1.15 },
    { name: 'requests that were refused', value: all.refused, unit: '' },
    { name: 'memory above rest', value: all.peakMb, unit: 'MB', limit: 150 },
    { name: 'tokens of the hypotheses, all of them tried on all', value: ofHypotheses(all) / 1_000, unit: 'k' },
    {
      name: 'of these, where three fail at the first answer',
      value: ofHypotheses(three) / ofHypotheses(all),
      unit: '×',
      limit: 0.5,
    },
    { name: 'the same, with what is replayed unchanged', value: three.tokens / all.tokens, unit: '×' },
    {
      name: 'the fifth hypothesis, in replays of its own',
      value: (all.tokens - four.tokens) / ownTokens,
      unit: '×',
      limit: 1.02,
    },
  ];
  report('prove', figures);
} finally {
  provider.kill();
  await house.workshop.close();
  rmSync(folder, { recursive: true });
}
