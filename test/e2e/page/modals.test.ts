import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { SlackView } from '../../../playground/slack/human-side.ts';
import { inChromium, noChromium } from './chromium.ts';
import { someModal } from './some-messages.ts';
import { ADA, type SomeWorld } from './some-world.ts';

describe.skipIf(noChromium !== undefined)('modals', () => {
  const { open } = inChromium();

  async function shown(view: SlackView = someModal()) {
    const opened = await open();
    await opened.page.getByRole('combobox').focus();
    opened.world.push({ type: 'view', view });
    const modal = opened.page.getByRole('dialog');
    await modal.waitFor();
    return { ...opened, modal };
  }

  it('submits what was filled in, in Slack’s shape, and waits for the app to close it', async () => {
    const { page, world, modal } = await shown();
    await modal.getByLabel('It changes a protected prompt').check();
    await modal.getByLabel('Commit message').fill('fix: no memory');
    await modal.getByLabel('A pull request').check();
    await modal.getByLabel('Model').selectOption({ label: 'stand-in-2' });
    const { promise, resolve } = Promise.withResolvers<object>();
    world.answers.set('submit', () => promise);
    await modal.getByRole('button', { name: 'Approve' }).dblclick();
    expect(await modal.getByRole('button', { name: 'Approve' }).getAttribute('aria-busy')).toBe('true');
    await expect.poll(() => world.told).toHaveLength(1);
    resolve({});
    world.push({ type: 'view-closed', viewId: 'V1' });
    await expect.poll(() => modal.count()).toBe(0);
    expect(world.told).toEqual([
      {
        name: 'submit',
        given: {
          as: ADA,
          viewId: 'V1',
          state: {
            values: {
              doubts: {
                doubts: {
                  type: 'checkboxes',
                  selected_options: [expect.objectContaining({ value: 'protected' })],
                },
              },
              message: { message: { type: 'plain_text_input', value: 'fix: no memory' } },
              where: {
                where: { type: 'radio_buttons', selected_option: expect.objectContaining({ value: 'pull' }) },
              },
              link: { link: { type: 'url_text_input', value: null } },
              who: { who: { type: 'multi_users_select', selected_users: [ADA] } },
              model: { model: { type: 'static_select', selected_option: expect.objectContaining({ value: 's2' }) } },
            },
          },
        },
      },
    ]);
    expect(await focusIsOn(page, 'textarea')).toBe(true);
  });

  it('says what is missing before the app is asked, and what the app finds wrong, beside the field', async () => {
    const { page, world, modal } = await shown();
    const errors = () => modal.locator('.input-error').allTextContents();
    await modal.getByLabel('Commit message').fill('');
    await modal.getByLabel('Ticket').fill('no link');
    await modal.getByRole('button', { name: 'Approve' }).click();
    expect(await errors()).toEqual([
      'Please complete this required field.',
      'Please complete this required field.',
      '',
      'Please enter a whole URL, with https:// in front.',
      '',
      '',
    ]);
    expect(world.told).toEqual([]);
    expect(await focusIsOn(page, '[type=checkbox]')).toBe(true);
    await modal.getByLabel('It changes a protected prompt').check();
    await modal.getByLabel('Commit message').fill('x');
    await modal.getByLabel('Ticket').fill('https://example.com');
    world.answers.set('submit', () => ({
      errors: { message: 'A title has ten letters at least.', gone: 'And more.' },
    }));
    await modal.getByLabel('Commit message').press('Control+Enter');
    await expect.poll(errors).toEqual(['', 'A title has ten letters at least.', '', '', '', '']);
    expect(await modal.locator('.modal-trouble').textContent()).toBe('And more.');
    expect(await modal.getByLabel('Commit message').getAttribute('aria-invalid')).toBe('true');
    expect(await modal.getByLabel('Commit message').inputValue()).toBe('x');
    world.answers.set('submit', () => ({ trouble: 'We had some trouble connecting. Try again?' }));
    await modal.getByRole('button', { name: 'Approve' }).click();
    await expect
      .poll(() => modal.locator('.modal-trouble').textContent())
      .toBe('We had some trouble connecting. Try again?');
  });

  it('Escape closes it, tells the app, and gives the focus back', async () => {
    const { page, world, modal } = await shown();
    expect(await focusIsOn(page, '[type=checkbox]')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await modal.count()).toBe(0);
    await expect.poll(() => world.told).toEqual([{ name: 'close', given: { as: ADA, viewId: 'V1' } }]);
    expect(await focusIsOn(page, 'textarea')).toBe(true);
  });

  it('keeps the focus inside, all the way round', async () => {
    const { page, modal } = await shown();
    const last = modal.getByRole('button', { name: 'Approve' });
    await last.focus();
    await page.keyboard.press('Tab');
    expect(await focusIsOn(page, '.modal-head button')).toBe(true);
    await page.keyboard.press('Shift+Tab');
    expect(await last.evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('shows what is to be approved first, however far below the first field is', async () => {
    const { blocks, ...view } = someModal();
    const long = { type: 'section', text: { type: 'plain_text', text: 'What changes\n'.repeat(80) } };
    const { page, modal } = await shown({ ...view, blocks: [long, ...(blocks as readonly never[])] } as SlackView);
    expect(await modal.locator('.modal-body').evaluate((body) => body.scrollTop)).toBe(0);
    expect(await focusIsOn(page, 'h2')).toBe(true);
  });

  it('stacks: what is below keeps what was filled in', async () => {
    const { page, world, modal } = await shown();
    await modal.getByLabel('Commit message').fill('kept');
    push(world, 'V2', 'Details');
    await page.getByRole('dialog', { name: 'Details' }).waitFor();
    expect(await modal.count()).toBe(1);
    await modal.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('dialog', { name: 'Approve this change' }).waitFor();
    expect(await modal.getByLabel('Commit message').inputValue()).toBe('kept');
  });

  it('an update keeps what was filled in, the focus, and takes what is new', async () => {
    const { page, world, modal } = await shown();
    await modal.getByLabel('Commit message').fill('kept');
    world.push({ type: 'view', view: someModal('V1', { title: { type: 'plain_text', text: 'Approve it again' } }) });
    await page.getByRole('dialog', { name: 'Approve it again' }).waitFor();
    expect(await modal.getByLabel('Commit message').inputValue()).toBe('kept');
    expect(await focusIsOn(page, 'textarea')).toBe(true);
  });

  it('another first modal takes the place of the whole stack', async () => {
    const { page, world, modal } = await shown();
    push(world, 'V2', 'Details');
    await page.getByRole('dialog', { name: 'Details' }).waitFor();
    world.push({
      type: 'view',
      view: { ...someModal('V9', { title: { type: 'plain_text', text: 'Anew' } }), root_view_id: 'V9' },
    });
    await page.getByRole('dialog', { name: 'Anew' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => modal.count()).toBe(0);
  });

  it('trouble is said inside of it', async () => {
    const { world, modal } = await shown();
    world.push({ type: 'trouble', text: 'This app did not respond.' });
    await modal.getByText('This app did not respond.').waitFor();
  });
});

function push(world: SomeWorld, id: string, title: string): void {
  world.push({ type: 'view', view: someModal(id, { title: { type: 'plain_text', text: title } }) });
}

function focusIsOn(page: Page, selector: string): Promise<boolean> {
  return page.locator(':focus').evaluate((element, wanted) => element.matches(wanted), selector);
}
