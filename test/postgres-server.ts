import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** PostgreSQL's programs on this machine; the newest, if there are several. */
export const POSTGRES_PROGRAMS = [
  ...(process.env.PATH ?? '').split(delimiter),
  ...globSync('/usr/lib/postgresql/*/bin').toSorted((a, b) => b.localeCompare(a, undefined, { numeric: true })),
].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));

/**
 * A cluster of its own in a new folder, without waiting for the disk. It refuses
 * to run as root, so there it runs as somebody else, who is let through to the folder.
 */
export async function startPostgres(folder: string): Promise<string> {
  if (!POSTGRES_PROGRAMS) throw new Error('there are no programs of PostgreSQL here');
  const owner = process.getuid?.() === 0 ? unprivileged() : undefined;
  const options = { cwd: folder, ...owner };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (owner) {
    await chown(folder, owner.uid, owner.gid);
    await chmod(dirname(folder), 0o711);
  }
  const data = join(folder, 'data');
  await run(join(POSTGRES_PROGRAMS, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], options);

  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: '200' };
  const server = spawn(
    join(POSTGRES_PROGRAMS, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...options, detached: true, stdio: 'ignore' },
  );
  server.unref();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await answering(url);
  await writeFile(join(folder, 'url'), url);
  return url;
}

/** @param signal SIGINT ends it in order and at once, SIGKILL as a power cut does */
export async function stopPostgres(folder: string, signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
  const file = join(folder, 'data', 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  process.kill(pid, signal);
  while (isAlive(pid)) await sleep(20);
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answers = await withClient(url, (client) => client.query('select 1')).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
  throw new Error('the temporary PostgreSQL does not start');
}

function unprivileged(): Readonly<{ uid: number; gid: number }> {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new Error('PostgreSQL does not run as root, and there is no other user here');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A process that has ended but was not yet waited for is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
