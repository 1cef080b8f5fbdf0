import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Channel, Person } from '../playground/slack/human-side.ts';
import { type Sample, startSample } from '../playground/start-sample.ts';
import { readConfig } from '../src/config.ts';
import type { Project } from '../src/domain/project.ts';
import { channelKey } from '../src/refine/case/channel-key.ts';
import { bindings } from '../src/store/bindings.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { type Bot, startBot } from '../test/e2e/slack-town.ts';
import { EXPECTATION, type LinkedTrace, recordTraces } from './many-traces.ts';
import { openSlackApart, type SlackApart } from './slack-apart.ts';
import type { Stands } from './slack-process.ts';

/** Two hundred channels, each bound to a project, and a bot that a whole company reports to at once. */
export type StormTown = Readonly<{
  slack: SlackApart;
  sample: Sample;
  bot: Bot;
  channels: readonly string[];
  /** Who reports in a channel. */
  reporterIn(channel: string): string;
  traces: readonly LinkedTrace[];
  settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}>;

const REPORTERS = 40;
/** Of the 300K tokens that a recorded trace has. */
const SHARE_OF_A_LARGE_TRACE = 20 / 300;

const reporters: readonly Person[] = Array.from({ length: REPORTERS }, (_, index) => {
  const name = `reporter-${index + 1}`;
  return { id: `U${String(index + 1).padStart(10, '0')}`, name, realName: name, kind: 'member' };
});
const reporterAt = (index: number): string => reporters[index % REPORTERS]?.id ?? '';

function channelAt(index: number): Omit<Channel, 'botIsMember'> {
  const number = String(index + 1).padStart(3, '0');
  const open = { isPrivate: false, isDirect: false, isArchived: false, topic: '' };
  return { ...open, id: `C0000STORM${number}`, name: `storm-${number}`, memberIds: [reporterAt(index), 'U0000000BOT'] };
}

