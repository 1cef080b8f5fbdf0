import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Config, heardByIn } from './config.ts';
import { askedAt, kindOf, RefineryError, tell } from './domain/errors.ts';
import type { Examined } from './domain/examined.ts';
import { asGitHubName } from './domain/github-name.ts';
import { isAddress } from './domain/remote-url.ts';
import { modelsIn } from './flow/analyst/analyst.ts';
import type { House } from './flow/house.ts';
import type { Model } from './ports.ts';
import { askLangfuseProject } from './sources/langfuse.ts';
import type { Tools } from './terminal/verb.ts';
import { gitHubSettings, remoteOptions } from './wiring-of-code.ts';
import { missingFor, wantedModels } from './wiring-of-models.ts';
import { questions } from './wiring-of-questions.ts';

type Facts = Tools['facts'];

const MANIFEST = join(import.meta.dirname, '..', 'manifest.yml');

/**
 * What `doctor` says: each part that is in use is tried for real; what is not in use is said to be off.
 *
 * @param isHeard whether this very process hears Slack
 */
export async function examine(
  config: Config,
  house: House,
  facts: Facts,
  isHeard = false,
): Promise<readonly Examined[]> {
  return Promise.all([
    tried('settings', async () => 'every setting is known and valid'),
    tried('node', async () => nodeVersion()),
    tried('git', gitVersion),
    tried('database', () => databaseState(config, facts)),
    tried('prompts', async () => promptsState(house)),
    originalsState(config),
    slackState(config, isHeard),
    gitHubState(config),
    gitServersState(config, house),
    langSmithState(config),
    langfuseState(config),
    ...examineModels(config, house),
  ]);
}

async function tried(part: string, look: () => Promise<string>): Promise<Examined> {
  try {
    return { part, state: 'ok', says: await look() };
  } catch (error) {
    const kind = kindOf(error);
    const detail = error instanceof RefineryError ? error.detail : String(error);
    // What names model and address says what to do about them, too.
    const isWhole = kind === undefined || askedAt(error) !== undefined;
    return { part, state: 'fault', says: isWhole ? detail : `${tell(kind)} (${detail})` };
  }
}

function nodeVersion(): string {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 24)
    throw new Error(`Node ${process.versions.node} is too old: start Refinery by npm, which brings Node 24.`);
  return process.versions.node;
}

async function gitVersion(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version'], { timeout: 5_000 });
    return stdout.trim();
  } catch (cause) {
    throw new Error('git is not installed. Install it from your system’s packages.', { cause });
  }
}

async function databaseState(
  { DATABASE_URL, REFINERY_DATA, REFINERY_WORKSPACE }: Config,
  facts: Facts,
): Promise<string> {
  await (await facts()).list(REFINERY_WORKSPACE, 1);
  return DATABASE_URL
    ? 'PostgreSQL, by DATABASE_URL'
    : `embedded, in ${REFINERY_DATA}; held by one process, which the others ask (set DATABASE_URL for more)`;
}

/** Renders every question's prompt with its values empty: a missing file or a misspelt value shows itself. */
async function promptsState({ prompts }: House): Promise<string> {
  const anything = new Proxy<Record<string, string>>({}, { get: () => '', has: () => true });
  const rendered = await Promise.all(questions.map(({ name }) => prompts.prompt(name, anything)));
  return `${rendered.length} questions, ${[...new Set(rendered.map(({ version }) => version))].join(', ')}`;
}

/** Nothing is tried: whether an older row opens is known only when its trace is replayed. */
async function originalsState({ REFINERY_SECRET, REFINERY_SECRET_BEFORE }: Config): Promise<Examined> {
  const part = 'originals';
  if (REFINERY_SECRET)
    return { part, state: 'ok', says: 'what redaction takes out is kept, encrypted, for replays on the same provider' };
  return REFINERY_SECRET_BEFORE
    ? { part, state: 'fault', says: 'REFINERY_SECRET_BEFORE is of no use alone. Set REFINERY_SECRET, too.' }
    : { part, state: 'off', says: 'no REFINERY_SECRET, so replays run on redacted text' };
}

async function slackState(config: Config, isHeard: boolean): Promise<Examined> {
  const part = 'slack';
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL: apiUrl, PORT } = config;
  const heardBy = heardByIn(config);
  if (!botToken && !heardBy)
    return { part, state: 'off', says: 'no SLACK_BOT_TOKEN and SLACK_APP_TOKEN; "npm start" opens the playground' };
  return tried(part, async () => {
    if (!botToken || !heardBy)
      throw new Error('set SLACK_BOT_TOKEN, and with it SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, or none of them');
    const { examineSlack } = await import('./slack/examine-slack.ts');
    const said = await examineSlack({ botToken, heardBy, apiUrl, port: PORT, isHeard }, MANIFEST);
    return SLACK_APP_TOKEN && SLACK_SIGNING_SECRET
      ? `${said}; SLACK_SIGNING_SECRET is not used beside SLACK_APP_TOKEN`
      : said;
  });
}

