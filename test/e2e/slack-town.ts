import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slack, SlackMessage, SlackOptions, SlackView, ViewState } from '../../playground/slack/human-side.ts';
import { startSlack } from '../../playground/slack/start-slack.ts';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { environmentOf, ROOT } from '../refinery.ts';
import { ADA, SUPPORT } from '../slack-ids.ts';

/**
 * The whole town: the Slack emulator, the sample, and the bot in a process of its
 * own, so that it can be killed. People are played through the human side.
 */
export type Bot = Readonly<{
  pid: number;
  said(): string;
  kill(): Promise<void>;
  end(): Promise<number | null>;
  ended: Promise<number | null>;
}>;

export type Town = Readonly<{
  slack: Slack;
  sample: Sample;
  settings: Readonly<Record<string, string>>;
  /** Resolves once the bot is ready. */
  startBot(
    settings?: Readonly<Record<string, string>>,
    onLine?: (line: string, bot: Pick<Bot, 'kill'>) => void,
  ): Promise<Bot>;
  close(): Promise<void>;
}>;

/** What is tried here is what the bot does; how fast, on a machine of its own, is what `npm run bench:slack` tells. */
const PATIENT_MS = 20_000;

export async function openTown(options: SlackOptions = {}, more: Readonly<Record<string, string>> = {}): Promise<Town> {
  const folder = await mkdtemp(join(tmpdir(), 'refinery-town-'));
  const [slack, sample] = await Promise.all([
    startSlack({ answerWithinMs: PATIENT_MS, ...options }),
    startSample({ dir: join(folder, 'sample') }),
  ]);
  const bots = new Set<Bot>();
  const settings = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    LANGSMITH_API_KEY: sample.langSmith.apiKey,
    LANGSMITH_ENDPOINT: sample.langSmith.url,
    REFINERY_STAND_IN_URL: sample.model.url,
    // What a fix does to others is not what these are about, and takes its time.
    REFINERY_OTHERS: '0',
    REFINERY_REPOS: sample.repo,
    REFINERY_DATA: join(folder, 'data'),
    REFINERY_LOG: 'info',
    PORT: '0',
    ...more,
  };
  return {
    slack,
    sample,
    settings,
    async startBot(changed = {}, onLine = () => {}) {
      const bot = await startBot({ ...settings, ...changed }, onLine);
      bots.add(bot);
      return bot;
    },
    async close() {
      await Promise.all([...bots].map((bot) => bot.kill()));
      const rude = rudeIn(slack);
      if (rude.length > 0) throw new Error(`bad manners: ${rude.join('; ')}`);
      await slack.close();
      await sample.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function startBot(
  settings: Readonly<Record<string, string>>,
  onLine: (line: string, bot: Pick<Bot, 'kill'>) => void,
): Promise<Bot> {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'src/main.ts')], {
    cwd: ROOT,
    env: environmentOf(settings),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const endBy = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const kill = async () => void (await endBy('SIGKILL'));
  await new Promise<void>((ready, failed) => {
    child.stderr?.on('data', (part: Buffer) => {
      const from = said.lastIndexOf('\n') + 1;
      said += part.toString();
      for (const line of said.slice(from, said.lastIndexOf('\n') + 1).split('\n')) onLine(line, { kill });
      if (said.includes('"msg":"ready"')) ready();
    });
    void ended.then(() => failed(new Error(`the bot ended: ${said}`)));
  });
  return { pid: child.pid ?? 0, said: () => said, ended, kill, end: () => endBy('SIGTERM') };
}

const LOOK_MS = 25;

/** Looks until it is there. A test's own time limit ends a wait that is in vain; the bot's log says why. */
export async function until<Found>(look: () => Found | undefined | false, patienceMs = 90_000): Promise<Found> {
  const began = performance.now();
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() - began > patienceMs) throw new Error(`never there: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export const messagesOf = ({ slack }: Pick<Town, 'slack'>, channel: string, as = ADA): readonly SlackMessage[] =>
  slack.human.messages({ as, channel }).messages;

/** What a bot with manners never does, whatever was tried: a link preview, a ping of many, a mention of somebody by their id alone. */
function rudeIn({ calls, pings, bot }: Slack): readonly string[] {
  const posts = calls.filter(({ method }) => /^chat\.post/.test(method));
  const loud = posts.filter(({ given }) =>
    [given.unfurl_links, given.unfurl_media].some((flag) => !/^false$/.test(String(flag))),
  );
  const broad = pings.filter(({ by, target }) => by === bot.userId && /^(?:here|channel|everyone|S)/.test(target));
  return [
    ...loud.map(({ method, given }) => `${method} lets Slack preview links: ${JSON.stringify(given).slice(0, 200)}`),
    ...broad.map(({ target, channel }) => `${target} was pinged in ${channel}`),
  ];
}

/** What people read of a message: every text in it, in order. */
export function textOf(message: Readonly<{ text?: string; blocks?: unknown }>): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if ((key === 'text' || key === 'title') && typeof inner === 'string') texts.push(inner);
      else walk(inner);
    }
  };
  walk(message.blocks);
  return texts.length > 0 ? texts.join(' ') : (message.text ?? '');
}

export const slotOf = (message: SlackMessage): string | undefined => {
  const payload = (message.metadata as { event_payload?: { slot?: string } } | undefined)?.event_payload;
  return payload?.slot;
};

type Element = Readonly<{ type: string; action_id?: string; block_id?: string; value?: string }>;

/** Every button in a message or modal. */
export function buttonsOf(drawn: Readonly<{ blocks?: unknown }>): readonly Element[] {
  const found: Element[] = [];
  const walk = (value: unknown, block?: string): void => {
    if (Array.isArray(value)) for (const inner of value) walk(inner, block);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const element = value as Element;
    const id = 'block_id' in element ? element.block_id : block;
    if (element.type === 'button') found.push({ ...element, ...(id !== undefined && { block_id: id }) });
    for (const inner of Object.values(value)) walk(inner, id);
  };
  walk(drawn.blocks);
  return found;
}

export async function press(
  { slack }: Pick<Town, 'slack'>,
  message: SlackMessage,
  actionId: string,
  { as = ADA, channel = SUPPORT, which = 0 } = {},
): Promise<Readonly<{ trouble?: string }>> {
  const button = buttonsOf(message).filter(({ action_id }) => action_id === actionId)[which];
  if (!button) throw new Error(`no button ${actionId} in: ${textOf(message)}`);
  const { type, action_id, block_id, value } = button;
  const action = { type, action_id: action_id ?? '', block_id: block_id ?? '', ...(value !== undefined && { value }) };
  return slack.human.press({ as, channel, messageTs: message.ts, action });
}

/** The modals that one person has open, and what Slack itself tells them. */
export function watch({ slack }: Pick<Town, 'slack'>, as: string) {
  const views: SlackView[] = [];
  const trouble: string[] = [];
  const end = slack.human.listen({ as }, (event) => {
    if (event.type === 'view') views.push(event.view);
    if (event.type === 'trouble') trouble.push(event.text);
  });
  return { views, trouble, end };
}

type Input = Readonly<{
  type: string;
  action_id: string;
  initial_value?: string;
  initial_option?: object;
  initial_options?: readonly object[];
  initial_users?: readonly string[];
}>;

/** The state of a modal: what a person gave, by block, and as it was opened where they gave nothing. */
export function filledIn(view: SlackView, given: Readonly<Record<string, unknown>> = {}): ViewState {
  const { blocks } = view as unknown as { blocks: readonly { block_id: string; element?: Input }[] };
  const inputs = blocks.flatMap(({ block_id, element }) => (element ? [{ block_id, element }] : []));
  const filled = inputs.map(({ block_id, element }) => {
    const state = block_id in given ? asGiven(element.type, given[block_id]) : asOpened(element);
    return [block_id, { [element.action_id]: { type: element.type, ...state } }];
  });
  return { values: Object.fromEntries(filled) };
}

function asOpened({ type, ...initial }: Input): object {
  if (type === 'plain_text_input') return { value: initial.initial_value ?? null };
  if (type === 'static_select' || type === 'radio_buttons') return { selected_option: initial.initial_option ?? null };
  if (type === 'checkboxes' || type === 'multi_static_select')
    return { selected_options: initial.initial_options ?? [] };
  return { selected_users: initial.initial_users ?? [] };
}

function asGiven(type: string, value: unknown): object {
  if (type === 'plain_text_input') return { value };
  if (type === 'static_select') return { selected_option: { value } };
  if (type === 'checkboxes' || type === 'multi_static_select')
    return { selected_options: (value as readonly string[]).map((ticked) => ({ value: ticked })) };
  return { selected_users: value };
}

export const latestView = (views: readonly SlackView[], callbackId: string): SlackView | undefined =>
  views.findLast((view) => (view as unknown as { callback_id?: string }).callback_id === callbackId);

/** Binds the channel as a person would: the command, the form, and its answer. */
export async function setUp(
  town: Town,
  channel = SUPPORT,
  values: Readonly<Record<string, unknown>> = {},
  as = ADA,
): Promise<void> {
  const answer = await tryToSetUp(town, channel, values, as);
  if (answer.errors || answer.trouble) throw new Error(JSON.stringify(answer));
}

/** The same, with what the form says to it. */
export async function tryToSetUp(
  town: Town,
  channel = SUPPORT,
  values: Readonly<Record<string, unknown>> = {},
  as = ADA,
): Promise<Readonly<{ errors?: Readonly<Record<string, string>>; trouble?: string }>> {
  const person = watch(town, as);
  await town.slack.human.command({ as, channel, command: '/refinery', text: 'setup' });
  const form = await until(() => latestView(person.views, 'setup'));
  const options = (
    form as unknown as { blocks: { block_id: string; element?: { options?: { value: string }[] } }[] }
  ).blocks.find(({ block_id }) => block_id === 'repo')?.element?.options;
  const state = filledIn(form, { project: 'plumwick-support', repo: options?.[0]?.value, ...values });
  const answer = await town.slack.human.submit({ as, viewId: form.id, state });
  // What takes longer says so first, and is saved later.
  await until(() => !JSON.stringify(person.views.at(-1)).includes('a little longer'));
  person.end();
  return answer;
}

export const failureOf = ({ sample }: Pick<Town, 'sample'>, name: string) => {
  const failure = sample.failures.find((candidate) => candidate.name === name);
  if (!failure) throw new Error(`the sample has no failure ${name}`);
  return failure;
};

export async function report(town: Town, name: string, as = ADA, channel = SUPPORT): Promise<void> {
  const { link, expectation } = failureOf(town, name);
  await town.slack.human.command({ as, channel, command: '/refinery', text: `${link} expected: ${expectation}` });
}
