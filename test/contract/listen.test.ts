import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { listen } from '../../src/listen.ts';

const SECRET = 'a secret of nobody at all';
const sign = (body: string) => `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
const NEWS = JSON.stringify({ repository: { full_name: 'acme/agent' }, pull_request: { number: 7 } });
const MEGABYTE = 1024 * 1024;

let close: () => void = () => {};
afterEach(() => close());

async function open(gitHub: { lookSoon(names: readonly string[]): Promise<void> } | undefined, isWell = true) {
  const server = await listen(0, {
    deafMs: () => 0,
    look: () => (isWell ? Promise.resolve() : Promise.reject(new Error('gone'))),
    gitHub: gitHub && { secret: SECRET, ...gitHub },
  });
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deliver = async (body: string, signature = sign(body)) =>
    (await fetch(`${url}/github`, { method: 'POST', body, headers: { 'x-hub-signature-256': signature } })).status;
  return { url, deliver };
}

it('hears what GitHub signed, however often, and nothing else', async () => {
  const heard: (readonly string[])[] = [];
  const { url, deliver } = await open({
    lookSoon: async (names) => {
      heard.push(names);
    },
  });
  expect([await deliver(NEWS), await deliver(NEWS), await deliver('{}')]).toEqual([202, 202, 202]);
  expect(heard).toEqual([['acme/agent#7'], ['acme/agent#7']]);

  expect(await deliver(NEWS, sign('{}'))).toBe(401);
  expect((await fetch(`${url}/github`, { method: 'POST', body: NEWS })).status).toBe(401);
  expect((await fetch(`${url}/github`)).status).toBe(404);
  expect(heard).toHaveLength(2);
});

it('reads no more than it must', async () => {
  const { url, deliver } = await open({ lookSoon: () => Promise.reject(new Error('heard')) });
  expect(await deliver(' '.repeat(MEGABYTE))).toBe(202);
  const tooMuch = ' '.repeat(MEGABYTE + 1);
  // Slammed shut while the other end still writes, or answered before it does.
  expect([413, 'closed']).toContain(await deliver(tooMuch).catch(() => 'closed'));
  const unsaid = new Blob([tooMuch]).stream();
  const endless = { method: 'POST', body: unsaid, duplex: 'half' } as RequestInit;
  expect([413, 'closed']).toContain(
    await fetch(`${url}/github`, endless).then(
      ({ status }) => status,
      () => 'closed',
    ),
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

it('asks to be told again when the store does not answer, and is deaf unless it is set up', async () => {
  const { deliver } = await open({ lookSoon: () => Promise.reject(new Error('gone')) });
  expect(await deliver(NEWS)).toBe(503);
  close();
  const deaf = await open(undefined, false);
  expect(await deaf.deliver(NEWS)).toBe(404);
  expect((await fetch(`${deaf.url}/healthz`)).status).toBe(503);
});