async function gitHubState(config: Config): Promise<Examined> {
  const part = 'github';
  const { GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY, GITHUB_TOKEN, REFINERY_REPOS } = config;
  const names = (REFINERY_REPOS ?? []).flatMap((repo) => asGitHubName(repo) ?? []);
  const settings = gitHubSettings(config);
  return settings === undefined && GITHUB_APP_ID === undefined && GITHUB_APP_PRIVATE_KEY === undefined
    ? { part, state: 'off', says: 'no GITHUB_TOKEN and no GITHUB_APP_ID; all repositories are paths of this machine' }
    : tried(part, async () => {
        if ((GITHUB_APP_ID === undefined) !== (GITHUB_APP_PRIVATE_KEY === undefined))
          throw new Error('set both GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or neither');
        if (!settings) throw new Error('set GITHUB_TOKEN');
        const said = await (await import('./code/github/examine-github.ts')).examineGitHub(settings, names);
        return GITHUB_TOKEN !== undefined && 'appId' in settings.credential
          ? `${said}; GITHUB_TOKEN is not used beside the app`
          : said;
      });
}

/** Whether what is named by its address can be fetched, and pushed to. */
async function gitServersState(config: Config, { codeHost }: House): Promise<Examined> {
  const part = 'git servers';
  const { REFINERY_REPOS, REFINERY_GIT_TOKENS: tokens } = config;
  const repos = (REFINERY_REPOS ?? []).map((repo) => codeHost.nameOf(repo, '/')).filter(isAddress);
  if (repos.length === 0)
    return {
      part,
      state: 'off',
      says: `no address in REFINERY_REPOS${tokens.size > 0 ? '; REFINERY_GIT_TOKENS is not used' : ''}`,
    };
  return tried(part, async () => {
    await (await import('./code/remote/remote-git.ts')).tryRemotes(remoteOptions(config), repos);
    return `may read and push to ${repos.join(', ')}`;
  });
}

async function langSmithState({ LANGSMITH_API_KEY, LANGSMITH_ENDPOINT }: Config): Promise<Examined> {
  const part = 'langsmith';
  if (!LANGSMITH_API_KEY) return { part, state: 'off', says: 'no LANGSMITH_API_KEY; traces can be read from files' };
  return tried(part, async () => {
    const { Client } = await import('langsmith');
    const client = new Client({
      apiKey: LANGSMITH_API_KEY,
      ...(LANGSMITH_ENDPOINT && { apiUrl: LANGSMITH_ENDPOINT }),
      timeout_ms: 5_000,
      callerOptions: { maxRetries: 0 },
    });
    try {
      for await (const project of client.listProjects()) return `reachable; first project: ${project.name}`;
      return 'reachable; no project yet';
    } catch (cause) {
      const status = cause instanceof Error && 'status' in cause ? cause.status : undefined;
      const kind = status === 401 || status === 403 ? 'source-denied' : 'source-unavailable';
      throw new RefineryError(kind, cause instanceof Error ? cause.message.slice(0, 200) : String(cause), { cause });
    }
  });
}

async function langfuseState(config: Config): Promise<Examined> {
  const part = 'langfuse';
  const { LANGFUSE_HOST: host, LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey } = config;
  if (!publicKey && !secretKey)
    return {
      part,
      state: 'off',
      says: 'no LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY; traces can be read from files',
    };
  return tried(part, async () => {
    const project = await askLangfuseProject({ host, publicKey, secretKey }, AbortSignal.timeout(5_000));
    return `reachable; the keys are of project ${project}`;
  });
}

/** Every model in use; one that does several things is tried once. */
export function examineModels(
  config: Config,
  { analyst, replayer, judge }: Pick<House, 'analyst' | 'replayer' | 'judge'>,
): readonly Promise<Examined>[] {
  const wanted = wantedModels(config);
  const lacks = (name: string) => `no ${missingFor(name, config)} for ${name}`;
  const answers = new Map<string, Promise<string>>();
  const state = async (part: string, model: Model | undefined, off: string): Promise<Examined> => {
    if (!model) return { part, state: 'off', says: off };
    const answer = answers.get(model.name) ?? answerOf(model);
    answers.set(model.name, answer);
    return tried(part, () => answer);
  };
  const [only, ...more] = wanted.analyst;
  const isOnly = more.length === 0;
  const byRules = only === undefined ? 'REFINERY_MODEL is "rules"' : lacks(only);
  const asked = modelsIn(analyst);
  const oneOfSeveral = async (name: string): Promise<Examined> => {
    const model = asked.find((each) => each.name === name);
    const { says, ...found } = await state(
      'analyst',
      model,
      `${missingFor(name, config) ? lacks(name) : `nobody stands behind ${name}`}, so it is passed over`,
    );
    // What went wrong names it already.
    return { ...found, says: model && found.state === 'ok' ? `${name}: ${says}` : says };
  };
  const noReplays = `${lacks(wanted.replayer)}, so nothing can be replayed; "npm run sample" brings a stand-in model`;
  return [
    ...(isOnly
      ? [state('analyst', asked[0], `${byRules}, so the analyst works by rules`)]
      : wanted.analyst.map(oneOfSeveral)),
    state('replays', replayer, noReplays),
    state('judge', judge, `${lacks(wanted.judge)}, so checks are judged by their conditions alone`),
  ];
}

/** One short question, so that key, address and model name are all tried. */
async function answerOf(model: Model): Promise<string> {
  const ping = {
    runId: '',
    model: null,
    messages: [{ role: 'user' as const, content: 'Say yes.', toolCalls: [], toolCallId: null }],
    tools: [],
    responseFormat: null,
    parameters: {},
  };
  const { model: answered } = await model.replay(ping, AbortSignal.timeout(15_000));
  return model.standIn ? `${answered}, the sample’s stand-in; no real model` : `${answered} answers`;
}
