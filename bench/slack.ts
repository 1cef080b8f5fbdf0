import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { POSTGRES_PROGRAMS, startPostgres, stopPostgres, withClient } from '../test/postgres-server.ts';
import { leastTime } from './least-time.ts';
import { type Figure, percentile, report as print } from './report.ts';
import {
  acknowledgements,
  callsOf,
  commandFor,
  modalDelays,
  postedMessages,
  refusedByLimits,
  type Traffic,
} from './slack-traffic.ts';
import {
  isToldIn,
  isWhole,
  memoryOf,
  openForms,
  openStormTown,
  processorTime,
  report as reportAll,
  type StormTown,
  untilEach,
  watchMemory,
} from './storm.ts';
import { lossesIn } from './thread-losses.ts';

/**
 * A company that reports all at once: 200 commands within ten seconds, in 200 channels, each on a trace of 20K tokens
 * of its own, while somebody opens a form every two seconds. The analyst works by rules, and nothing is replayed: it is
 * Refinery's own work and Slack's limits that are looked at. First without Slack's limits, until everything is posted;
 * then with them, until every thread is as it should be.
 *
 * `--cases 20` makes it smaller, `--only on` or `off` is with the limits or without, `--store embedded` or `postgres`.
 */
const { values: asked } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    only: { type: 'string' },
    store: { type: 'string' },
    json: { type: 'boolean' },
    keep: { type: 'boolean' },
  },
});
const CASES = Number(asked.cases);
const WITHIN_MS = (10_000 * CASES) / 200;
const FORM_EVERY_MS = 2_000;
const PATIENCE_MS = 15 * 60_000;
/** The process that draws pictures is let go when nothing was drawn for five seconds, a thread that reads after a minute. */
const RESTED_MS = 65_000;
const LIMIT = { ackMs: 1_000, triageS: 15, modalS: 3, lost: 0, ofLeast: 1.15 } as const;

async function storm(
  name: string,
  realLimits: boolean,
  settings: Readonly<Record<string, string>>,
): Promise<readonly Figure[]> {
  const town = await openStormTown({ cases: CASES, realLimits }, settings);
  try {
    const figures = await measured(town, realLimits);
    return figures.map((figure) => ({
      ...figure,
      name: `${name}, limits ${realLimits ? 'on' : 'off'}: ${figure.name}`,
    }));
  } finally {
    await town.close();
  }
}

async function measured(town: StormTown, realLimits: boolean): Promise<readonly Figure[]> {
  const { slack, bot } = town;
  const before = await memoryOf(bot.pid);
  const begunAtMs = Date.now();
  const storming = new AbortController();
  const forms = openForms(town, FORM_EVERY_MS, storming.signal);
  const watching = watchMemory(bot.pid, storming.signal);
  await reportAll(town, WITHIN_MS);
  const lacking = await untilEach(town, realLimits ? isWhole : isToldIn, PATIENCE_MS);
  storming.abort();
  await forms;
  const peak = await watching;
  await sleep(RESTED_MS);
  const after = await memoryOf(bot.pid);
  const cpuS = await processorTime(bot.pid);
  const traffic = await slack.tell('traffic');
  const threads = await slack.tell('threads');
  await bot.end();
  const lost = await lossesIn(town.settings, threads);
  if (lacking.length > 0) console.error(`not whole: ${lacking.join(' ')}`);
  if (asked.keep) console.error(town.bot.said());

  const acks = acknowledgements(traffic);
  const triage = triageDelays(town, traffic);
  const doneS = (lastDrawn(traffic) - begunAtMs) / 1_000;
  const leastS = leastTime(threads.stands, traffic.calls);
  const modals = modalDelays(traffic);
  // The bot keeps to Slack's fifty changes and hundred uploads a minute, whoever else does: two hundred threads wait eight
  // minutes for theirs, and are not waited for.
  const whenWhole = realLimits ? { limit: LIMIT.lost } : {};
  return [
    { name: 'acknowledged (p50)', value: percentile(50, acks), unit: 'ms' },
    { name: 'acknowledged (p99)', value: percentile(99, acks), unit: 'ms', limit: LIMIT.ackMs },
    { name: 'acknowledged (worst)', value: Math.max(...acks), unit: 'ms' },
    { name: 'triage after the command (p50)', value: percentile(50, triage), unit: 's' },
    {
      name: 'triage after the command (worst)',
      value: Math.max(...triage),
      unit: 's',
      ...(!realLimits && { limit: LIMIT.triageS }),
    },
    { name: 'cases that were not opened', value: CASES - lost.cases, unit: 'cases', limit: LIMIT.lost },
    {
      name: realLimits ? 'threads that are not whole' : 'threads without a last word',
      value: lacking.length,
      unit: 'threads',
      limit: LIMIT.lost,
    },
    { name: 'messages that should stand', value: lost.messages, unit: 'messages' },
    { name: 'messages twice', value: lost.twice, unit: 'messages', limit: LIMIT.lost },
    { name: 'messages missing or stale', value: lost.missing + lost.stale, unit: 'messages', ...whenWhole },
    { name: 'files missing', value: lost.files, unit: 'files', ...whenWhole },
    { name: 'last word in a thread', value: (lastPosted(traffic) - begunAtMs) / 1_000, unit: 's' },
    { name: 'last thread done', value: doneS, unit: 's' },
    ...(realLimits
      ? [
          { name: 'the least that the limits allow', value: leastS, unit: 's' },
          { name: 'last thread done ÷ that least', value: doneS / leastS, unit: '×', limit: LIMIT.ofLeast },
        ]
      : []),
    { name: 'refused calls (429)', value: refusedByLimits(traffic), unit: 'calls' },
    ...['chat.postMessage', 'chat.update', 'conversations.replies', 'conversations.history', 'users.info'].map(
      (method) => ({ name: method, value: callsOf(traffic, method), unit: 'calls' }),
    ),
    { name: 'modal after the command (worst)', value: Math.max(...modals) / 1_000, unit: 's', limit: LIMIT.modalS },
    { name: 'modals opened', value: modals.length, unit: 'modals' },
    { name: "the bot's processor time for a case", value: cpuS / CASES, unit: 's' },
    { name: 'memory before, the bot', value: before.botMb, unit: 'MB' },
    { name: 'memory at its peak, the bot', value: peak.botMb, unit: 'MB' },
    { name: 'memory at its peak, with what it started', value: peak.allMb, unit: 'MB' },
    { name: 'memory after, the bot', value: after.botMb, unit: 'MB' },
    { name: 'memory after ÷ before, with what it started', value: after.allMb / before.allMb, unit: '×' },
    { name: 'processes at the peak', value: peak.processes, unit: 'processes' },
    { name: 'processes afterwards', value: after.processes, unit: 'processes' },
    { name: 'processes that draw pictures, at the peak', value: peak.pictures, unit: 'processes', limit: 1 },
    { name: 'processes that draw pictures, afterwards', value: after.pictures, unit: 'processes', limit: 0 },
  ];
}

