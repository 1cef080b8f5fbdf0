import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import { RefineryError } from '../../src/domain/errors.ts';
import { openEngine } from '../../src/engine/dbos.ts';
import type { Chapter, Engine, StepNews, Turn } from '../../src/ports.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { noPostgres } from '../postgres.ts';
import { startPostgres, stopPostgres, withClient } from '../postgres-server.ts';
import { freshFolder, freshPostgres, onEachStore, type StorePlace } from '../stores.ts';
import { inOtherProcess } from './other-process.ts';

const someTurn = (decision = '1'): Turn => ({
  at: { workspace: 'w', id: CaseId.parse('RF-1') },
  chapter: 'diagnose',
  decision,
});

onEachStore('engine', (fresh) => {
  let engine: Engine | undefined;
  let database: Database | undefined;
  const news: StepNews[] = [];
  afterEach(async () => {
    await stop();
    news.length = 0;
  });
  const start = async (run: Chapter['run'], place?: StorePlace): Promise<Engine> => {
    database = await openDatabase(place ?? (await fresh()));
    engine = await openEngine({
      pool: database.pool,
      chapters: [{ name: 'diagnose', run }],
      onStep: (item) => void news.push(item),
    });
    return engine;
  };
  const stop = async () => {
    await engine?.close();
    await database?.close();
    engine = undefined;
    database = undefined;
  };
  const walk = async (turn = someTurn()) => {
    await engine?.start(turn);
    await engine?.ended(turn);
  };
  const failure = (walked: Promise<unknown>) =>
    walked.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('runs the steps in order and tells of each', async () => {
    const seen: unknown[] = [];
    await start(async (turn, { step }) => {
      seen.push(turn);
      seen.push(await step('first', async () => ({ text: '\ud800\u0000', list: [1.5, null] })));
      seen.push(
        await step('second', async (spent) => {
          spent({ model: 'm', inputTokens: 3 });
          spent({ inputTokens: 4, outputTokens: 5 });
          await sleep(20);
          return undefined;
        }),
      );
    });
    await walk();
    expect(seen).toEqual([someTurn(), { text: '\ud800\u0000', list: [1.5, null] }, undefined]);
    expect(news.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'first begun',
      'first done',
      'second begun',
      'second done',
    ]);
    expect(news[3]).toMatchObject({ turn: someTurn(), spent: { model: 'm', inputTokens: 7, outputTokens: 5 } });
    expect(news[3]?.tookMs).toBeGreaterThanOrEqual(19);
  });

  it('starts the same turn once, however often it is asked, and another decision anew', async () => {
    let ran = 0;
    await start(async (_turn, { step }) => {
      await step('count', async () => ++ran);
    });
    await Promise.all([walk(), walk(), walk()]);
    await walk();
    expect(ran).toBe(1);
    await walk(someTurn('2'));
    await walk({ ...someTurn(), at: { workspace: 'other', id: CaseId.parse('RF-1') } });
    expect(ran).toBe(3);
  });

  it('tries again what may pass, three times', async () => {
    let tries = 0;
    await start(async (_turn, { step }) => {
      await step('flaky', async (spent) => {
        spent({ inputTokens: 10 });
        if (++tries < 3) throw new RefineryError('model-unavailable', 'busy');
        return tries;
      });
    });
    await walk();
    expect(news.at(-1)).toMatchObject({ state: 'done', spent: { inputTokens: 30 } });
    tries = -10;
    expect(await failure(walk(someTurn('2')))).toMatchObject({ kind: 'model-unavailable', detail: 'busy' });
    expect(tries).toBe(-7);
    expect(news.at(-1)).toMatchObject({ state: 'failed', error: 'model-unavailable: busy' });
  });

  it.each([
    ['ours', () => new RefineryError('model-denied', 'no such key'), { kind: 'model-denied', detail: 'no such key' }],
    [
      'a bug',
      () => new TypeError('x is not a function'),
      { kind: 'unexpected', detail: 'TypeError: x is not a function' },
    ],
    ['no error at all', () => 'a text', { kind: 'unexpected', detail: 'a text' }],
  ])('fails at once with what will not pass: %s', async (_what, broken, expected) => {
    let tries = 0;
    await start(async (_turn, { step }) => {
      await step('broken', async () => {
        tries++;
        throw broken();
      });
    });
    expect(await failure(walk())).toMatchObject(expected);
    expect(tries).toBe(1);
  });

  it('lets the chapter go on after a step that failed, now and when it is repeated', async () => {
    const place = await fresh();
    const kinds: unknown[] = [];
    const run: Chapter['run'] = async (_turn, { step, signal }) => {
      const error = await failure(
        step('broken', async () => {
          throw new RefineryError('repo-unusable', 'no commits', {
            cause: { headers: { authorization: 'Bearer s3cret' } },
          });
        }),
      );
      kinds.push(error);
      await step('after', async () => (kinds.length === 1 ? sleep(60_000, null, { signal }) : null));
    };
    await start(run, place);
    await engine?.start(someTurn());
    while (!news.some(({ step }) => step === 'after')) await sleep(5);
    await stop();

    await start(run, place);
    await engine?.ended(someTurn());
    expect(kinds).toHaveLength(2);
    for (const error of kinds) {
      expect(error).toBeInstanceOf(RefineryError);
      expect(error).toMatchObject({ kind: 'repo-unusable', detail: 'no commits' });
      expect((error as Error).cause).toBeUndefined();
    }
    const { rows } = await (database as Database).pool.query('select error from dbos.operation_outputs');
    expect(JSON.stringify(rows)).toContain('repo-unusable');
    expect(JSON.stringify(rows)).not.toContain('s3cret');
  });

  it('keeps the kind of what broke a chapter, for a later process too', async () => {
    const place = await fresh();
    const run: Chapter['run'] = async (_turn, { step }) => {
      await step('broken', async () => {
        throw new RefineryError('repo-unusable', 'no commits');
      });
    };
    await start(run, place);
    expect(await failure(walk())).toMatchObject({ kind: 'repo-unusable' });
    await stop();
    await start(run, place);
    expect(await failure(walk())).toBeInstanceOf(RefineryError);
    expect(await failure(walk())).toMatchObject({ kind: 'repo-unusable', detail: 'no commits' });
    expect(news.filter(({ state }) => state === 'begun')).toHaveLength(1);
  });

  it('lets one of several steps at once fail without harm to the others', async () => {
    let finished = 0;
    await start(async (_turn, { step }) => {
      await Promise.all([
        step('fails', async () => Promise.reject(new RefineryError('model-denied', 'no'))),
        step('goes on', async () => {
          await sleep(100);
          return ++finished;
        }),
      ]);
    });
    expect(await failure(walk())).toMatchObject({ kind: 'model-denied' });
    while (finished === 0) await sleep(5);
    await sleep(200);
    expect(finished).toBe(1);
    await walk(someTurn('2')).catch(() => {});
  });

  it('refuses a chapter that it does not know, and a second engine', async () => {
    await start(async () => {});
    await expect(engine?.start({ ...someTurn(), chapter: 'unknown' })).rejects.toThrow('no chapter unknown');
    await expect(openEngine({ pool: (database as Database).pool, chapters: [], onStep() {} })).rejects.toThrow(
      'already',
    );
  });

  describe('on Ctrl-C', () => {
    it('leaves a step that stops for the next process, which does it again', async () => {
      const place = await fresh();
      let begun = 0;
      const before: number[] = [];
      const run: Chapter['run'] = async (_turn, { step, signal }) => {
        before.push(await step('before', async () => begun));
        await step('waits', async () => (++begun === 1 ? sleep(60_000, null, { signal }) : null));
      };
      await start(run, place);
      await engine?.start(someTurn());
      const waiting = failure((engine as Engine).ended(someTurn()));
      while (begun === 0) await sleep(5);
      const closedMs = performance.now();
      await stop();
      expect(performance.now() - closedMs).toBeLessThan(1_000);
      expect(await waiting).toMatchObject({ name: 'AbortError' });
      expect(news.filter(({ state }) => state === 'failed')).toEqual([]);

      await start(run, place);
      await engine?.ended(someTurn());
      expect(begun).toBe(2);
      expect(before).toEqual([0, 0]);
    });

    it('waits for a step that is about to end, and keeps its result', async () => {
      const place = await fresh();
      let begun = 0;
      let later = 0;
      const run: Chapter['run'] = async (_turn, { step }) => {
        await step('short', async () => {
          begun++;
          return sleep(300, null);
        });
        await step('later', async () => ++later);
      };
      await start(run, place);
      await engine?.start(someTurn());
      while (begun === 0) await sleep(5);
      await stop();
      expect(later).toBe(0);

      await start(run, place);
      await engine?.ended(someTurn());
      expect([begun, later]).toEqual([1, 1]);
    });

    it('waits no longer than five seconds for a step that hears nothing', async () => {
      let begun = 0;
      await start(async (_turn, { step }) => {
        await step('deaf', async () => {
          begun++;
          return sleep(7_000, null);
        });
      });
      await engine?.start(someTurn());
      while (begun === 0) await sleep(5);
      const closedMs = performance.now();
      await stop();
      expect(performance.now() - closedMs).toBeLessThan(5_500);
    });
  });

  it('finds every result in its place after kill -9, with several steps at once', { timeout: 120_000 }, async () => {
    const place = await fresh();
    const file = join(await freshFolder(), 'world');
    let kills = 0;
    for (; ; kills++) {
      const { ended } = inOtherProcess('run-chapters.ts', place, file, 'parallel', 'start', '1');
      if ((await ended) === 0) break;
      expect(kills).toBeLessThan(6);
    }
    // The process that finds all five stored has no step left to die of.
    expect(kills).toBeGreaterThanOrEqual(2);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('sum'))).toEqual(['sum a!b!c!d!']);
    expect(new Set(lines)).toEqual(new Set(['did a', 'did b', 'did c', 'did d', 'sum a!b!c!d!']));

    database = await openDatabase(place);
    const { rows } = await database.pool.query('select function_name from dbos.operation_outputs order by function_id');
    expect(rows.map(({ function_name }) => function_name)).toEqual(['a', 'b', 'c', 'd', 'sum']);
  });
});

