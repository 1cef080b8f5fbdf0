import { join, resolve } from 'node:path';
import { type Config, type Environment, heardByIn, readConfig } from './config.ts';
import { kindOf, RefineryError, tell } from './domain/errors.ts';
import { asGitHubName } from './domain/github-name.ts';
import type { Project } from './domain/project.ts';
import { asRemoteUrl } from './domain/remote-url.ts';
import { examine } from './examine.ts';
import { auditRecords } from './flow/audit-records.ts';
import { keepRetention } from './flow/keep-retention.ts';
import { tick } from './flow/tick.ts';
import { listen, portOf } from './listen.ts';
import { logStep, openLog } from './log.ts';
import { type Lookup, openMetrics } from './metrics.ts';
import type { StepNews } from './ports.ts';
import { countWork } from './refine/case/count-work.ts';
import type { Answer } from './slack/deliveries.ts';
import type { SlackFace, SlackOptions } from './slack/face.ts';
import { caseStages } from './store/case-stages.ts';
import { openDeskOn, openDoorOn, openStore, ownVersion, type Store, wireBot } from './wiring.ts';
import { controls } from './wiring-of-slack.ts';

const ROOT = join(import.meta.dirname, '..');
/** Whether it is time to look at a pull request. */
const LOOK_EVERY_MS = 2_000;

/** A Slack of our own, with everything beside it that has no key yet; the playground is one. */
export type StandIns = Readonly<{
  /** Where people open it. */
  url: string;
  /** Settings that were not made. */
  environment: Environment;
  /** Channels that are bound already. */
  bindings: readonly Readonly<{ channel: string; name: string; repo: string }>[];
  /** Where we hear of news on GitHub. */
  hearAt(url: string): void;
  close(): Promise<void>;
}>;

/**
 * The bot: holds the store and the engine, takes up the chapters that were cut
 * short, talks to Slack, and answers the health check, until it is asked to end.
 */
export async function serve(given: Environment, openStandIns?: () => Promise<StandIns>): Promise<number> {
  const asked = new Promise<string>((end) => {
    process.once('SIGINT', () => end('SIGINT'));
    process.once('SIGTERM', () => end('SIGTERM'));
  });
  const open: (() => Promise<unknown>)[] = [];
  try {
    // What is wrong with the settings is said before anything is started.
    settled(given);
    const standIns = await openStandIns?.();
    if (standIns) open.push(() => standIns.close());
    const config = settled({ ...standIns?.environment, ...given });
    const slack = slackOf(config);
    const log = openLog(config.REFINERY_LOG ?? (standIns ? 'warn' : 'info'), process.stderr);
    const { house, threads } = wireBot(config, { clock: Date.now, searchPath: given.PATH });
    open.push(() => house.workshop.close());
    open.push(() => threads.close());
    open.push(() => house.pictures.close());
    // Bolt loads while the database opens.
    const loading = import('./slack/app.ts');
    const store = await openStore(config);
    open.push(() => store.database.close());
    for (const binding of standIns?.bindings ?? []) await bindOnce(store, config, binding);

    const lost = Promise.withResolvers<string>();
    const heard = new Set<(news: StepNews) => void>();
    const desk = await openDeskOn(store, {
      workspace: config.REFINERY_WORKSPACE,
      house,
      onStep(news) {
        logStep(log, news, house.prices);
        for (const hear of heard) hear(news);
      },
      onLost: (error) => lost.resolve(error.message),
    });
    open.push(() => desk.close());
    const door = await openDoorOn(store, config, desk);
    if (door) {
      open.push(() => door.close());
      heard.add(door.hear);
    }
    const metrics =
      config.REFINERY_METRICS === 'on' ? await openMetrics(house.prices, lookupOf(store, config)) : undefined;
    if (metrics) heard.add(metrics.hear);
    let face: SlackFace | undefined;
    const { GITHUB_WEBHOOK_SECRET: secret } = config;
    const health = await listen(config.PORT, {
      look: () => store.database.pool.query('select 1'),
      deafMs: () => face?.deafMs() ?? 0,
      metrics,
      slack: 'signingSecret' in slack.heardBy ? async (request) => face?.take(request) ?? NOT_YET : undefined,
      gitHub: secret === undefined ? undefined : { secret, lookSoon: desk.lookSoon },
    });
    standIns?.hearAt(`http://127.0.0.1:${portOf(health)}/github`);
    open.push(async () => {
      health.close();
      health.closeAllConnections();
    });

    const repos = (config.REFINERY_REPOS ?? []).map((repo) => house.codeHost.nameOf(repo, ROOT));
    const { openSlack } = await loading;
    const slackFace = await openSlack({
      ...slack,
      controls,
      workspace: config.REFINERY_WORKSPACE,
      repos,
      desk,
      house,
      traces: store.records.traces,
      bindings: store.records.bindings,
      exclusive: store.exclusive,
      version: ownVersion(),
      audit: () => auditRecords(config.REFINERY_WORKSPACE, store.records.facts, house.codeHost),
      lastDrawers: store.lastDrawers,
      examine: () => {
        const isHeard = 'appToken' in slack.heardBy && face?.deafMs() === 0;
        return examine(config, house, async () => store.records.facts, isHeard);
      },
      log,
    });
    face = slackFace;
    open.push(() => slackFace.close());
    heard.add(slackFace.hear);
    const ticker = tick(LOOK_EVERY_MS, desk.lookAround, (error) => log.warn({ error: String(error) }, 'watch'));
    open.push(() => ticker.close());
    if (config.REFINERY_RETENTION_DAYS > 0) {
      const ending = new AbortController();
      open.push(async () => ending.abort());
      void keepRetention(
        {
          workspace: config.REFINERY_WORKSPACE,
          facts: store.records.facts,
          desk,
          exclusive: store.exclusive,
          days: config.REFINERY_RETENTION_DAYS,
          clock: house.clock,
        },
        {
          onForgotten(id) {
            log.info({ case: id }, 'forgotten: it is older than it may be');
            slackFace.drawAgain(id);
          },
          onFailed: (error) => log.error({ error: String(error) }, 'what is too old could not be forgotten'),
        },
        ending.signal,
      );
    }
    log.info({ health: `http://127.0.0.1:${portOf(health)}/healthz`, store: store.database.kind }, 'ready');
    // A first fetch may take minutes, and Slack gives a form three seconds.
    for (const repo of repos.filter((name) => asGitHubName(name) ?? asRemoteUrl(name)))
      house.codeHost.head(repo).catch((error: unknown) => log.warn({ repo, error: String(error) }, 'repository'));
    if (standIns) process.stdout.write(`\nRefinery's playground is open: ${standIns.url}\nCtrl-C ends it.\n`);

    const because = await Promise.race([asked, lost.promise]);
    log.info({ because }, 'ending');
    return isAsked(because) ? 0 : 1;
  } catch (error) {
    const kind = kindOf(error);
    if (!(error instanceof RefineryError) || !kind) throw error;
    process.stderr.write(`${tell(kind)}\n${error.detail}\n`);
    return 1;
  } finally {
    // What was opened last is closed first, whatever failed.
    for (const close of open.toReversed()) await close().catch(() => {});
  }
}