export async function openStormTown(
  { cases, realLimits }: Readonly<{ cases: number; realLimits: boolean }>,
  more: Readonly<Record<string, string>>,
): Promise<StormTown> {
  const folder = await mkdtemp(join(tmpdir(), 'refinery-storm-'));
  const channels = Array.from({ length: cases }, (_, index) => channelAt(index));
  const [slack, sample] = await Promise.all([
    openSlackApart({ realLimits, people: reporters, channels }),
    startSample({ dir: join(folder, 'sample') }),
  ]);
  const settings = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    LANGSMITH_API_KEY: sample.langSmith.apiKey,
    LANGSMITH_ENDPOINT: sample.langSmith.url,
    REFINERY_MODEL: 'rules',
    REFINERY_REPOS: sample.repo,
    REFINERY_DATA: join(folder, 'data'),
    REFINERY_LOG: 'info',
    PORT: '0',
    // Such as --cpu-prof, to see where the bot's time goes.
    NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS ?? '',
    ...more,
  };
  await bindAll(settings, channels, { team: slack.team, repo: sample.repo });
  const traces = await recordTraces(sample, cases, SHARE_OF_A_LARGE_TRACE);
  const bot = await startBot(settings, () => {});
  const ids = channels.map(({ id }) => id);
  return {
    slack,
    sample,
    bot,
    channels: ids,
    reporterIn: (channel) => reporterAt(ids.indexOf(channel)),
    traces,
    settings,
    async close() {
      await bot.kill();
      await slack.close();
      await sample.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Straight into the store that the bot will open: two hundred forms would be another bench. */
async function bindAll(
  settings: Readonly<Record<string, string>>,
  channels: readonly Pick<Channel, 'id'>[],
  { team, repo }: Readonly<{ team: string; repo: string }>,
): Promise<void> {
  const { DATABASE_URL: databaseUrl, REFINERY_DATA: dataDir, REFINERY_WORKSPACE: workspace } = readConfig(settings);
  const database = await openDatabase({ databaseUrl, dataDir });
  const project: Project = { name: 'plumwick-support', repo, context: null, approvers: null, fourEyes: false };
  const by = { id: 'bench', name: 'the bench' };
  for (const { id: channel } of channels)
    await bindings(database).bind(workspace, channelKey({ team, channel }), 0, { project, by, atMs: Date.now() });
  await database.close();
}

/** One command a channel, evenly over `withinMs`; resolves when each was acknowledged or given up by Slack. */
export async function report(town: StormTown, withinMs: number): Promise<void> {
  const { slack, channels, reporterIn, traces } = town;
  const begun = performance.now();
  await Promise.all(
    channels.map(async (channel, index) => {
      await sleep(Math.max(0, (index * withinMs) / channels.length - (performance.now() - begun)));
      const text = `${traces[index]?.link} expected: ${EXPECTATION}`;
      await slack.does('command', { as: reporterIn(channel), channel, command: '/refinery', text });
    }),
  );
}

/** Somebody who asks for the form again and again. */
export async function openForms(town: StormTown, everyMs: number, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    const channel = town.channels[(turn * 7) % town.channels.length] ?? '';
    await town.slack.does('command', { as: town.reporterIn(channel), channel, command: '/refinery', text: '' });
    await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
}

/** A thread in which everything was posted, though some of it may still be changed, and its picture may follow. */
export const isToldIn = (stands: readonly Stands[]): boolean => {
  const has = (slot: string) => stands.some((message) => message.slot.startsWith(slot));
  return has('progress/') && has('triage/') && (has('handed-over/') || has('fixes/'));
};

/** Besides, it says everywhere that its case came to an end, and shows its picture. */
export const isWhole = (stands: readonly Stands[]): boolean =>
  isToldIn(stands) &&
  stands.some(({ slot, picture }) => slot.startsWith('triage/') && picture !== undefined) &&
  !stands.some(({ works }) => works);

/** Looks until every thread is so. @returns those that are not when `patienceMs` are over */
export async function untilEach(
  { slack, channels }: StormTown,
  isSo: (stands: readonly Stands[]) => boolean,
  patienceMs: number,
): Promise<readonly string[]> {
  const begun = performance.now();
  for (;;) {
    const { stands } = await slack.tell('threads');
    const byChannel = Map.groupBy(stands, ({ channel }) => channel);
    const lacking = channels.filter((channel) => !isSo(byChannel.get(channel) ?? []));
    if (lacking.length === 0 || performance.now() - begun > patienceMs) return lacking;
    await sleep(LOOK_EVERY_MS);
  }
}

const LOOK_EVERY_MS = 1_000;
const run = promisify(execFile);

/** `pictures`: processes that draw pictures. */
export type Memory = Readonly<{ botMb: number; allMb: number; processes: number; pictures: number }>;

/** Resident memory of a process, and of it and all its descendants together, which share some of it. */
export async function memoryOf(pid: number): Promise<Memory> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=,args=']);
  const all = stdout.split('\n').flatMap((line) => {
    const [, id, parent, kb, args = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return id === undefined ? [] : [{ id: Number(id), parent: Number(parent), mb: Number(kb) / 1_024, args }];
  });
  const family = new Set([pid]);
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const { id, parent } of all) if (family.has(parent)) family.add(id);
  }
  const members = all.filter(({ id }) => family.has(id));
  return {
    botMb: members.find(({ id }) => id === pid)?.mb ?? Number.NaN,
    allMb: members.reduce((sum, { mb }) => sum + mb, 0),
    processes: members.length,
    pictures: members.filter(({ args }) => args.includes('src/pictures/worker.ts')).length,
  };
}

/** Seconds that a process has had of the processor, with those of its children that have ended. */
export async function processorTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return fields.length === 4 ? fields.reduce((sum, ticks) => sum + ticks, 0) / TICKS_A_SECOND : Number.NaN;
}

/** Of Linux: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS_A_SECOND = 100;

/** The most that is seen until `signal` fires. */
export async function watchMemory(pid: number, signal: AbortSignal): Promise<Memory> {
  let most: Memory = { botMb: 0, allMb: 0, processes: 0, pictures: 0 };
  while (!signal.aborted) {
    const now = await memoryOf(pid);
    most = {
      botMb: Math.max(most.botMb, now.botMb),
      allMb: Math.max(most.allMb, now.allMb),
      processes: Math.max(most.processes, now.processes),
      pictures: Math.max(most.pictures, now.pictures),
    };
    await sleep(500, undefined, { signal }).catch(() => {});
  }
  return most;
}
