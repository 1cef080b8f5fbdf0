import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackSample } from '../playground/unpack-sample.ts';
import { readConfig } from '../src/config.ts';
import type { Reading } from '../src/domain/reading.ts';
import { onlyAnalyst } from '../src/flow/analyst/analyst.ts';
import { diagnoseTrace } from '../src/flow/analyst/diagnose.ts';
import { proposeFixes } from '../src/flow/analyst/propose.ts';
import { atHand } from '../src/flow/reader.ts';
import { readingOf } from '../src/flow/view-trace.ts';
import { openAi } from '../src/models/openai.ts';
import { redact } from '../src/refine/text/redact.ts';
import { type BudgetClock, minuteBudget } from '../src/store/minute-budget.ts';
import { wireHouse } from '../src/wiring.ts';
import type { Paid } from '../test/analyst-provider.ts';
import { largeTrace } from './large-trace.ts';
import { type Figure, report } from './report.ts';

/**
 * How long the analyst takes for a large trace, from the first question to the fixes, under a provider that gives only so
 * much in a minute. Budget and provider keep a clock that goes faster than the world's, so that minutes pass in seconds;
 * Refinery's own work is not faster, and counts that much more.
 */
const SPEED = 4;
const MOST_OVER = 1.1;
const EXPECTATION = 'say that we cannot remember past chats';
const QUESTION = 'Do you remember what I told you last week about my fountain pen?';

const FASTER: BudgetClock = {
  nowMs: () => performance.now() * SPEED,
  after: (ms, wake) => setTimeout(wake, ms / SPEED),
};

const folder = await mkdtemp(join(tmpdir(), 'refinery-bench-'));
const repo = join(folder, 'agent');
await unpackSample(repo);

type Measured = Readonly<{ reading: Reading; tookMs: number; paid: readonly Paid[]; refused: number }>;

async function measured(perMinute: number, times: number): Promise<Measured> {
  const provider = fork(join(import.meta.dirname, 'analyst-provider.ts'), [String(perMinute), String(SPEED)]);
  const [{ url }] = (await once(provider, 'message')) as [{ url: string }];
  const house = wireHouse(readConfig({ REFINERY_DATA: folder }), { clock: Date.now, searchPath: process.env.PATH });
  const budget = minuteBudget({ tokens: perMinute, requests: 1_000 }, FASTER);
  const options = { model: 'analyst-fake', overrules: false, apiKey: 'none', baseUrl: url, standIn: false };
  const analyst = openAi({ ...options, timeoutMs: 600_000, budget });
  const asking = { ...house, analyst: onlyAnalyst(analyst) };
  const file = join(folder, 'trace.json');
  await writeFile(file, largeTrace('You help.', QUESTION, 'Yes, I remember.', times).json);
  const [source] = house.sources.filter(({ isLocal }) => isLocal);
  if (!source) throw new Error('nothing reads files');
  const trace = atHand(redact(await source.fetch({ source: source.name, locator: file }), []), house);
  const { triage } = await trace('triage', { expectation: EXPECTATION });
  const reading = await readingOf(trace, asking);
  const reported = { trace, reading, triage, expectation: EXPECTATION, objections: [], discussion: [], own: [] };
  const project = { name: 'agent', repo, context: null, approvers: null, fourEyes: false };

  const begun = performance.now();
  const { diagnosis } = await diagnoseTrace(reported, asking);
  await proposeFixes(reported, diagnosis, project, asking);
  const tookMs = (performance.now() - begun) * SPEED;
  provider.send('how much');
  const [{ paid, refused }] = (await once(provider, 'message')) as [{ paid: Paid[]; refused: number }];
  provider.disconnect();
  await house.workshop.close();
  return { reading, tookMs, paid, refused };
}

function figuresOf(name: string, perMinute: number, { reading, tookMs, paid, refused }: Measured): readonly Figure[] {
  const tokens = paid.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
  const limitMs = (tokens / perMinute) * 60_000;
  const slowest = Math.max(limitMs, chainMs(paid));
  return [
    { name: `${name}: read ${reading.strategy}, tokens sent and written`, value: tokens / 1_000, unit: 'K' },
    { name: `${name}: until the fixes`, value: tookMs / 60_000, unit: 'min', ...(perMinute < 100_000 && { limit: 4 }) },
    { name: `${name}: × the slower of limit and chain of calls`, value: tookMs / slowest, unit: '×', limit: MOST_OVER },
    { name: `${name}: calls refused for the limit`, value: refused, unit: '', limit: 0 },
  ];
}

/** Stages that wait for one another; of those asked at the same time, the slowest. */
function chainMs(paid: readonly Paid[]): number {
  const slowest = (...questions: readonly string[]) =>
    Math.max(0, ...paid.filter(({ question }) => questions.includes(question)).map(({ latencyMs }) => latencyMs));
  return slowest('analyse', 'health', 'clarify') + slowest('gap') + slowest('diagnose') + slowest('propose');
}

/** Of the input of stages 2 to 4, in percent. */
function uncached(paid: readonly Paid[]): number {
  const later = paid.filter(({ question }) => ['gap', 'diagnose', 'propose'].includes(question));
  const sum = (of: (one: Paid) => number) => later.reduce((all, one) => all + of(one), 0);
  return 100 * (1 - sum(({ cachedTokens }) => cachedTokens) / sum(({ inputTokens }) => inputTokens));
}

try {
  const little = await measured(30_000, 1);
  const much = await measured(500_000, 1);
  const whole = await measured(500_000, 0.5);
  report('analyst', [
    ...figuresOf('30K a minute', 30_000, little),
    ...figuresOf('500K a minute', 500_000, much),
    ...figuresOf('500K a minute, half the trace', 500_000, whole),
    { name: 'read whole: not cached of the input of stages 2 to 4', value: uncached(whole.paid), unit: '%', limit: 15 },
    { name: 'the same at 30K a minute', value: uncached(little.paid), unit: '%', limit: 15 },
  ]);
} finally {
  await rm(folder, { recursive: true });
}