/** Slack brings an event again. */
const NOT_YET: Answer = [503, 'try again later'];

const isAsked = (because: string): boolean => because === 'SIGINT' || because === 'SIGTERM';

function settled(environment: Environment): Config {
  const config = readConfig(environment);
  return { ...config, REFINERY_DATA: resolve(ROOT, config.REFINERY_DATA) };
}

const WHERE = {
  SLACK_BOT_TOKEN: 'api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token (xoxb-…)',
  SLACK_APP_TOKEN:
    'api.slack.com/apps > your app > Basic Information > App-Level Tokens, with the scope connections:write (xapp-…)',
} as const;

/** @throws RefineryError config-invalid that names each token that is missing, and where to get it */
function slackOf(config: Config): Pick<SlackOptions, 'botToken' | 'heardBy' | 'apiUrl'> {
  const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl } = config;
  const heardBy = heardByIn(config);
  if (botToken !== undefined && heardBy !== undefined) return { botToken, heardBy, apiUrl };
  const missing = [
    ...(botToken === undefined ? (['SLACK_BOT_TOKEN'] as const) : []),
    ...(heardBy === undefined ? (['SLACK_APP_TOKEN'] as const) : []),
  ];
  throw new RefineryError(
    'config-invalid',
    missing.map((name) => `${name} is missing. Get it from ${WHERE[name]}.`).join('\n'),
  );
}

const DAY_MS = 24 * 3_600_000;

function lookupOf({ database, records: { facts } }: Store, { REFINERY_WORKSPACE }: Config): Lookup {
  return {
    stages: () => caseStages(database, REFINERY_WORKSPACE),
    work: async () => countWork(await facts.since(REFINERY_WORKSPACE, Date.now() - DAY_MS)),
  };
}

/** As a newcomer finds it; whoever has set the channel up otherwise keeps that. */
async function bindOnce(
  { records: { bindings } }: Store,
  { REFINERY_WORKSPACE }: Config,
  { channel, name, repo }: StandIns['bindings'][number],
): Promise<void> {
  const project: Project = { name, repo, context: null, approvers: null, fourEyes: false };
  const by = { id: 'playground', name: 'the playground' };
  await bindings.bind(REFINERY_WORKSPACE, channel, 0, { project, by, atMs: Date.now() });
}
