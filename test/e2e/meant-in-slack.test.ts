import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type AnalystProvider, type Put, startAnalystProvider } from '../analyst-provider.ts';
import { fileOf, recordedAnswer, settingsFor } from '../recorded-analyst.ts';
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
} from './slack-town.ts';

/** An expectation that can be read in two ways, in Slack: the analyst asks back, and people press what they meant. */
let town: Town;
let bot: Bot;
let provider: AnalystProvider;
const told: Put[] = [];
beforeAll(async () => {
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  provider = await startAnalystProvider({ answer: (put) => ({ answer: answerTo(put) }) });
  bot = await town.startBot(settingsFor(provider, town.sample.model, 'whole'));
  await setUp(town);
});
afterAll(async () => {
  await town.close();
  await provider.close();
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const SECOND = 'What I meant: say the price that the newest article gives';

/** What was written down of the recorded trace, said of the one that the sample has made today. */
function answerTo(put: Put): unknown {
  told.push(put);
  const ids = idsOf(JSON.parse(readFileSync(fileOf('price', 'trace.json'), 'utf8')));
  const today = idsOf(town.sample.langSmith.exportTrace(failureOf(town, 'price').traceId));
  const swapped = (text: string, from: readonly string[], to: readonly string[]) =>
    from.reduce((all, id, index) => all.replaceAll(id, to[index] ?? ''), text);
  const said = JSON.stringify(recordedAnswer({ ...put, text: swapped(put.text, today, ids) }));
  const answer = JSON.parse(swapped(said, ids, today));
  if (!put.text.includes(SECOND)) return answer;
  if (put.question === 'clarify') return { is_clear: true, question: null, readings: [] };
  if (put.question === 'diagnose') answer.diagnose.summary = 'You meant the newest article, whatever it says.';
  return answer;
}
const idsOf = (runs: unknown): readonly string[] => (runs as { id: string }[]).map(({ id }) => id);

const opened = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened');
const inThread = (root: string) => messagesOf(town, SUPPORT).filter(({ thread_ts }) => thread_ts === root);
const slot = (root: string, name: string) => inThread(root).find((message) => slotOf(message) === name);
const buttonsIn = (root: string, name: string) => buttonsOf(slot(root, name) ?? {}).map(({ action_id }) => action_id);
const whispers = (as: string) => messagesOf(town, SUPPORT, as).map(textOf).join('\n');

/** A case that has been proved, with the question in its diagnosis. */
async function proven() {
  const before = opened().length;
  await report(town, 'price');
  const root = await until(() => opened()[before]?.ts);
  await until(() => slot(root, 'fixes/1'));
  return { root, question: await until(() => slot(root, 'diagnosis/1')) };
}

it('the first: the diagnosis stands, and everybody sees who said so', async () => {
  const { root, question } = await proven();
  expect(textOf(question)).toContain('One question back: ');
  expect(textOf(question)).toContain('say the price that the newest article gives');
  expect(buttonsIn(root, 'diagnosis/1').slice(0, 2)).toEqual(['meant-first', 'meant-second']);

  await press(town, question, 'meant-first', { as: GWEN });
  await until(() => whispers(GWEN).includes('decide'));
  expect(buttonsIn(root, 'diagnosis/1')).toContain('meant-first');

  await press(town, question, 'meant-first', { as: BEN });
  await until(() => textOf(slot(root, 'diagnosis/1') ?? {}).includes('Ben meant the first, so this stands.'));
  expect(buttonsIn(root, 'diagnosis/1')).toEqual(['object', 'details']);
  expect(slot(root, 'diagnosis/2')).toBeUndefined();
});

it('the second: a diagnosis that deals with it, and the old button says what became of it', async () => {
  const { root, question } = await proven();
  told.length = 0;
  await press(town, question, 'meant-second', { as: BEN });
  await until(() => slot(root, 'fixes/2'));
  expect(textOf(slot(root, 'objected/2') ?? {})).toContain(SECOND);
  expect(textOf(slot(root, 'diagnosis/2') ?? {})).toContain('You meant the newest article, whatever it says.');
  expect(textOf(slot(root, 'diagnosis/2') ?? {})).not.toContain('One question back');
  const dealing = told.filter(({ text }) => text.includes(SECOND)).map(({ question: asked }) => asked);
  expect(dealing).toEqual(expect.arrayContaining(['clarify', 'diagnose', 'propose']));
  await until(() => buttonsIn(root, 'diagnosis/1').join() === 'details');

  await press(town, question, 'meant-second', { as: ADA });
  await until(() => whispers(ADA).includes('This case has moved on.'));
  expect(slot(root, 'diagnosis/3')).toBeUndefined();
});
