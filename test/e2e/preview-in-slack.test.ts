import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { commitFile } from '../commit-file.ts';
import { ADA, BEN, GWEN, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  buttonsOf,
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

/** A project that wants to see what would be sent first, in Slack: a bot of its own, on the emulator. */
let town: Town;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  await commitFile(town.sample.repo, '.refinery/redaction.json', '{"preview": true}');
  bot = await town.startBot();
  await setUp(town);
});
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const opened = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened');
const inThread = (root: string) => messagesOf(town, SUPPORT).filter(({ thread_ts }) => thread_ts === root);
const slot = (root: string, name: string) => inThread(root).find((message) => slotOf(message)?.startsWith(name));
async function asked() {
  const before = opened().length;
  await report(town, 'memory');
  const root = await until(() => opened()[before]?.ts);
  return { root, question: await until(() => slot(root, 'sending/')) };
}
const pressable = (root: string) => {
  const message = slot(root, 'sending/');
  return message ? buttonsOf(message).map(({ action_id }) => action_id) : [];
};
const whispers = (as: string) => town.slack.human.messages({ as, channel: SUPPORT }).messages.map(textOf).join('\n');

it('shows what would be sent, waits, and goes on when a member says so', async () => {
  const { root, question } = await asked();
  expect(textOf(question)).toContain('Before anything is sent');
  expect(textOf(question)).toContain('It would go to  stand-in');
  expect(pressable(root)).toEqual(['send', 'stop']);
  const files = await until(() => {
    const found = inThread(root).flatMap((message) => message.files ?? []);
    return found.length > 0 && found;
  });
  expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^RF-\d+-to-send-[0-9a-f]{8}\.txt$/)]);
  expect(await (await fetch(files[0]?.url_private ?? '')).text()).toContain('Do you remember');
  await until(() => JSON.stringify(slot(root, 'progress/') ?? {}).includes('Waiting for a yes to what would be sent'));
  expect(slot(root, 'diagnosis/')).toBeUndefined();

  await press(town, question, 'send', { as: GWEN });
  await until(() => whispers(GWEN).includes('decide'));
  expect(pressable(root)).toEqual(['send', 'stop']);

  await press(town, question, 'send', { as: BEN });
  await until(() => slot(root, 'fixes/'));
  await until(() => pressable(root).length === 0);
  expect(textOf(slot(root, 'sending/') ?? {})).toMatch(/Ben \S* ?agreed that this is sent\./);

  // Whoever still has the old message on the screen.
  await press(town, question, 'send', { as: ADA });
  await until(() => whispers(ADA).includes('agreed that this is sent. This case has moved on'));
  expect(inThread(root).filter((message) => slotOf(message)?.startsWith('sending/'))).toHaveLength(1);
}, 180_000);

it('still asks after kill -9, and sends nothing once it is stopped', async () => {
  const { root, question } = await asked();
  await bot.kill();
  bot = await town.startBot();
  await new Promise((later) => setTimeout(later, 3_000));
  expect(pressable(root)).toEqual(['send', 'stop']);
  expect(inThread(root).filter((message) => slotOf(message)?.startsWith('sending/'))).toHaveLength(1);
  await press(town, question, 'stop');
  await until(() => slot(root, 'stopped'));
  await until(() => textOf(slot(root, 'sending/') ?? {}).includes('Nobody agreed, so nothing was sent.'));
  await press(town, question, 'send', { as: BEN });
  await until(() => whispers(BEN).includes('stopped this case'));
  expect(slot(root, 'diagnosis/')).toBeUndefined();
}, 180_000);
