import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Piece } from '../../../playground/page/shapes.ts';
import type { SlackMessage } from '../../../playground/slack/human-side.ts';
import { inChromium, noChromium } from './chromium.ts';
import { someFile } from './some-messages.ts';
import { AGENTS, BOT, type SomeWorld } from './some-world.ts';

const plain = (text: string): Piece => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Piece => ({ type: 'mrkdwn', text });
const rich = (...elements: readonly Piece[]): Piece => ({ type: 'rich_text', elements });
const section = (...elements: readonly Piece[]): Piece => ({ type: 'rich_text_section', elements });
const options = ['One', 'Two', 'Three'].map((name) => ({ text: plain(name), value: name.toLowerCase() }));

describe.skipIf(noChromium !== undefined)('what the page draws', () => {
  const { open } = inChromium();
  const message = (given: Partial<SlackMessage>): SlackMessage => ({
    type: 'message',
    ts: '1700000000.000100',
    user: BOT,
    text: '',
    ...given,
  });

  async function drawn(given: Partial<SlackMessage>) {
    const opened = await open({ prepare: (world) => world.messages.set(AGENTS, [message(given)]) });
    const body = opened.page.locator('.message .message-main');
    await body.waitFor();
    return { ...opened, body };
  }

  const SAID = [
    ['*bold* _it_ ~gone~ `co*d*e`', '<strong>bold</strong> <em>it</em> <s>gone</s> <code>co*d*e</code>'],
    ['*bold _and it_*', '<strong>bold <em>and it</em></strong>'],
    ['2 * 3 * 4, a_b_c, *not', '2 * 3 * 4, a_b_c, *not'],
    ['&lt;b&gt; &amp;amp; "x"', '&lt;b&gt; &amp;amp; "x"'],
    ['a\nb', 'a<br>b'],
    ['<b>raw</b>', '&lt;b&gt;raw&lt;/b&gt;'],
    [':white_check_mark: 10:30:00 :nothing:', '✅ 10:30:00 :nothing:'],
    ['<javascript:alert(1)|click>', 'click'],
    ['`` and ` alone', '`` and ` alone'],
  ] as const;

  it('mrkdwn: emphasis, code, entities and what is none of these', async () => {
    const { page } = await open({
      prepare: (world) =>
        world.messages.set(
          AGENTS,
          SAID.map(([text], index) => message({ text, ts: `${1_700_000_000 + index}.000100` })),
        ),
    });
    await page
      .locator('.message')
      .nth(SAID.length - 1)
      .waitFor();
    const lines = page.locator('.message .text .lines');
    const html = await lines.evaluateAll((all) => all.map((line) => line.innerHTML));
    expect(html).toEqual(SAID.map(([, expected]) => expected));
  });

  it('mrkdwn: links, mentions of people, channels and everybody, and dates', async () => {
    const { body } = await drawn({
      text: `<https://example.com/a?b=1&amp;c=2|the policy> <https://example.com> <mailto:a@b.example|a@b.example> <@${BOT}> <@U0NOBODY00> <#${AGENTS}> <!here> <!date^1700000000^{date_num}^https://example.com/|then>`,
    });
    const links = await body
      .locator('a')
      .evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute('href'), a.getAttribute('rel')]));
    expect(links).toEqual([
      ['the policy', 'https://example.com/a?b=1&c=2', 'noopener noreferrer'],
      ['https://example.com', 'https://example.com/', 'noopener noreferrer'],
      ['a@b.example', 'mailto:a@b.example', 'noopener noreferrer'],
      ['2023-11-14', 'https://example.com/', 'noopener noreferrer'],
    ]);
    expect(await body.locator('.mention').allTextContents()).toEqual([
      '@Refinery',
      '@unknown',
      '#support-agents',
      '@here',
    ]);
  });

  it('mrkdwn: fences and quotes; Slack colours nothing there', async () => {
    const { body } = await drawn({
      text: 'before\n```\n*as* &lt;it&gt; is\n```\n&gt; quoted *bold*\n&gt; too\nafter\n```@@ -1 +1 @@\n-old\n+new```',
    });
    expect(await body.locator('pre').allTextContents()).toEqual(['*as* <it> is', '@@ -1 +1 @@\n-old\n+new']);
    expect(await body.locator('blockquote').innerText()).toBe('quoted bold\ntoo');
    expect(await body.locator('.lines').allTextContents()).toEqual(['before', 'after']);
  });

  it('what is told to be a diff is one, and what looks like one is none', async () => {
    const pre = (text: string) => ({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
    const { body } = await drawn({
      blocks: [
        rich(
          { ...pre('prompts/support.md\n-old\n+new\n\nevals/cases.jsonl\n+{"a":1}'), language: 'diff' },
          pre('- one\n- and more'),
        ),
      ],
    });
    expect(await body.locator('pre').evaluateAll((all) => all.map((one) => one.className))).toEqual(['diff', '']);
    expect(await body.locator('.diff-added').count()).toBe(2);
  });

  it('rich text: styles, lists, a quote and code', async () => {
    const { body } = await drawn({
      blocks: [
        rich(
          section(
            { type: 'text', text: 'both', style: { bold: true, italic: true } },
            { type: 'text', text: ' code', style: { code: true } },
            { type: 'link', url: 'https://example.com/', text: 'link' },
            { type: 'user', user_id: BOT },
            { type: 'emoji', name: 'tada' },
          ),
          {
            type: 'rich_text_list',
            style: 'ordered',
            indent: 1,
            elements: [section({ type: 'text', text: 'first' }), section({ type: 'text', text: 'second' })],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '- a list\nis no diff' }] },
        ),
      ],
    });
    expect(await body.locator('.rich-text > p').first().innerHTML()).toBe(
      '<strong><em>both</em></strong><code> code</code><a href="https://example.com/" target="_blank" rel="noopener noreferrer">link</a><span class="mention">@Refinery</span>🎉',
    );
    expect(await body.locator('ol.depth-1 > li').allTextContents()).toEqual(['first', 'second']);
    expect(await body.locator('blockquote').textContent()).toBe('said');
    expect(await body.locator('pre').getAttribute('class')).toBeNull();
  });

  it('every block of a message', async () => {
    const { body } = await drawn({
      blocks: [
        { type: 'header', text: plain('A header') },
        { type: 'section', text: mrkdwn('*A* section'), fields: [mrkdwn('_f1_'), plain('f2')] },
        { type: 'context', elements: [plain('A context'), mrkdwn('`more`')] },
        { type: 'divider' },
        {
          type: 'markdown',
          text: '# Title\n\n1. **one**\n2. two\n\n> quoted\n\n```diff\n-a\n+b\n```\n[x](https://example.com)',
        },
        {
          type: 'plan',
          title: 'The plan',
          tasks: ['pending', 'in_progress', 'complete', 'error'].map((status) => ({
            type: 'task_card',
            task_id: status,
            title: status,
            status,
            output: rich(section({ type: 'text', text: `out of ${status}` })),
          })),
        },
        {
          type: 'table',
          column_settings: [{}, { align: 'right' }],
          rows: [
            [
              { type: 'raw_text', text: 'Fix' },
              { type: 'raw_text', text: 'Fixed' },
            ],
            [
              { type: 'raw_text', text: 'One' },
              { type: 'raw_number', value: 5, text: '5' },
            ],
          ],
        },
        {
          type: 'image',
          alt_text: 'A far picture',
          image_url: 'https://pictures.example.com/a.png',
          title: plain('Far'),
        },
        { type: 'image', alt_text: 'A near picture', image_url: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' },
        { type: 'card', title: mrkdwn('A card'), subtitle: mrkdwn('below'), body: mrkdwn('*inside*') },
        { type: 'alert', level: 'warning', text: mrkdwn('Mind *this*') },
        { type: 'container', title: plain('A container'), child_blocks: [{ type: 'divider' }] },
        { type: 'hologram', text: plain('?') },
        { type: 'actions', elements: [{ type: 'hologram_button', action_id: 'x' }] },
      ],
    });
    expect(await body.locator('h3.block-header').textContent()).toBe('A header');
    expect(await body.locator('.section-fields .text').allTextContents()).toEqual(['f1', 'f2']);
    expect(await body.locator('.block-context').innerText()).toMatch(/A context\s+more/);
    expect(await body.getByRole('heading', { name: 'Title' }).count()).toBe(1);
    expect(await body.locator('.rich-text ol > li').allTextContents()).toEqual(['one', 'two']);
    expect(await body.locator('.diff .diff-added').textContent()).toBe('+b\n');
    expect(await body.locator('.plan .task-title').allTextContents()).toEqual([
      'pending: To do',
      'in_progress: In progress',
      'complete: Done',
      'error: Failed',
    ]);
    expect(await body.locator('.plan-count').textContent()).toBe('1 of 4 done');
    expect(await body.locator('.task-error .task-output').textContent()).toBe('out of error');
    expect(await body.getByRole('columnheader').allTextContents()).toEqual(['Fix', 'Fixed']);
    expect(await body.locator('td.align-right').textContent()).toBe('5');
    expect(await body.getByRole('img', { name: 'A near picture' }).count()).toBe(1);
    expect(await body.locator('.no-picture').textContent()).toBe('A far picture (opens pictures.example.com)');
    expect(await body.locator('.card').innerText()).toMatch(/A card\s+below\s+inside/);
    expect(await body.locator('.alert-warning strong').textContent()).toBe('this');
    expect(await body.locator('.block-container h4').textContent()).toBe('A container');
    expect(await body.locator('.unsupported').allTextContents()).toEqual([
      'Unsupported block: hologram',
      'Unsupported element: hologram_button',
    ]);
  });

  it('every element tells the app in Slack’s own words', async () => {
    const { page, world, body } = await drawn({
      blocks: [
        {
          type: 'actions',
          block_id: 'all',
          elements: [
            { type: 'button', action_id: 'go', text: plain('Go'), value: 'v', style: 'primary' },
            { type: 'static_select', action_id: 'one', options, placeholder: plain('Pick one') },
            { type: 'multi_static_select', action_id: 'some', options, placeholder: plain('Pick some') },
            { type: 'users_select', action_id: 'who', placeholder: plain('Pick a person') },
            { type: 'multi_users_select', action_id: 'they', placeholder: plain('Pick people') },
            { type: 'radio_buttons', action_id: 'radio', options },
            { type: 'checkboxes', action_id: 'boxes', options, initial_options: options.slice(2) },
            { type: 'overflow', action_id: 'more', options },
          ],
        },
      ],
    });
    const told = async (act: () => Promise<unknown>) => {
      const before = world.told.length;
      await act();
      await expect.poll(() => world.told.length).toBe(before + 1);
      const { action_ts: _, block_id, ...action } = last(world).action as Piece;
      expect(block_id).toBe('all');
      return action;
    };
    const select = (name: string, label: string) => told(() => body.getByLabel(name).selectOption({ label }));
    expect(await told(() => body.getByRole('button', { name: 'Go' }).click())).toEqual({
      type: 'button',
      action_id: 'go',
      value: 'v',
      text: plain('Go'),
    });
    expect(await select('Pick one', 'Two')).toMatchObject({ action_id: 'one', selected_option: options[1] });
    expect(await select('Pick a person', 'Gwen')).toMatchObject({ action_id: 'who', selected_user: 'U000000GWEN' });
    await body.getByText('Pick some').click();
    const several = body.locator('.several').first();
    expect(await told(() => several.getByLabel('One').check())).toMatchObject({ selected_options: [options[0]] });
    await body.getByText('Pick people').click();
    expect(await told(() => body.getByLabel('Ben').check())).toMatchObject({ selected_users: ['U0000000BEN'] });
    expect(await told(() => body.getByRole('radio', { name: 'Two' }).check())).toMatchObject({
      type: 'radio_buttons',
      selected_option: options[1],
    });
    const boxes = body.locator('.block-actions > .choices').last();
    expect(await told(() => boxes.getByLabel('One').check())).toMatchObject({
      type: 'checkboxes',
      selected_options: [options[0], options[2]],
    });
    await body.getByRole('button', { name: 'More actions' }).press('Enter');
    await page.keyboard.press('ArrowDown');
    expect(await told(() => page.keyboard.press('Enter'))).toMatchObject({
      type: 'overflow',
      selected_option: options[1],
    });
    const { state } = last(world) as { state: { values: Record<string, Record<string, Piece>> } };
    expect(state.values.all?.one).toEqual({ type: 'static_select', selected_option: options[1] });
    expect(state.values.all?.they).toEqual({ type: 'multi_users_select', selected_users: ['U0000000BEN'] });
  });

  const HOSTILE = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';

  it('hostile text stays text, wherever it stands', async () => {
    const { page, body } = await drawn({
      text: HOSTILE,
      user: 'U0NOBODY00',
      blocks: [
        { type: 'header', text: plain(HOSTILE) },
        { type: 'section', text: mrkdwn(HOSTILE), fields: [plain(HOSTILE)] },
        { type: 'markdown', text: `# ${HOSTILE}\n[${HOSTILE}](javascript:alert(1))\n<b>${HOSTILE}` },
        rich(section({ type: 'text', text: HOSTILE }, { type: 'link', url: 'javascript:alert(1)', text: HOSTILE }), {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: HOSTILE }],
        }),
        { type: 'table', rows: [[{ type: 'raw_text', text: HOSTILE }]] },
        { type: 'plan', title: HOSTILE, tasks: [{ title: HOSTILE, status: HOSTILE, details: HOSTILE }] },
        { type: 'image', alt_text: HOSTILE, image_url: 'javascript:alert(1)' },
        {
          type: 'actions',
          block_id: HOSTILE,
          elements: [{ type: 'button', url: 'javascript:alert(1)', text: plain(HOSTILE), action_id: HOSTILE }],
        },
        { type: HOSTILE },
        { type: '__proto__' },
        { type: 'rich_text', elements: 'nonsense' },
        { type: 'section', text: null },
      ],
      attachments: [{ title: HOSTILE, title_link: 'javascript:alert(1)', text: HOSTILE, color: HOSTILE }],
      files: [someFile('../../etc/passwd', HOSTILE)],
    });
    expect(await body.locator('.block-header').textContent()).toBe(HOSTILE);
    expect(await page.locator('img, script:not([src^="/scripts/"]), iframe, b').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await body.locator('a[download]').getAttribute('href')).toBe('/files/..%2F..%2Fetc%2Fpasswd');
    expect(await page.title()).not.toBe('hacked');
  });

  it('a long text without an end in sight is read in one go, not in one for each sign of it', async () => {
    const { page } = await open();
    // As text, so that nothing is compiled into it. What grows with the square of the length would outlast the test.
    const read = await page.evaluate(`(async () => {
      const { parseMrkdwn } = await import('/scripts/text/parse-mrkdwn.js');
      const { drawMarkdown } = await import('/scripts/text/draw-markdown.js');
      const signs = ['*a ', '_a*~', '\`', '<', '<a ', '\`\`\`', '&gt;', '[', '**', '*_~x'];
      const parts = signs.map((sign) => parseMrkdwn(sign.repeat(400_000 / sign.length)).length);
      const drawn = ['[a', '**a', '\`a', '*a', '~~'].map((sign) => drawMarkdown(sign.repeat(12_000 / sign.length)));
      return parts.length + drawn.length;
    })()`);
    expect(read).toBe(15);
  });

  it('an edited message says so, and files open with their lines coloured', async () => {
    const { body } = await drawn({
      text: 'better',
      edited: { user: BOT, ts: '1700000001.000000' },
      files: [someFile('F1', 'rf-1.diff')],
    });
    expect(await body.locator('.text').first().textContent()).toBe('better (edited)');
    expect(await body.locator('.file-name').innerText()).toBe('rf-1.diff\nDIFF · 12 kB');
    await body.getByText('Show what changes').click();
    await body.locator('.file-text .diff-removed').waitFor();
    expect(await body.locator('.file-text .diff-removed').textContent()).toBe('-old <b>line</b>\n');
    expect(await body.getByRole('link', { name: 'Download rf-1.diff' }).getAttribute('download')).toBe('rf-1.diff');
  });

  it('a message that is drawn anew keeps the focus and what was chosen', async () => {
    const blocks = [
      {
        type: 'actions',
        block_id: 'b',
        elements: [{ type: 'static_select', action_id: 'one', options, placeholder: plain('Pick one') }],
      },
    ];
    const { page, world, body } = await drawn({ blocks });
    await body.getByLabel('Pick one').selectOption({ label: 'Two' });
    await body.getByLabel('Pick one').focus();
    world.push({
      type: 'message',
      channel: AGENTS,
      message: message({ blocks: [...blocks, { type: 'header', text: plain('More') }] }),
    });
    await body.locator('.block-header').waitFor();
    expect(await focused(page)).toBe('b/one');
    expect(await body.getByLabel('Pick one').inputValue()).toBe('two');
  });
});

function last({ told }: SomeWorld): Record<string, unknown> {
  return told.at(-1)?.given ?? {};
}

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(
    () =>
      (globalThis as unknown as { document: { activeElement: { dataset: { key?: string } } } }).document.activeElement
        .dataset.key,
  );
}
