import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordTraces } from '../../bench/many-traces.ts';
import { ROOT } from '../refinery.ts';
import { ADA, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import { messagesOf, openTown, setUp, slotOf, type Town, until } from './slack-town.ts';

/** Of 1.4 MB each: reading takes seconds of processor time, more than one of them without a pause. */
const TIMES = 20;
const MOST_SPENT_MS = 500;

let folder: string;
let town: Town;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-loop-'));
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

it('a large trace does not keep the bot from hearing', async () => {
  const [large] = await recordTraces(town.sample, 1, TIMES);
  const probe = join(folder, 'delay');
  const bot = await town.startBot({
    NODE_OPTIONS: `--import ${join(ROOT, 'test/e2e/loop-probe.ts')}`,
    LOOP_PROBE: probe,
  });
  await setUp(town, SUPPORT);
  process.kill(bot.pid, 'SIGUSR2');

  const text = `${large?.link} expected: say that we cannot remember past chats`;
  await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text });
  await until(() => messagesOf(town, SUPPORT).some((message) => slotOf(message)?.startsWith('triage')), 150_000);
  expect(Number(readFileSync(probe, 'utf8'))).toBeLessThan(MOST_SPENT_MS);
}, 180_000);
