import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { CaseId } from '../src/domain/case.ts';
import type { Fact } from '../src/domain/fact.ts';
import { fold } from '../src/refine/case/fold.ts';
import { chain } from '../src/refine/case/hash-chain.ts';
import { statsOf } from '../src/refine/case/stats.ts';
import { toRow } from '../src/store/fact-row.ts';
import { factStore } from '../src/store/facts.ts';
import { type Database, openDatabase } from '../src/store/open-database.ts';
import { POSTGRES_PROGRAMS, startPostgres, stopPostgres } from '../test/postgres-server.ts';
import { recordedCase, stepsTo } from '../test/unit/some-history.ts';
import { type Figure, median, report } from './report.ts';

/**
 * What App Home, `/refinery cases` and `/refinery stats` cost with 2,000 proved cases in the store: they look at the
 * newest 200. At the first look of a process nothing is known; then nothing has moved; then one case has.
 */
const CASES = 2_000;
const LOOKED_AT = 200;
const AT_A_TIME = 50;
const LOOKS = 10;
const workspace = 'bench';
const steps = stepsTo(recordedCase('memory').now);

async function fill({ tables }: Database): Promise<void> {
  for (let from = 1; from <= CASES; from += AT_A_TIME) {
    const numbers = Array.from({ length: AT_A_TIME }, (_, index) => from + index);
    const facts = numbers.flatMap((number) => factsOf(CaseId.parse(`RF-${number}`)));
    await tables
      .insertInto('cases')
      .values(numbers.map((number) => ({ workspace, number, case: `RF-${number}`, request_key: `${number}` })))
      .execute();
    await tables.insertInto('facts').values(facts.map(toRow)).execute();
  }
}

function factsOf(id: CaseId): readonly Fact[] {
  const facts: Fact[] = [];
  for (const [index, [revision, body]] of steps.entries())
    facts.push(chain(facts.at(-1), { workspace, id }, { revision, key: `${index}`, body }));
  return facts;
}

async function measured(name: string, place: Parameters<typeof openDatabase>[0]): Promise<readonly Figure[]> {
  const database = await openDatabase(place);
  try {
    await fill(database);
    const facts = factStore(database);
    const look = async () => {
      const cpu = process.cpuUsage();
      const lines = await facts.list(workspace, LOOKED_AT);
      statsOf(
        lines.flatMap((line) => ('facts' in line ? (fold(line.facts) ?? []) : [])),
        new Map(),
      );
      const { user, system } = process.cpuUsage(cpu);
      return (user + system) / 1_000;
    };
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const first = await look();
    delay.disable();
    const again: number[] = [];
    for (let count = 0; count < LOOKS; count++) again.push(await look());
    const moved: number[] = [];
    for (let count = 0; count < LOOKS; count++) {
      const at = { workspace, id: CaseId.parse(`RF-${CASES - count}`) };
      const by = { id: 'bench', name: 'the bench' };
      await facts.append(at, steps.length, { revision: 1, key: 'stop', body: { kind: 'stopped', atMs: 1, by } });
      moved.push(await look());
    }
    return [
      { name: `${name}: the first look of a process, processor time`, value: first, unit: 'ms' },
      { name: `${name}: the longest that others waited meanwhile`, value: delay.max / 1e6, unit: 'ms' },
      { name: `${name}: again, nothing has moved (median)`, value: median(again), unit: 'ms' },
      { name: `${name}: again, one case has moved (median)`, value: median(moved), unit: 'ms' },
    ];
  } finally {
    await database.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'refinery-bench-'));
const cluster = join(folder, 'postgres');
const databaseUrl = POSTGRES_PROGRAMS ? await startPostgres(cluster) : undefined;
try {
  const embedded = await measured('embedded', { dataDir: join(folder, 'data') });
  const served = databaseUrl ? await measured('PostgreSQL', { databaseUrl, dataDir: folder }) : [];
  report('home', [...embedded, ...served]);
} finally {
  if (databaseUrl) await stopPostgres(cluster);
  await rm(folder, { recursive: true });
}