describe.skipIf(noPostgres !== undefined)('engines of several processes', () => {
  const linesOf = async (file: string) =>
    existsSync(file) ? (await readFile(file, 'utf8')).trimEnd().split('\n') : [];
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await sleep(50);
  };

  it('the living take over what a dead one was doing, and leave each other alone', { timeout: 120_000 }, async () => {
    const place = await freshPostgres();
    const file = join(await freshFolder(), 'world');
    const owner = inOtherProcess('run-chapters.ts', place, file, 'slow', 'start');
    await until(async () => (await linesOf(file)).length === 1);
    const watchers = ['watch', 'watch'].map((role) => inOtherProcess('run-chapters.ts', place, file, 'slow', role));
    await Promise.all(watchers.map(({ said }) => said(/^ready$/)));
    // At its start and after three seconds each looks for the dead: the owner lives, so nobody else begins.
    await sleep(4_000);
    expect(await linesOf(file)).toEqual([`begun by ${owner.process.pid}`]);

    owner.process.kill('SIGKILL');
    await owner.ended;
    await writeFile(`${file}.go`, '');
    expect(await Promise.all(watchers.map(({ ended }) => ended))).toEqual([0, 0]);
    const lines = await linesOf(file);
    const heir = watchers.map(({ process }) => process.pid).find((pid) => lines.includes(`begun by ${pid}`));
    expect(lines).toEqual([`begun by ${owner.process.pid}`, `begun by ${heir}`, `done by ${heir}`]);
  });

  it('one that loses its place stops, says why, and another goes on', { timeout: 120_000 }, async () => {
    const place = await freshPostgres();
    const file = join(await freshFolder(), 'world');
    const owner = inOtherProcess('run-chapters.ts', place, file, 'slow', 'start');
    await until(async () => (await linesOf(file)).length === 1);
    await withClient(place.databaseUrl ?? '', (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
      ),
    );
    expect(await owner.ended).toBe(70);
    expect(owner.lines()).toContain('lost store-unavailable');
    await writeFile(`${file}.go`, '');
    const heir = inOtherProcess('run-chapters.ts', place, file, 'slow', 'watch');
    expect(await heir.ended).toBe(0);
    expect(await linesOf(file)).toEqual([
      `begun by ${owner.process.pid}`,
      `begun by ${heir.process.pid}`,
      `done by ${heir.process.pid}`,
    ]);
  });

  it('when the database is gone, what waits is told, and closing does not hang', async () => {
    const folder = join(await freshFolder(), 'cluster');
    const databaseUrl = await startPostgres(folder);
    const database = await openDatabase({ databaseUrl, dataDir: folder });
    const lost: string[] = [];
    const engine = await openEngine({
      pool: database.pool,
      chapters: [
        { name: 'diagnose', run: async (_turn, { step }) => void (await step('long', () => sleep(60_000, null))) },
      ],
      onStep() {},
      onLost: ({ kind }) => void lost.push(kind),
    });
    await engine.start(someTurn());
    const waiting = engine.ended(someTurn());
    const outcome = expect(waiting).rejects.toMatchObject({ kind: 'store-unavailable' });
    await stopPostgres(folder, 'SIGKILL');
    await outcome;
    expect(lost).toEqual(['store-unavailable']);
    await expect(engine.start(someTurn('2'))).rejects.toMatchObject({ kind: 'store-unavailable' });

    const closedMs = performance.now();
    await engine.close();
    await database.close();
    expect(performance.now() - closedMs).toBeLessThan(6_500);
  });
});
