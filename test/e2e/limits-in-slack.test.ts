import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { SlackMessage } from '../../playground/slack/human-side.ts';
import { modelThat, words } from '../contract/scripted-model.ts';
import { filledIn } from '../filled-in.ts';
import { ADA, GWEN, SUPPORT } from '../slack-ids.ts';
import { someDesk } from '../some-desk.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  buttonsOf,
  failureOf,
  messagesOf,
  openTown,
  press,
  setUp,
  slotOf,
  type Town,
  textOf,
  until,
} from './slack-town.ts';

/** What whoever runs Refinery has set for all cases, as people meet it in their threads. */
let town: Town;
let bot: Bot;
beforeAll(async () => {
  // Any call of a model is more than that.
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir, REFINERY_DAY_CAP_TOKENS: '100' });
  bot = await town.startBot();
  await setUp(town);
});
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const PATIENCE_MS = 60_000;
const say = (text: string, threadTs?: string) =>
  town.slack.human.say({ as: ADA, channel: SUPPORT, text, ...(threadTs !== undefined && { threadTs }) });
const inThread = (thread: string) => messagesOf(town, SUPPORT).filter(({ thread_ts }) => thread_ts === thread);
const buttonsIn = (thread: string) =>
  inThread(thread)
    .flatMap(buttonsOf)
    .map(({ action_id }) => action_id);
const withButton = (thread: string, id: string): Promise<SlackMessage> =>
  until(
    () => inThread(thread).find((message) => buttonsOf(message).some(({ action_id }) => action_id === id)),
    PATIENCE_MS,
  );
async function report(name: string): Promise<string> {
  const { link, expectation } = failureOf(town, name);
  return (await say(`<@${town.slack.bot.userId}> ${link} expected: ${expectation}`)).ts;
}

it('where a day has cost what it may, a case waits; a member lets it go on, and a guest does not', async () => {
  const thread = await report('memory');
  const waiting = await withButton(thread, 'go-further');
  const said = textOf(waiting);
  expect(said).toMatch(/^3 fixes, none of them tried yet The failure could not be tried again\..*24:00 UTC\./s);
  // Once is enough.
  expect(said.match(/used up/g)).toHaveLength(1);

  await press(town, waiting, 'go-further', { as: GWEN });
  await until(() =>
    messagesOf(town, SUPPORT, GWEN).some((each) => each.ephemeral && textOf(each).includes('not decide')),
  );
  expect(inThread(thread).map(textOf).join(' ')).not.toContain('were tried');

  await press(town, waiting, 'go-further');
  await until(() => inThread(thread).find((message) => textOf(message).includes('3 fixes were tried')), PATIENCE_MS);
  // It is said who did so, and the button is gone with what it was for.
  expect(inThread(thread).map(textOf).join(' ')).toContain('asked me to go on beyond the limit');
  await until(() => !buttonsIn(thread).includes('go-further'));
});

it('with a model as the analyst it waits before anything is asked; so does a question, until a press has it answered', async () => {
  const model = await modelThat((request) => {
    const { format } = (request as { text?: { format?: { schema?: object } } }).text ?? {};
    return words(format?.schema ? JSON.stringify(filledIn(format.schema as never, 'It was silent.')) : 'Yes.');
  });
  onTestFinished(() => model.close());
  await bot.end();
  bot = await town.startBot({
    OPENAI_API_KEY: 'some-key',
    OPENAI_BASE_URL: model.url,
    REFINERY_MODEL: 'openai/some',
  });
  const thread = await report('price');
  const waiting = await withButton(thread, 'go-further');
  expect(textOf(waiting)).toMatch(/A day may cost 100 tokens at most\. .*until somebody lets this case go on\./);
  await say(`<@${town.slack.bot.userId}> what does the prompt say about prices?`, thread);
  const held = await withButton(thread, 'answer-further');
  expect(model.asked).toEqual([]);

  await press(town, held, 'answer-further');
  await until(() => inThread(thread).find((message) => slotOf(message)?.startsWith('reply/')), PATIENCE_MS);
  expect(model.asked).not.toEqual([]);
  await until(() => !buttonsIn(thread).includes('answer-further'));
});

it('a case that is too old is forgotten, and its thread says so', async () => {
  await bot.end();
  const { ts } = await say('Long ago.');
  const past = await someDesk(town.settings, {
    workspace: 'local',
    adapt: (house) => ({ ...house, clock: () => Date.now() - 3 * DAY_MS }),
  });
  const { link, expectation } = failureOf(town, 'memory');
  const project = {
    name: 'plumwick-support',
    repo: town.sample.repo,
    context: null,
    approvers: null,
    fourEyes: false,
  };
  const old = await past.desk.open({
    requestKey: 'long ago',
    by: { id: `slack/${town.slack.team.id}/${ADA}`, name: 'Ada' },
    source: { source: 'langsmith', locator: link },
    expectation,
    project,
    place: { team: town.slack.team.id, channel: SUPPORT, thread: ts },
  });
  await past.desk.stop(old, { id: 'ada', name: 'Ada' });
  await past.close();

  bot = await town.startBot({ REFINERY_RETENTION_DAYS: '1' });
  const opened = () => inThread(ts).find((message) => slotOf(message) === 'opened');
  await until(() => textOf(opened() ?? {}).includes('Refinery had this case forgotten'), PATIENCE_MS);
});

const DAY_MS = 86_400_000;
