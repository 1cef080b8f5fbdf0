import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, stopPostgres } from '../test/postgres-server.ts';
import { type Figure, report } from './report.ts';

/**
 * Four processes that share what one provider gives: three million tokens a minute, a sixth of them at once. Each makes
 * its calls all at once, of about fifteen thousand tokens. First with one budget in PostgreSQL, then each with its own.
 *
 *     npm run bench:budget [-- --json]
 */
const PROCESSES = 4;
const CALLS = 24;
const CHARS = 60_000;
const PER_MINUTE = 3_000_000;
const BURST = PER_MINUTE / 6;
const TOKENS_A_MS = PER_MINUTE / 60_000;

const folder = await mkdtemp(join(tmpdir(), 'bench-budget-'));
const postgres = join(folder, 'postgres');
const databaseUrl = await startPostgres(postgres);
const provider = fork(join(import.meta.dirname, 'token-bucket-provider.ts'), [`${PER_MINUTE}`]);
const [port] = (await once(provider, 'message')) as [number];
const url = `http://127.0.0.1:${port}`;

type Told = Readonly<{ tokens: number; refused: number }>;
type Done = Readonly<{ tookMs: number; failed: number }>;
type Went = Told & Done;

const told = async () => (await (await fetch(url)).json()) as Told;
const said = async (child: ChildProcess) => (await once(child, 'message'))[0] as unknown;

async function ask(...database: readonly string[]): Promise<Went> {
  const child = join(import.meta.dirname, 'budget-process.ts');
  const words = [url, CALLS, CHARS, PER_MINUTE, ...database].map(String);
  const children = Array.from({ length: PROCESSES }, () => fork(child, words));
  await Promise.all(children.map(said));
  const before = await told();
  const done = children.map(async (one) => (await said(one)) as Done);
  for (const one of children) one.send('go');
  const all = await Promise.all(done);
  const { tokens, refused } = await told();
  return {
    tokens: tokens - before.tokens,
    refused: refused - before.refused,
    tookMs: Math.max(...all.map(({ tookMs }) => tookMs)),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}

try {
  const shared = await ask(databaseUrl);
  // The provider's bucket is full again.
  await sleep(11_000);
  const alone = await ask();
  const leastMs = (shared.tokens - BURST) / TOKENS_A_MS;
  const figures: readonly Figure[] = [
    { name: `${PROCESSES} processes × ${CALLS} calls`, value: shared.tookMs / 1_000, unit: 's' },
    { name: 'of the time that the provider needs at least', value: shared.tookMs / leastMs, unit: '×', limit: 1.1 },
    { name: 'requests that were refused', value: shared.refused, unit: '', limit: 0 },
    { name: 'refused where each process counts for itself', value: alone.refused, unit: '' },
    { name: 'calls that failed there', value: alone.failed, unit: '' },
  ];
  report('budget', figures);
} finally {
  provider.kill();
  await stopPostgres(postgres);
  await rm(folder, { recursive: true });
}
