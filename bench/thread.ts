import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANNELS } from '../playground/slack/default-world.ts';
import {
  filledIn,
  latestView,
  messagesOf,
  openTown,
  press,
  setUp,
  slotOf,
  type Town,
  until,
  watch,
} from '../test/e2e/slack-town.ts';
import { POSTGRES_PROGRAMS, startPostgres, stopPostgres } from '../test/postgres-server.ts';
import { ADA, BEN } from '../test/slack-ids.ts';
import { EXPECTATION, type LinkedTrace, recordTraces } from './many-traces.ts';
import { type Figure, percentile, report } from './report.ts';
import {
  acknowledgements,
  commandFor,
  fullestWindow,
  LIMITED_METHODS,
  modalDelays,
  postedMessages,
  refusedByLimits,
} from './slack-traffic.ts';
import { type Gate, openGate } from './trace-gate.ts';

/**
 * What a person in Slack waits for, with traces of 35 runs and 300K tokens, each of them new. First one case after
 * the other, to the commit; then several at once with Slack's limits on, while somebody opens modals all the time.
 */
const CASES = 6;
/** Each of them opens a case in each of the channels. */
const REPORTERS = [
  { id: ADA, name: 'ada' },
  { id: BEN, name: 'ben' },
] as const;
const MODAL_EVERY_MS = 700;
/** So long after the last call, nothing is drawn any more. */
const QUIET_MS = 2_500;
const PATIENCE_MS = 90_000;
const LIMIT = { ackMs: 300, firstS: 1, triageS: 2, modalS: 3, refused: 0, windowPercent: 100 } as const;

const BUSY = ['C00000BUSY0', 'C00000BUSY1', 'C00000BUSY2'];
const [likeThese] = CHANNELS;
const channels = BUSY.map((id) => ({ ...likeThese, id, name: id.toLowerCase() })) as typeof CHANNELS;

type Place = Readonly<{ by: (typeof REPORTERS)[number]; channel: string }>;
type Report = Place & Readonly<{ trace: LinkedTrace }>;
type Scene = Readonly<{ town: Town; gate: Gate; traces: readonly LinkedTrace[] }>;

async function measured(name: string, settings: Readonly<Record<string, string>>): Promise<Figure[]> {
  const figures = [...(await inTown(false, settings, oneByOne)), ...(await inTown(true, settings, atOnce))];
  return figures.map((figure) => ({ ...figure, name: `${name}: ${figure.name}` }));
}

async function inTown(
  realLimits: boolean,
  settings: Readonly<Record<string, string>>,
  measure: (scene: Scene) => Promise<Figure[]>,
): Promise<Figure[]> {
  const town = await openTown({ realLimits, channels, answerWithinMs: 3_000 }, settings);
  const { url } = town.sample.langSmith;
  const gate = await openGate(url);
  try {
    const traces = await recordTraces(town.sample, Math.max(CASES, BUSY.length * REPORTERS.length));
    await town.startBot({ LANGSMITH_ENDPOINT: gate.url });
    return await measure({
      town,
      gate,
      traces: traces.map(({ traceId, link }) => ({ traceId, link: link.replace(url, gate.url) })),
    });
  } finally {
    gate.close();
    await town.close();
  }
}

async function oneByOne(scene: Scene): Promise<Figure[]> {
  const { town } = scene;
  const [channel = ''] = BUSY;
  await setUp(town, channel);
  const [by] = REPORTERS;
  const reports = scene.traces.slice(0, CASES).map((trace) => ({ trace, by, channel }));
  for (const one of reports) {
    await open(town, one);
    await approve(town, channel, await until(() => waited(scene, one).thread, PATIENCE_MS));
    await untilQuiet(town);
  }
  const waits = reports.map((one) => waited(scene, one));
  return [
    { name: 'acknowledged (p95)', value: percentile(95, acknowledgements(town.slack)), unit: 'ms', limit: LIMIT.ackMs },
    { name: 'first message (worst)', value: worst(waits, 'firstS'), unit: 's', limit: LIMIT.firstS },
    { name: 'triage after the trace came (worst)', value: worst(waits, 'triageS'), unit: 's', limit: LIMIT.triageS },
    { name: 'fixes (worst)', value: worst(waits, 'fixesS'), unit: 's' },
  ];
}

