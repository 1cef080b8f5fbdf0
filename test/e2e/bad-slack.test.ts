import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADA, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import type { Bad, BadPlace } from './bad-slack/bad.ts';
import { COMMANDS } from './bad-slack/commands.ts';
import { ENVELOPES, FORMS } from './bad-slack/envelopes.ts';
import { MESSAGES } from './bad-slack/messages.ts';
import { PRESSES } from './bad-slack/presses.ts';
import {
  type Bot,
  messagesOf,
  openTown,
  report,
  setUp,
  slotOf,
  type Town,
  textOf,
  until,
  watch,
} from './slack-town.ts';

/**
 * Whatever comes in from Slack is answered or left alone: the bot lives on, calls nobody, opens nothing that it was not
 * asked for, and answers the next command. One bot meets all of them.
 */
const PATIENCE_MS = 180_000;
const TOLD_MS = 15_000;
let town: Town;
let bot: Bot;
let place: BadPlace;
let hasEnded = false;
beforeAll(async () => {
  town = await openTown({ unfurlDomains: ['127.0.0.1'] }, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot();
  void bot.ended.then(() => {
    hasEnded = true;
  });
  await setUp(town);
  await report(town, 'price');
  const fixes = await until(theFixes, PATIENCE_MS);
  place = { ...town, fixes, caseId: 'RF-1' };
}, PATIENCE_MS);
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-3_000));
});

const theFixes = () => messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'fixes/1');
const opened = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened').length;
const pings = () => town.slack.pings.filter(({ by }) => by === town.slack.bot.userId);
/** What somebody can read of the bot in a channel. */
const readBy = (as: string, channel: string) =>
  messagesOf(town, channel, as)
    .filter(({ user }) => user === town.slack.bot.userId)
    .map((message) => `${message.text} ${textOf(message)}`);
const isHelp = (text: string) => text.includes('/refinery setup') && text.includes('/refinery cases');

async function getHelp(): Promise<void> {
  const before = readBy(ADA, SUPPORT).length;
  await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'help' });
  await until(() => readBy(ADA, SUPPORT).slice(before).some(isHelp));
}

async function meet({ act, told, as = ADA, channel = SUPPORT, opens }: Bad): Promise<void> {
  const before = { texts: readBy(as, channel).length, opened: opened(), pings: pings().length };
  const from = town.slack.envelopes.length;
  const person = watch(town, as);
  let answer: unknown;
  const acting = act(place).then((given) => {
    answer = given;
  });
  const read = () => [
    ...readBy(as, channel).slice(before.texts),
    ...person.views.map((view) => textOf(view as never)),
    ...(answer === undefined ? [] : [JSON.stringify(answer)]),
  ];
  if (told !== 'nothing') await until(() => read().some((text) => told.test(text)), TOLD_MS);
  await acting;
  await until(() =>
    town.slack.envelopes
      .slice(from)
      .every(({ type, ackedAfterMs }) => type !== 'events_api' || ackedAfterMs !== undefined),
    TOLD_MS,
  );
  await getHelp();
  person.end();
  expect(hasEnded).toBe(false);
  if (told === 'nothing') expect(read().filter((text) => !isHelp(text))).toEqual([]);
  expect(opened() - before.opened).toBe(opens ? 1 : 0);
  expect(pings().slice(before.pings)).toEqual([]);
}

describe.each<[string, readonly Bad[]]>([
  ['a command:', COMMANDS],
  ['a message or a file:', MESSAGES],
  ['a press or a shortcut:', PRESSES],
  ['a form:', FORMS],
  ['an envelope:', ENVELOPES],
])('%s', { timeout: PATIENCE_MS }, (_kind, all) => {
  it.each(all)('$name', meet);
});

it('nothing of all this has touched the case that was waiting', () => {
  const fixes = theFixes();
  expect(fixes?.blocks).toEqual(place.fixes.blocks);
  const thread = messagesOf(town, SUPPORT).filter(({ thread_ts }) => thread_ts === place.fixes.thread_ts);
  expect(thread.map(slotOf)).not.toContain('stopped');
});
