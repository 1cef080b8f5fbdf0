import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SlackView } from '../../playground/slack/human-side.ts';
import { git } from '../refinery.ts';
import { ADA, BEN, GWEN, RANDOM, SUPPORT } from '../slack-ids.ts';
import { freshEmbedded } from '../stores.ts';
import {
  type Bot,
  failureOf,
  filledIn,
  latestView,
  messagesOf,
  openTown,
  setUp,
  slotOf,
  type Town,
  textOf,
  tryToSetUp,
  until,
  watch,
} from './slack-town.ts';

/** `/refinery context` as people use it: a bot in a process of its own, on the Slack emulator, with a real repository. */
let town: Town;
let bot: Bot;
beforeAll(async () => {
  town = await openTown({}, { REFINERY_DATA: (await freshEmbedded()).dataDir });
  bot = await town.startBot();
  await setUp(town, SUPPORT, { approvers: [ADA] });
});
afterAll(() => town.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(bot.said().slice(-4_000));
});

const whispers = (as: string, channel: string) => messagesOf(town, channel, as).filter(({ ephemeral }) => ephemeral);

/** What the bot says to it, to that person alone; without the marks that keep Slack from making links of names. */
async function say(text: string, as = ADA, channel = SUPPORT): Promise<string> {
  const before = whispers(as, channel).length;
  await town.slack.human.command({ as, channel, command: '/refinery', text });
  return textOf(await until(() => whispers(as, channel)[before])).replaceAll('\u2060', '');
}

const wordsOf = (view: SlackView) => textOf(view as unknown as { blocks?: unknown });

/** The modal that the command opens, and what is said once it is submitted. */
async function approve(text: string): Promise<Readonly<{ shown: string; said: string }>> {
  const ada = watch(town, ADA);
  const isOpen = () => latestView(ada.views, 'write-context');
  // On a busy machine it is still reading, and says so: then it is asked once more.
  for (let tries = 0; tries < 40 && !isOpen(); tries++) {
    const before = whispers(ADA, SUPPORT).length;
    await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text });
    await until(() => isOpen() ?? whispers(ADA, SUPPORT)[before]);
  }
  const form = await until(isOpen);
  const answer = await town.slack.human.submit({ as: ADA, viewId: form.id, state: filledIn(form) });
  expect(answer).toEqual({});
  const note = await until(() => {
    const last = ada.views.at(-1);
    return last && last !== form && !wordsOf(last).includes('a little longer') ? last : undefined;
  });
  ada.end();
  return { shown: wordsOf(form), said: wordsOf(note) };
}

it('a channel says what a case may cost, and is answered at the field what is no amount', async () => {
  const { errors } = await tryToSetUp(town, SUPPORT, { 'case-cap': '-1' });
  expect(errors).toEqual({ 'case-cap': expect.stringContaining('2.50') });
  expect(await tryToSetUp(town, SUPPORT, { 'case-cap': '2.50' })).toEqual({});
  const ada = watch(town, ADA);
  await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text: 'setup' });
  const form = await until(() => latestView(ada.views, 'setup'));
  expect(filledIn(form).values['case-cap']).toMatchObject({ 'case-cap': { value: '2.5' } });
  ada.end();
});

describe('which files cases work on', () => {
  it('is shown to members, and changed by those who approve', async () => {
    expect(await say('context', BEN)).toContain('prompts/support.md (from .refinery/context.json)');
    expect(await say('context add-prompt evals/cases.jsonl', BEN)).toContain('Only those who approve');
    expect(await say('context', GWEN)).toContain('members of this workspace');
    expect(await say('context', ADA, RANDOM)).toContain('/refinery setup');
    expect(await say('context add-promt x')).toContain('/refinery context add-prompt x');
    expect(await say('context add-config nope.yaml')).toContain('nope.yaml is not a file of the repository');

    const said = await say('context add-config **/*.md');
    expect(said).toMatch(/Done: \*\*\/\*\.md\..*\*\*\/\*\.md \(saved, \d+ files?\)/s);
    expect(await say('context list')).toContain('plumwick-support: 1 file');
    expect(await say('context use the shop')).not.toContain('saved');
    expect(await say('context use plumwick-support')).toContain('**/*.md (saved');
  });

  it('is written to the repository by a yes to what was shown', async () => {
    const { repo, head } = town.sample;
    const { shown, said } = await approve('context write');
    expect(shown).toContain('**/*.md');
    const [, branch = ''] = /(refinery\/context-[0-9a-f]{12})/.exec(said) ?? [];
    expect(await git(repo, 'diff', '--name-only', head, branch)).toBe('.refinery/context.json');
    expect(await git(repo, 'show', `${branch}:.refinery/context.json`)).toContain('"**/*.md"');
    expect(await git(repo, 'status', '--porcelain')).toBe('');
  });

  it('may come from a trace', async () => {
    const { repo, head } = town.sample;
    const { said } = await approve(`context extract ${failureOf(town, 'memory').link}`);
    const [, branch = ''] = /(refinery\/context-[0-9a-f]{12})/.exec(said) ?? [];
    const names = await git(repo, 'diff', '--name-only', head, branch);
    expect(names).toMatch(/^\.refinery\/projects\/plumwick-support\/prompts\/[a-z0-9-]+\.md$/m);
    // Cases work on it at once, so nothing of it is missing.
    const standing = await say('context');
    expect(standing).toContain('.refinery/projects/plumwick-support/prompts/');
    expect(standing).not.toContain('not there');
    expect(await say('context undo')).toContain('Rolled back: ');
    expect(await say('context')).not.toContain('.refinery/projects/');
  });

  it('holds for one case what was named with it', async () => {
    const { link, expectation } = failureOf(town, 'memory');
    expect(await say(`${link} expected: ${expectation} files: prompts/nope.md`)).toContain(
      'prompts/nope.md is not a file of the repository',
    );
    const text = `${link} files: README.md expected: ${expectation}`;
    await town.slack.human.command({ as: ADA, channel: SUPPORT, command: '/refinery', text });
    const first = await until(() => messagesOf(town, SUPPORT).find((message) => slotOf(message) === 'opened'));
    expect(textOf(first)).toContain('README.md');
  });
});
