import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../../playground/slack/human-side.ts';
import { inChromium, noChromium } from './chromium.ts';
import { someThread } from './some-messages.ts';
import { ADA, AGENTS, BOT, GWEN, OLD, RANDOM, type SomeWorld } from './some-world.ts';

describe.skipIf(noChromium !== undefined)('what one does on the page', () => {
  const { open } = inChromium();
  const thread = someThread(Date.now());
  const withThread = { prepare: (world: SomeWorld) => world.messages.set(AGENTS, thread) };
  const said = (ts: string, text: string, more: Partial<SlackMessage> = {}): SlackMessage => ({
    type: 'message',
    ts,
    user: BOT,
    text,
    ...more,
  });

  it('a newcomer’s first step: one click writes the command, Enter sends it', async () => {
    const { page, world } = await open();
    await page.getByRole('button', { name: 'It quotes an outdated price' }).click();
    const field = page.getByRole('combobox', { name: 'Message #support-agents' });
    expect(await field.inputValue()).toMatch(/^\/refinery http.*trace-2\/r expected: say that it costs \$39 a month$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => world.told).toHaveLength(1);
    expect(world.told[0]).toEqual({
      name: 'command',
      given: {
        as: ADA,
        channel: AGENTS,
        command: '/refinery',
        text: 'http://127.0.0.1:1984/public/trace-2/r expected: say that it costs $39 a month',
      },
    });
    await expect.poll(() => field.inputValue()).toBe('');
  });

  it('the answer’s thread opens by itself once, and the strip can be closed for good', async () => {
    const { page, world } = await open();
    await page.getByRole('combobox').fill('/refinery help');
    await page.keyboard.press('Enter');
    await expect.poll(() => world.told).toHaveLength(1);
    for (const message of thread) world.push({ type: 'message', channel: AGENTS, message });
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Looking into it').waitFor();
    await page.getByRole('region', { name: 'How to begin' }).getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Show the sample’s failures' }).waitFor();
  });

  it('commands, people and channels are offered while one types, for the keyboard too', async () => {
    const { page, world } = await open();
    const field = page.getByRole('combobox');
    await field.pressSequentially('/ref');
    expect(await page.getByRole('option', { selected: true }).innerText()).toContain('Diagnose a LangSmith trace');
    await page.keyboard.press('Tab');
    expect(await field.inputValue()).toBe('/refinery ');
    expect(await page.locator('.composer-hint').textContent()).toContain('<trace link> expected:');
    await field.fill('');
    await field.pressSequentially('hello @');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await field.pressSequentially('see #rand');
    await page.keyboard.press('Enter');
    await field.pressSequentially('now');
    await page.keyboard.press('Shift+Enter');
    await field.pressSequentially('bye');
    await page.keyboard.press('Enter');
    await expect.poll(() => world.told).toHaveLength(1);
    expect(world.told[0]).toEqual({
      name: 'say',
      given: { as: ADA, channel: AGENTS, text: 'hello @ben see #random now\nbye' },
    });
  });

  it('what is refused is said beside what was typed, which stays', async () => {
    const { page, world } = await open();
    const field = page.getByRole('combobox');
    world.answers.set('command', () => ({ error: '`/refinery` failed because the app did not respond.' }));
    await field.fill('/refinery x');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.composer-trouble').textContent()).toMatch(/^\/refinery failed because/);
    expect(await field.inputValue()).toBe('/refinery x');
    await field.fill('/refnery x');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.composer-trouble').textContent())
      .toBe('/refnery is not a command here. There is /refinery.');
    expect(world.told).toHaveLength(1);
  });

  it('trouble comes once, only to me, although it comes as an answer and as an event', async () => {
    const { page, world } = await open(withThread);
    const text = 'This app did not respond. Please try again or contact the app developer.';
    world.answers.set('press', () => {
      world.push({ type: 'trouble', text, channel: AGENTS });
      return { trouble: text };
    });
    await page.locator('.replies').click();
    const pane = page.getByRole('complementary', { name: 'Thread' });
    await pane.getByRole('button', { name: 'Details' }).click();
    const note = page.locator('.message-ephemeral').getByText(text);
    await note.waitFor();
    expect(await note.count()).toBe(1);
    expect(await pane.locator('.message-ephemeral').count()).toBe(1);
    await pane.getByRole('button', { name: 'Dismiss message' }).click();
    await expect.poll(() => note.count()).toBe(0);
  });

  it('a thread opens from its replies, takes an answer, and gives the focus back when it is closed', async () => {
    const { page, world } = await open(withThread);
    const opener = page.getByRole('button', { name: /4 replies/ });
    await opener.press('Enter');
    const pane = page.getByRole('complementary', { name: 'Thread' });
    expect(await pane.locator('.message').count()).toBe(5);
    await page.keyboard.type('That’s right.');
    await page.keyboard.press('Enter');
    await expect.poll(() => world.told).toHaveLength(1);
    expect(world.told[0]?.given).toMatchObject({ text: 'That’s right.', threadTs: thread[1]?.ts });
    await page.reload();
    await pane.getByText('Looking into it').waitFor();
    await pane.getByRole('button', { name: 'Close the thread' }).click();
    await opener.press('Enter');
    await page.keyboard.press('Escape');
    expect(await pane.count()).toBe(0);
    expect(await opener.evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('a button with a question is told only after a yes', async () => {
    const { page, world } = await open({ ...withThread, search: `?thread=${thread[1]?.ts}` });
    const stop = page.getByRole('button', { name: 'Stop', exact: true });
    const question = page.getByRole('alertdialog', { name: 'Stop this case?' });
    await stop.click();
    await question.getByRole('button', { name: 'Go on' }).click();
    await stop.click();
    await page.keyboard.press('Escape');
    await expect.poll(() => question.count()).toBe(0);
    expect(world.told).toEqual([]);
    await stop.click();
    await question.getByRole('button', { name: 'Stop it' }).click();
    await expect.poll(() => world.told).toHaveLength(1);
    expect(world.told[0]?.given).toMatchObject({
      channel: AGENTS,
      messageTs: thread[2]?.ts,
      action: { type: 'button', action_id: 'stop', block_id: 'stop' },
    });
  });

  it('a button is busy until the app has answered, and a double click is told once', async () => {
    const { page, world } = await open({ ...withThread, search: `?thread=${thread[1]?.ts}` });
    const { promise, resolve } = Promise.withResolvers<object>();
    world.answers.set('press', () => promise);
    const details = page.getByRole('button', { name: 'Details' });
    await details.dblclick();
    expect(await details.getAttribute('aria-busy')).toBe('true');
    resolve({});
    await expect.poll(() => details.getAttribute('aria-busy')).toBeNull();
    expect(world.told).toHaveLength(1);
  });

  it('what comes elsewhere is counted, and marked as new when one gets there', async () => {
    const { page, world } = await open();
    const first = said('1700000001.000000', 'one');
    const second = said('1700000002.000000', 'two');
    world.messages.set(RANDOM, [said('1700000000.000000', 'zero')]);
    for (const message of [first, second, { ...second, text: 'two, mended' }])
      world.push({ type: 'message', channel: RANDOM, message });
    const random = page.getByRole('button', { name: /random/ });
    await expect.poll(() => random.textContent()).toBe('random2 unread');
    expect(await page.title()).toMatch(/^\(2\) support-agents/);
    await random.click();
    await page.locator('.list-divider-unread').waitFor();
    await page.getByText('zero', { exact: true }).waitFor();
    const shown = await page
      .locator('.list-inside > *')
      .evaluateAll((all) => all.map((element) => (element.querySelector('.lines') ?? element).textContent));
    expect(shown.slice(-4)).toEqual(['zero', 'New', 'one', 'two, mended']);
    expect(await random.textContent()).toBe('random');
  });

  it('replaces, and takes away, what has changed', async () => {
    const { page, world } = await open();
    const message = said('1700000001.000000', 'one');
    world.push({ type: 'message', channel: AGENTS, message });
    await page.getByText('one', { exact: true }).waitFor();
    world.push({ type: 'message', channel: AGENTS, message: { ...message, text: 'uno' } });
    await page.getByText('uno', { exact: true }).waitFor();
    expect(await page.locator('.message').count()).toBe(1);
    world.push({ type: 'deleted', channel: AGENTS, ts: message.ts });
    await expect.poll(() => page.locator('.message').count()).toBe(0);
  });

  it('a bot that is missing can be added; an archived channel takes no message', async () => {
    const { page, world } = await open();
    await page.getByRole('button', { name: /random/ }).click();
    await page.getByRole('button', { name: 'Add Refinery' }).click();
    await expect.poll(() => world.told).toEqual([{ name: 'invite', given: { as: ADA, channel: RANDOM } }]);
    await page.locator(`[data-channel="${OLD}"]`).click();
    await page.getByText('This channel is archived.').waitFor();
    expect(await page.getByRole('combobox').count()).toBe(0);
  });

  it('one becomes somebody else, with the keyboard, and sees what they see', async () => {
    const { page, world } = await open(withThread);
    await page.getByRole('button', { name: /^You are Ada/ }).press('Enter');
    expect(await page.getByRole('menuitemradio', { checked: true }).innerText()).toContain('Ada');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^You are Gwen/ }).waitFor();
    expect(await page.locator('.sidebar-channel').allInnerTexts()).toEqual(['support-agents']);
    await expect.poll(world.listeners).toBe(1);
    await page.getByRole('combobox').fill('hello');
    await page.keyboard.press('Enter');
    await expect.poll(() => world.told.at(-1)?.given).toEqual({ as: GWEN, channel: AGENTS, text: 'hello' });
    await page.reload();
    await page.getByRole('button', { name: /^You are Gwen/ }).waitFor();
  });
});