/** Seconds from each command to its triage; those that never came took for ever. */
function triageDelays({ channels, traces }: StormTown, traffic: Traffic): readonly number[] {
  const posted = new Map(
    postedMessages(traffic).flatMap(({ slot, channel, atMs }) => (slot.startsWith('triage/') ? [[channel, atMs]] : [])),
  );
  return channels.map((channel, index) => {
    const askedAtMs = commandFor(traffic, traces[index]?.link ?? '')?.atMs ?? Number.NaN;
    return ((posted.get(channel) ?? Number.POSITIVE_INFINITY) - askedAtMs) / 1_000;
  });
}

const lastPosted = (traffic: Traffic): number => Math.max(...postedMessages(traffic).map(({ atMs }) => atMs));

const DRAWS = /^(?:chat\.(?:postMessage|update)|files\.completeUploadExternal)$/;
const lastDrawn = ({ calls }: Traffic): number =>
  Math.max(...calls.filter(({ method, outcome }) => DRAWS.test(method) && outcome === 'ok').map(({ atMs }) => atMs));

const folder = await mkdtemp(join(tmpdir(), 'refinery-bench-'));
const cluster = join(folder, 'postgres');
const server = POSTGRES_PROGRAMS && asked.store !== 'embedded' ? await startPostgres(cluster) : undefined;

async function newDatabase(url: string, name: string): Promise<string> {
  await withClient(url, (client) => client.query(`create database ${name}`));
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

try {
  const figures: Figure[] = [];
  const isAsked = (limits: 'on' | 'off', store: 'embedded' | 'postgres') =>
    (asked.only ?? limits) === limits && (asked.store ?? store) === store;
  if (isAsked('off', 'embedded')) figures.push(...(await storm('embedded', false, {})));
  if (isAsked('off', 'postgres') && server)
    figures.push(...(await storm('PostgreSQL', false, { DATABASE_URL: await newDatabase(server, 'off') })));
  if (isAsked('on', 'embedded')) figures.push(...(await storm('embedded', true, {})));
  if (asked.store === 'postgres' && isAsked('on', 'postgres') && server)
    figures.push(...(await storm('PostgreSQL', true, { DATABASE_URL: await newDatabase(server, 'limits') })));
  if (!POSTGRES_PROGRAMS)
    console.error('No PostgreSQL programs here (initdb, postgres): only the embedded store was measured.');
  print('slack', figures);
} finally {
  if (server) await stopPostgres(cluster);
  await rm(folder, { recursive: true });
}
