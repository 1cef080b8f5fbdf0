import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SlackView } from '../../playground/slack/human-side.ts';
import { modelThat, type ScriptedModel, words } from '../contract/scripted-model.ts';
import { filledIn } from '../filled-in.ts';
import { refinery } from '../refinery.ts';
import { ADA, BEN, GWEN, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  buttonsOf,
  failureOf,
  messagesOf,
  openTown,
  press,
  report,
  setUp,
  slotOf,
  type Town,
  textOf,
  until,
  watch,
} from './slack-town.ts';

/** *Show what the model saw*, with an analyst behind real HTTP that first answers what nobody can read. */
const UNREADABLE = 'I would rather talk about it.';
let model: ScriptedModel;
let town: Town;
let bot: Bot;
let dataDir: string;
const questions: string[] = [];
beforeAll(async () => {
  model = await modelThat((request) => {
    const { format } = (request as { text?: { format?: { name?: string; schema?: object } } }).text ?? {};
    if (!format?.schema) return words('Yes, I remember.');
    return words(
      questions.push(format.name ?? '') === 1
        ? UNREADABLE
        : JSON.stringify(filledIn(format.schema as never, 'It was silent.')),
    );
  });
  ({ dataDir } = await freshEmbedded());
  town = await openTown(
    {},
    {
      REFINERY_DATA: dataDir,
      OPENAI_API_KEY: 'some-key',
      OPENAI_BASE_URL: model.url,
      REFINERY_MODEL: 'openai/some',
      // A case that ended is a lesson for the next, which is then another input.
      REFINERY_GUIDES: 'off',
    },
  );
  bot = await town.startBot();
  await setUp(town);
});
afterAll(async () => {
  await town.close();
  model.close();
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const slot = (name: string) => messagesOf(town, SUPPORT).find((message) => slotOf(message)?.startsWith(name));
const filesIn = (channel: string, as: string) => messagesOf(town, channel, as).flatMap(({ files }) => files ?? []);

const drawn = (view: SlackView) => view as Readonly<{ blocks?: unknown }>;
const sawIn = (view: SlackView) => buttonsOf(drawn(view)).find(({ action_id }) => action_id === 'saw');
const directMessageOf = (person: string) => person.replace(/^U/, 'D');

async function pressInDetails(as: string) {
  const person = watch(town, as);
  await press(town, await until(() => slot('diagnosis/')), 'details', { as });
  const details = await until(() => person.views.find(sawIn));
  const { type, action_id, block_id, value } = sawIn(details) ?? {};
  const action = { type, action_id, block_id, value } as never;
  await town.slack.human.press({ as, viewId: details.id, action });
  await until(() => person.views.find((view) => textOf(drawn(view)).includes('in a direct message from me')));
  person.end();
  return until(() => filesIn(directMessageOf(as), as)[0]);
}

it('gives requests and answers, both tries of one, as a file to whoever asks alone', async () => {
  await report(town, 'memory');
  const file = await pressInDetails(ADA);
  expect(file.name).toBe('RF-1-what-the-model-saw.md');
  const content = await (await fetch(file.url_private)).text();
  const headings = content.match(/^## \d+\. .*$/gm)?.map((line) => line.replace(/.* /, '')) ?? [];
  expect(headings).toEqual(expect.arrayContaining(['gap', 'diagnose']));
  // One was asked twice.
  expect(headings.length).toBeGreaterThan(new Set(headings).size);
  expect(content).toContain(UNREADABLE);
  expect(content).toContain('Your last answer was refused');
  expect(content).toContain('You are the analyst');
  expect(content).toContain('Do you remember');
  expect(content).toContain('- asked: `openai/some`, answered by `scripted`');
  expect(content).not.toContain('some-key');
  expect([...filesIn(SUPPORT, BEN), ...filesIn(SUPPORT, ADA)].map(({ name }) => name)).not.toContain(file.name);
}, 120_000);

it('gives it to a guest, who may read along, and to a terminal', async () => {
  expect((await pressInDetails(GWEN)).name).toBe('RF-1-what-the-model-saw.md');
  const shown = await refinery(['saw', 'RF-1', 'gap'], { REFINERY_DATA: dataDir });
  expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^## 1\. gap$/m) });
  expect(shown.out).not.toContain('. diagnose');
  expect(await refinery(['saw', 'RF-1', 'size'], { REFINERY_DATA: dataDir })).toMatchObject({
    code: 1,
    err: expect.stringContaining('What was: '),
  });
}, 120_000);

it('knows the answer when the same is asked in the same channel, and asks again where somebody wants that', async () => {
  const { link, expectation } = failureOf(town, 'memory');
  const diagnoses = () =>
    messagesOf(town, SUPPORT).filter((message) => slotOf(message)?.startsWith('diagnosis/')).length;
  const askedBy = async (more: string) => {
    const [before, shown] = [questions.length, diagnoses()];
    const text = `${link} expected: ${expectation}${more}`;
    await town.slack.human.command({ as: BEN, channel: SUPPORT, command: '/refinery', text });
    await until(() => diagnoses() > shown);
    return questions.slice(before).filter((name) => name === 'stage').length;
  };
  expect(await askedBy('')).toBe(0);
  expect(await askedBy(' --fresh')).toBeGreaterThan(3);
}, 120_000);
