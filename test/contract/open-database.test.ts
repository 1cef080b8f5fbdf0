import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { freshDatabase, noPostgres } from '../postgres.ts';
import { freshEmbedded, freshFolder } from '../stores.ts';
import { inOtherProcess } from './other-process.ts';

describe('the embedded store', () => {
  it('belongs to one process, and to the next one as soon as that is killed', async () => {
    const place = await freshEmbedded();
    const holder = inOtherProcess('hold-store.ts', place);
    await holder.said(/^ready$/);
    const askedMs = performance.now();
    await expect(openDatabase(place)).rejects.toMatchObject({
      kind: 'store-busy',
      detail: expect.stringContaining(`is held by process ${holder.process.pid} (hold-store.ts`),
    });
    expect(performance.now() - askedMs).toBeLessThan(1_000);
    holder.process.kill('SIGKILL');
    await holder.ended;
    await (await openDatabase(place)).close();
  });

  it('begins anew when its very first start was cut short', { timeout: 60_000 }, async () => {
    const dataDir = await freshFolder();
    for (const afterMs of [300, 1_500]) {
      const holder = inOtherProcess('hold-store.ts', { dataDir });
      await holder.said(/^opening$/);
      setTimeout(() => holder.process.kill('SIGKILL'), afterMs);
      await holder.ended;
    }
    await mkdir(join(dataDir, 'database.unfinished/global'), { recursive: true });
    const database = await openDatabase({ dataDir });
    expect((await database.pool.query('select count(*)::int as facts from refinery.facts')).rows).toEqual([
      { facts: 0 },
    ]);
    await database.close();
    expect(await readdir(dataDir)).toEqual(expect.not.arrayContaining(['database.unfinished']));
  });

  it('says so when its folder is a file, or damaged', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(openDatabase({ dataDir: join(folder, 'file') })).rejects.toMatchObject({
      kind: 'data-folder-unusable',
    });

    const place = await freshEmbedded();
    await writeFile(join(place.dataDir, 'database/global/pg_control'), 'not a control file');
    await expect(openDatabase(place)).rejects.toMatchObject({ kind: 'data-folder-unusable' });
    // The lock is let go: put right, it opens.
    const sound = await freshEmbedded();
    await rm(join(place.dataDir, 'database'), { recursive: true });
    await cp(join(sound.dataDir, 'database'), join(place.dataDir, 'database'), { recursive: true });
    await (await openDatabase(place)).close();
  });

  it('keeps little memory for itself', async () => {
    const { pool, close } = await openDatabase(await freshEmbedded());
    expect((await pool.query('show shared_buffers')).rows).toEqual([{ shared_buffers: '16MB' }]);
    await close();
  });

  it('lets many connections take turns: a transaction is never mixed with another', async () => {
    const { pool, close } = await openDatabase(await freshEmbedded());
    await pool.query('create table purse (who text primary key, coins integer)');
    await pool.query(`insert into purse values ('a', 100), ('b', 0)`);
    const move = async () => {
      const client = await pool.connect();
      await client.query('begin');
      const { rows } = await client.query(`select coins from purse where who = 'a'`);
      await client.query(`update purse set coins = $1 where who = 'a'`, [rows[0].coins - 1]);
      await client.query(`update purse set coins = coins + 1 where who = 'b'`);
      await client.query(Math.abs(rows[0].coins) % 2 === 0 ? 'commit' : 'rollback');
      client.release();
    };
    const sums = await Promise.all(
      Array.from({ length: 40 }, async () => {
        await move();
        return (await pool.query('select sum(coins)::int as coins from purse')).rows[0].coins;
      }),
    );
    expect(new Set(sums)).toEqual(new Set([100]));
    await close();
  });

  it('rolls back what a connection left open, and goes on', async () => {
    const { pool, close } = await openDatabase(await freshEmbedded());
    await pool.query('create table t (x integer)');
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into t values (1)');
    const waiting = pool.query('select count(*)::int as rows from t');
    client.release(true);
    expect((await waiting).rows).toEqual([{ rows: 0 }]);
    await expect(pool.query('select nonsense')).rejects.toMatchObject({ code: '42703' });
    expect((await pool.query('select $1::text as large', ['x'.repeat(3_000_000)])).rows[0].large).toHaveLength(
      3_000_000,
    );
    await close();
  });
});