async function atOnce(scene: Scene): Promise<Figure[]> {
  const { town } = scene;
  for (const channel of BUSY) await setUp(town, channel);
  const begun = { calls: town.slack.calls.length, envelopes: town.slack.envelopes.length };
  const places = BUSY.flatMap((channel) => REPORTERS.map((by) => ({ channel, by })));
  const reports = scene.traces.slice(0, places.length).map((trace, index) => ({ trace, ...(places[index] as Place) }));
  const ending = new AbortController();
  const pressing = openModals(town, ending.signal);
  await Promise.all(reports.map((one) => open(town, one)));
  await until(() => reports.every((one) => waited(scene, one).thread), PATIENCE_MS);
  ending.abort();
  await pressing;
  await untilQuiet(town);

  const { calls, envelopes } = town.slack;
  const traffic = { calls: calls.slice(begun.calls), envelopes: envelopes.slice(begun.envelopes) };
  const waits = reports.map((one) => waited(scene, one));
  const windows = LIMITED_METHODS.map((method) => fullestWindow({ calls }, method));
  const name = (what: string) => `${reports.length} at once, limits on: ${what}`;
  return [
    { name: name('refused calls'), value: refusedByLimits({ calls }), unit: 'calls', limit: LIMIT.refused },
    { name: name('fullest window'), value: Math.max(...windows), unit: '%', limit: LIMIT.windowPercent },
    { name: name('modal (p95)'), value: percentile(95, modalDelays(traffic)) / 1_000, unit: 's', limit: LIMIT.modalS },
    { name: name('acknowledged (p95)'), value: percentile(95, acknowledgements(traffic)), unit: 'ms' },
    { name: name('first message (worst)'), value: worst(waits, 'firstS'), unit: 's' },
    { name: name('fixes (worst)'), value: worst(waits, 'fixesS'), unit: 's' },
  ];
}

/** Somebody who asks for the form again and again. */
async function openModals({ slack }: Town, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    await slack.human.command({ as: ADA, channel: BUSY[turn % BUSY.length] ?? '', command: '/refinery', text: '' });
    await sleep(MODAL_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

const open = ({ slack }: Town, { trace: { link }, by, channel }: Report) =>
  slack.human.command({ as: by.id, channel, command: '/refinery', text: `${link} expected: ${EXPECTATION}` });

/** Looks at the figures, chooses, and says yes. */
async function approve(town: Town, channel: string, thread: string): Promise<void> {
  const find = (slot: string) =>
    messagesOf(town, channel).find((message) => message.thread_ts === thread && slotOf(message)?.startsWith(slot));
  const fixes = await until(() => find('fixes'));
  const ada = watch(town, ADA);
  await press(town, fixes, 'details', { channel });
  await press(town, fixes, 'choose', { channel });
  const modal = await until(() => latestView(ada.views, 'approve'));
  await town.slack.human.submit({ as: ADA, viewId: modal.id, state: filledIn(modal) });
  ada.end();
  await until(() => find('published'));
}

/** `thread` once its fixes are there. */
type Waited = Readonly<{ firstS: number; triageS: number; fixesS: number; thread: string | undefined }>;

function waited({ town: { slack }, gate }: Scene, { trace: { traceId, link }, by, channel }: Report): Waited {
  const asked = commandFor(slack, link);
  const posted = postedMessages(slack);
  const mine = posted.find(
    (message) =>
      message.slot === 'opened' &&
      message.channel === channel &&
      message.atMs >= (asked?.atMs ?? Number.POSITIVE_INFINITY) &&
      message.text.toLowerCase().includes(`${by.name.toLowerCase()} reported`),
  );
  const at = (slot: string) => posted.find((message) => message.case === mine?.case && message.slot.startsWith(slot));
  const since = (slot: string, fromMs = Number.NaN) => ((at(slot)?.atMs ?? Number.NaN) - fromMs) / 1_000;
  return {
    firstS: since('opened', asked?.atMs),
    triageS: since('triage', gate.answeredAtMs(traceId)),
    fixesS: since('fixes', asked?.atMs),
    thread: at('fixes')?.thread,
  };
}

const worst = (waits: readonly Waited[], of: 'firstS' | 'triageS' | 'fixesS'): number =>
  Math.max(...waits.map((wait) => wait[of]));

async function untilQuiet({ slack }: Town): Promise<void> {
  await until(() => Date.now() - (slack.calls.at(-1)?.atMs ?? 0) > QUIET_MS, PATIENCE_MS);
}

const folder = await mkdtemp(join(tmpdir(), 'refinery-bench-'));
const cluster = join(folder, 'postgres');
const postgres = POSTGRES_PROGRAMS ? await startPostgres(cluster) : undefined;
try {
  const embedded = await measured('embedded', {});
  const served = postgres ? await measured('PostgreSQL', { DATABASE_URL: postgres }) : [];
  if (!postgres) console.error('No PostgreSQL programs here (initdb, postgres): only the embedded store was measured.');
  report('thread', [...embedded, ...served]);
} finally {
  if (postgres) await stopPostgres(cluster);
  await rm(folder, { recursive: true });
}
