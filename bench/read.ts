import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../src/config.ts';
import { loadTokenCounter } from '../src/library/token-counter.ts';
import { lookAt } from '../src/refine/call/look-at.ts';
import { triage } from '../src/refine/suspects/triage.ts';
import { redact } from '../src/refine/text/redact.ts';
import { recogniseTrace } from '../src/refine/trace/recognise-trace.ts';
import { compact } from '../src/refine/view/compact.ts';
import { wireHouse } from '../src/wiring.ts';
import { largeTrace } from './large-trace.ts';
import { manyRuns } from './many-runs.ts';
import { type Figure, median, report } from './report.ts';

/**
 * Reading alone: a trace file read, redacted, compacted to 25K tokens and looked through,
 * side by side with one count of the tokens of the same text, which nothing that fits a
 * text into a budget can do without.
 *
 * With a path, one file is read and the peak of memory above rest is printed: what the
 * bench asks a process of its own for.
 */
const ROUNDS = 7;
const BUDGET_TOKENS = 25_000;
const LIMITS = { onceMs: 500, overCount: 3, tenfold: 11, manyS: 20, memory: 8 } as const;
const MANY = 100_000;
/** As `npm start` and `npm run refinery` do. */
const AS_STARTED = ['--max-semi-space-size=16'];
const MEGABYTES = [20, 60, 200];

const config = readConfig({});
const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
const count = await loadTokenCounter();

async function read(path: string): Promise<void> {
  const { source, ref } = recogniseTrace(house.sources, path);
  const trace = redact(await source.fetch(ref, new AbortController().signal), []);
  compact(trace, BUDGET_TOKENS, count);
  triage(lookAt(trace, ''), house.signals);
}

async function tookMs(work: () => Promise<unknown> | unknown, rounds = ROUNDS): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const begun = performance.now();
    await work();
    if (round > 0 || rounds === 1) took.push(performance.now() - begun);
  }
  return median(took);
}

async function speed(folder: string): Promise<readonly Figure[]> {
  const json = largeTrace('Be brief.', 'Do you remember me?', 'Yes.').json;
  const path = join(folder, 'large.json');
  await writeFile(path, json);
  const onceMs = await tookMs(() => read(path));
  const countMs = await tookMs(() => count(json));

  const tenPath = join(folder, 'tenfold.json');
  await writeFile(tenPath, largeTrace('Be brief.', 'Do you remember me?', 'Yes.', 10).json);
  const tenMs = await tookMs(() => read(tenPath), 3);

  const manyPath = join(folder, 'many.json');
  await writeFile(manyPath, manyRuns(MANY));
  const manyMs = await tookMs(() => read(manyPath), 1);
  return [
    {
      name: `${(json.length / 1e6).toFixed(1)} MB, 35 runs (median of ${ROUNDS})`,
      value: onceMs,
      unit: 'ms',
      limit: LIMITS.onceMs,
    },
    { name: 'one count of its tokens', value: countMs, unit: 'ms' },
    { name: 'the same, by counts', value: onceMs / countMs, unit: '×', limit: LIMITS.overCount },
    { name: 'ten times the size, by the time of once', value: tenMs / onceMs, unit: '×', limit: LIMITS.tenfold },
    { name: `${MANY.toLocaleString('en')} runs`, value: manyMs / 1000, unit: 's', limit: LIMITS.manyS },
  ];
}

async function memory(folder: string, megabytes: number): Promise<Figure> {
  const path = join(folder, `${megabytes}.json`);
  await writeFile(path, largeTrace('Be brief.', 'Do you remember me?', 'Yes.', megabytes / 1.35).json);
  const { size } = await stat(path);
  const { stdout } = await promisify(execFile)(process.execPath, [...AS_STARTED, import.meta.filename, path]);
  await rm(path);
  const value = Number(stdout) / size;
  return {
    name: `${Math.round(size / 1e6)} MB: peak memory above rest, by the file`,
    value,
    unit: '×',
    limit: LIMITS.memory,
  };
}

const [alone] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
if (alone !== undefined) {
  const rest = process.memoryUsage().rss;
  await read(alone);
  process.stdout.write(String(process.resourceUsage().maxRSS * 1024 - rest));
} else {
  const folder = await mkdtemp(join(tmpdir(), 'refinery-bench-'));
  try {
    const figures = [...(await speed(folder))];
    for (const megabytes of MEGABYTES) figures.push(await memory(folder, megabytes));
    report('read', figures);
  } finally {
    await rm(folder, { recursive: true });
  }
}
await house.workshop.close();