describe('PostgreSQL', () => {
  const refusal = (databaseUrl: string) =>
    openDatabase({ databaseUrl, dataDir: '/nowhere' }).then(
      () => undefined,
      (error) => error,
    );

  it.each(['', 'mysql://localhost/x', 'localhost:5432', 'postgres://user:s3cret@host:port/x'])(
    'is not looked for at %j',
    async (url) => {
      const error = await refusal(url);
      expect(error).toMatchObject({ kind: 'config-invalid' });
      expect(JSON.stringify([error.message, error.detail, String(error.cause)])).not.toContain('s3cret');
    },
  );

  it('is not there', async () => {
    expect(await refusal('postgres://u:s3cret@127.0.0.1:1/x')).toMatchObject({ kind: 'store-unavailable' });
    expect(await refusal('postgres://u:s3cret@no.such.host.invalid/x')).toMatchObject({ kind: 'store-unavailable' });
  });

  it('is something else, or says nothing', { timeout: 20_000 }, async () => {
    const servers = [
      await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      await listening(() => {}),
    ];
    for (const { port } of servers) {
      expect(await refusal(`postgres://u@127.0.0.1:${port}/x`)).toMatchObject({ kind: 'store-unavailable' });
    }
    for (const { server } of servers) server.close();
  });

  it('is too old', async () => {
    const { port, server } = await listening(answerAsVersion14);
    const error = await refusal(`postgres://u@127.0.0.1:${port}/x`);
    expect(error).toMatchObject({
      kind: 'store-unavailable',
      detail: 'PostgreSQL is 14.11 (Debian); 15 or newer is needed',
    });
    server.close();
  });

  describe.skipIf(noPostgres !== undefined)('on this machine', () => {
    it('falls silent: closing does not wait for it', async () => {
      const url = new URL(await freshDatabase());
      const { hostname, port: portBeyond } = url;
      const through: Socket[] = [];
      const { port, server } = await listening((socket) => {
        const beyond = connect(Number(portBeyond), hostname).on('error', () => {});
        through.push(socket, beyond);
        socket.pipe(beyond).pipe(socket);
      });
      url.port = String(port);
      url.hostname = '127.0.0.1';
      const { pool, close } = await openDatabase({ databaseUrl: url.href, dataDir: '/nowhere' });
      const asked = await pool.connect();
      for (const socket of through) socket.unpipe().pause();
      const answer = asked.query('select 1').catch(({ message }: Error) => message);
      const closedMs = performance.now();
      const closed = close();
      expect(await answer).toMatch(/terminated/);
      asked.release(true);
      await closed;
      expect(performance.now() - closedMs).toBeLessThan(4_000);
      for (const socket of through) socket.destroy();
      server.close();
    });

    it('has no such database, or was left by a newer version', async () => {
      const url = await freshDatabase();
      expect(await refusal(url.replace(/test_/, 'none_'))).toMatchObject({ kind: 'store-unavailable' });
      const database = await openDatabase({ databaseUrl: url, dataDir: '/nowhere' });
      await database.pool.query(`insert into refinery.migrations values ('999-later', now()::text)`);
      await database.close();
      expect(await refusal(url)).toMatchObject({
        kind: 'store-unavailable',
        detail: expect.stringContaining('999-later'),
      });
    });
  });
});

type Listening = Readonly<{ server: Server; port: number }>;

function listening(answer: (socket: Socket) => void): Promise<Listening> {
  return new Promise((ready) => {
    const server = createServer((socket) => answer(socket.on('error', () => {}))).listen(0, '127.0.0.1', () => {
      const address = server.address();
      ready({ server, port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}

/** Just enough of the protocol: welcome, then the one row that `show server_version` asks for. */
function answerAsVersion14(socket: Socket): void {
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  const version = '14.11 (Debian)';
  const column = Buffer.concat([Buffer.from([0, 1]), Buffer.from('server_version\0'), Buffer.alloc(18)]);
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, version.length]), Buffer.from(version)]);
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
    socket.on('data', () => {
      socket.write(
        Buffer.concat([message('T', column), message('D', row), message('C', Buffer.from('SHOW\0')), ready]),
      );
    });
  });
}
