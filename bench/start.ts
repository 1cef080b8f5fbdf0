import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlack } from '../playground/slack/start-slack.ts';
import { POSTGRES_PROGRAMS, startPostgres, stopPostgres } from '../test/postgres-server.ts';
import { type Figure, median, report } from './report.ts';

/**
 * From spawn to "ready" (store open, engine running, Slack connected, health check listening),
 * and the memory at rest after that. The first start makes the store; only
 * restarts are held to the limits.
 */
const RESTARTS = 5;
const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'refinery-bench-'));

type Start = Readonly<{ readyMs: number; restMb: number }>;

async function start(settings: Readonly<Record<string, string>>): Promise<Start> {
  const begun = performance.now();
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH,
      HOME,
      ...tokens,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      REFINERY_LOG: 'info',
      PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((ready, failed) => {
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('"msg":"ready"')) ready();
    });
    child.once('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
  const readyMs = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const restMb = memoryMb(child.pid ?? 0);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  return { readyMs, restMb };
}

/** Resident memory, as Linux tells it. */
function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
}

async function measured(
  name: string,
  settings: Readonly<Record<string, string>>,
  limits: Readonly<{ seconds: number; mb: number }>,
): Promise<Figure[]> {
  const first = await start(settings);
  const restarts: Start[] = [];
  for (let run = 0; run < RESTARTS; run++) restarts.push(await start(settings));
  return [
    { name: `${name}: first start`, value: first.readyMs / 1000, unit: 's' },
    {
      name: `${name}: restart (median of ${RESTARTS})`,
      value: median(restarts.map(({ readyMs }) => readyMs)) / 1000,
      unit: 's',
      limit: limits.seconds,
    },
    {
      name: `${name}: memory before the first case`,
      value: median(restarts.map(({ restMb }) => restMb)),
      unit: 'MB',
      limit: limits.mb,
    },
  ];
}

/** The bot connects to the emulator, as it would to Slack. */
const slack = await startSlack();
const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
const cluster = join(folder, 'postgres');
const postgres = POSTGRES_PROGRAMS ? await startPostgres(cluster) : undefined;
try {
  const embedded = await measured('embedded store', { REFINERY_DATA: join(folder, 'data') }, { seconds: 2, mb: 550 });
  const served = postgres
    ? await measured(
        'PostgreSQL',
        { REFINERY_DATA: join(folder, 'work'), DATABASE_URL: postgres },
        { seconds: 1, mb: 250 },
      )
    : [];
  if (!postgres) console.error('No PostgreSQL programs here (initdb, postgres): only the embedded store was measured.');
  report('start', [...embedded, ...served]);
} finally {
  if (postgres) await stopPostgres(cluster);
  await slack.close();
  rmSync(folder, { recursive: true });
}
