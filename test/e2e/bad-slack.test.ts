import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Envelope, SlackMessage } from '../../playground/slack/human-side.ts';
import { ADA, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import { type Bad, type BadPlace, goneLink } from './bad-slack/bad.ts';
import { COMMANDS } from './bad-slack/commands.ts';
import { ENVELOPES, FORMS } from './bad-slack/envelopes.ts';
import { MESSAGES } from './bad-slack/messages.ts';
import { PRESSES } from './bad-slack/presses.ts';
import { type Bot, messagesOf, openTown, setUp, slotOf, type Town, textOf, until, watch } from './slack-town.ts';

/**
 * Whatever comes in from Slack is answered or left alone: the bot lives on, calls nobody, opens nothing that it was not
 * asked for, and answers the next command. One bot meets all of them.
 */
const PATIENCE_MS = 180_000;
const TOLD_MS = 45_000;
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
  const text = `${goneLink(town)} expected: say no`;
  await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text });
  const root = await until(() => thread().find((message) => slotOf(message) === 'opened'), PATIENCE_MS);
  place = { ...town, root, caseId: 'RF-1' };
  await until(() => thread().some(isWaiting));
}, PATIENCE_MS);
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-3_000));
});

const thread = () => messagesOf(town, SUPPORT);
const isWaiting = (message: SlackMessage) => textOf(message).includes('does not exist');
const opened = () => messagesOf(town, SUPPORT).filter((message) => slotOf(message) === 'opened').length;
const pings = () => town.slack.pings.filter(({ by }) => by === town.slack.bot.userId);
/** What somebody can read of the bot in a channel. */
const readBy = (as: string, channel: string) =>
  messagesOf(town, channel, as)
    .filter(({ user }) => user === town.slack.bot.userId)
    .map((message) => `${message.text} ${textOf(message)}`);
const isHelp = (text: string) => text.includes('/refinery setup') && text.includes('/refinery cases');

/**
 * Events that came up since then and were never acknowledged: a line may break, and then Slack delivers them again, as
 * it does, minutes later, with those before that nobody could read.
 */
function unanswered(from: number): readonly Envelope[] {
  const known = new Set(town.slack.envelopes.slice(0, from).map(({ payload }) => payload.event_id));
  const since = town.slack.envelopes.slice(from);
  const events = since.filter(({ type, payload }) => type === 'events_api' && !known.has(payload.event_id));
  const done = new Set(
    events.flatMap(({ payload, ackedAfterMs }) => (ackedAfterMs === undefined ? [] : payload.event_id)),
  );
  return events.filter(({ payload }) => !done.has(payload.event_id));
}

async function getHelp(): Promise<void> {
  const before = readBy(ADA, SUPPORT).length;
  await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'help' });
  await until(() => readBy(ADA, SUPPORT).slice(before).some(isHelp));
}

async function meet({ act, told, as = ADA, channel = SUPPORT, opens, isIllegible }: Bad): Promise<void> {
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
  if (told !== 'nothing')
    await until(() => read().some((text) => told.test(text)), TOLD_MS).catch(() =>
      expect(read()).toContainEqual(expect.stringMatching(told)),
    );
  await acting;
  if (!isIllegible) await until(() => unanswered(from).length === 0, TOLD_MS);
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
  const messages = thread().filter(({ ts, thread_ts }) => ts === place.root.ts || thread_ts === place.root.ts);
  expect(messages.some(isWaiting)).toBe(true);
  expect(messages.map(slotOf)).not.toContain('stopped');
});
