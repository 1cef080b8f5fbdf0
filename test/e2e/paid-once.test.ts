import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { Proven } from '../../src/domain/case.ts';
import { tell } from '../../src/domain/errors.ts';
import { environmentOf, jsonIn, ROOT, refinery } from '../refinery.ts';

let folder: string;
let sample: Sample;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-paid-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

type Gate = Readonly<{ url: string; server: Server; paid(): number; open(): void; closedFor: Promise<void> }>;

/** The stand-in model behind a gate that shuts after so many answers. Who comes then is turned away, or kept waiting. */
async function gateAfter(most: number, shut: 'turns away' | 'keeps waiting'): Promise<Gate> {
  let left = most;
  let paid = 0;
  const closed = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (left-- <= 0) {
      closed.resolve();
      if (shut === 'turns away') response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const answer = await fetch(`${sample.model.url}${request.url}`, {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(chunks),
    });
    paid++;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const open = () => {
    left = Number.POSITIVE_INFINITY;
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server, paid: () => paid, open, closedFor: closed.promise };
}

const open = () => {
  const [failure] = sample.failures;
  return ['case', failure?.exportPath ?? '', '--expected', failure?.expectation ?? '', '--repo', sample.repo, '--dry'];
};

/** Each replay that a verdict rests on, and the five without a change. */
const replaysIn = ({ reproduction, verdicts }: Proven): number =>
  reproduction.of + verdicts.filter(({ reason }) => reason === null).reduce((sum, { of }) => sum + of, 0);

it('a model that goes down and comes back is asked for no replay twice', { timeout: 120_000 }, async () => {
  const gate = await gateAfter(7, 'turns away');
  const settings = { REFINERY_DATA: join(folder, 'down'), REFINERY_STAND_IN_URL: gate.url };
  const failed = await refinery(open(), settings);
  expect(failed).toMatchObject({ code: 1, err: expect.stringContaining(tell('model-unavailable')) });
  expect(gate.paid()).toBe(7);

  gate.open();
  const proven = jsonIn<Proven>(await refinery(['case', 'RF-1', '--dry', '--json'], settings));
  expect(proven.stage).toBe('proven');
  expect(gate.paid()).toBe(replaysIn(proven));

  gate.server.close();
});

it('nor is it after kill -9', { timeout: 120_000 }, async () => {
  const gate = await gateAfter(5, 'keeps waiting');
  const settings = { REFINERY_DATA: join(folder, 'killed'), REFINERY_STAND_IN_URL: gate.url };
  const child = spawn(process.execPath, [join(ROOT, 'src/cli.ts'), ...open()], {
    env: environmentOf(settings),
    stdio: 'ignore',
  });
  const ended = new Promise((done) => child.once('exit', done));
  await gate.closedFor;
  child.kill('SIGKILL');
  await ended;

  gate.open();
  const proven = jsonIn<Proven>(await refinery(['case', 'RF-1', '--dry', '--json'], settings));
  expect(proven.stage).toBe('proven');
  expect(gate.paid()).toBe(replaysIn(proven));
  gate.server.closeAllConnections();
  gate.server.close();
});
