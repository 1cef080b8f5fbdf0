import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { readManifest } from '../../playground/slack/manifest.ts';
import { questionSettingNames, settingNames } from '../../src/config.ts';
import { DIAGNOSE_SHORTCUT } from '../../src/slack/ways/shortcut.ts';
import { manifestFor } from '../../src/terminal/manifest-for.ts';
import { verbs } from '../../src/wiring-of-terminal.ts';

const root = join(import.meta.dirname, '../..');
const written = readFileSync(join(root, 'manifest.yml'), 'utf8');
const manifest = parse(written);
const readme = readFileSync(join(root, 'README.md'), 'utf8');

it('README.md says why of every scope that manifest.yml asks for, and of no other', () => {
  const table = /\| the app asks for \|.*?\n\n/s.exec(readme)?.[0] ?? '';
  const rows = table.split('\n').flatMap((row) => row.split(' | ')[0] ?? []);
  const explained = rows.flatMap((cell) => [...cell.matchAll(/`([a-z_.:]+)`/g)].map(([, scope]) => scope));
  expect(explained.toSorted()).toEqual(manifest.oauth_config.scopes.bot.toSorted());
});

it('README.md says what every event that manifest.yml wants is heard for, and of no other', () => {
  const told = /Slack tells it of these events: .*?\n\n/s.exec(readme)?.[0] ?? '';
  const explained = [...told.matchAll(/`([a-z_.]+)`/g)].map(([, event]) => event);
  expect(explained.toSorted()).toEqual(manifest.settings.event_subscriptions.bot_events.toSorted());
});

it('the message action of manifest.yml is the one that is listened to', () => {
  expect(manifest.features.shortcuts.map((shortcut: { callback_id: string }) => shortcut.callback_id)).toEqual([
    DIAGNOSE_SHORTCUT,
  ]);
});

describe('README.md', () => {
  const scripts: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ).scripts;
  const found = (pattern: RegExp) => [...new Set([...readme.matchAll(pattern)].map(([, name = '']) => name))];

  it('names settings that there are', () => {
    const known = [...settingNames, ...questionSettingNames, 'TEST_DATABASE_URL', 'GITHUB_WEBHOOK_SECRET'];
    const named = found(/\b([A-Z]+(?:_[A-Z]+)+)\b(?!\.md|[-\w]*\.)/g);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'REFINERY_REPOS'])
      expect(named).toContain(name);
  });

  it('names scripts and verbs that there are', () => {
    expect(found(/npm run (?:-s\s+)?([a-z:-]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
    const words = new Set(verbs.flatMap(({ name }) => name.split(' ')[0] ?? []));
    expect(found(/npm run -s refinery -- ([a-z]+)/g).filter((name) => !words.has(name))).toEqual([]);
  });

  it('names files that there are', () => {
    const files = found(/\]\(([^)#:]+)(?:#[^)]*)?\)/g);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('calls the app, its command and its message action as manifest.yml does', () => {
    const { features, settings } = manifest;
    expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(
      found(/`(\/refinery)\b/g),
    );
    expect(readme).toContain(`/invite @${features.bot_user.display_name}`);
    expect(readme).toContain(`*${features.shortcuts[0].name}*`);
    expect(readme).toContain('`connections:write`');
    expect(settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
  });

  it('is about an app that hears what it subscribes to, and may', () => {
    const app = readFileSync(join(root, 'src/slack/app.ts'), 'utf8');
    const needed: Readonly<Record<string, string | null>> = {
      app_home_opened: null,
      app_mention: 'app_mentions:read',
      link_shared: 'links:read',
      'message.channels': 'channels:history',
      'message.groups': 'groups:history',
      'message.im': 'im:history',
    };
    const { bot_events: events } = manifest.settings.event_subscriptions;
    const { bot: scopes } = manifest.oauth_config.scopes;
    for (const event of events) {
      const scope = needed[event];
      if (typeof scope === 'string') expect(scopes).toContain(scope);
      expect(app).toContain(event.startsWith('message.') ? 'app.message(' : `app.event('${event}'`);
    }
  });
});

describe('the manifest of an installation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refinery-manifest-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** As the emulator takes it, by Slack's rules. */
  const taken = (text: string) => {
    const path = join(folder, 'manifest.yml');
    writeFileSync(path, text);
    return readManifest(path);
  };

  it('is manifest.yml where nothing is otherwise', async () => {
    const made = manifestFor(written, { unfurled: [] });
    expect(made).toBe(written);
    expect(await taken(made)).toMatchObject({ isSocketMode: true, requestUrl: undefined });
  });

  it('has every address for HTTP, unfurls other hosts, and keeps all else with its comments', async () => {
    const installation = {
      address: 'https://bot.example.org/refinery/',
      unfurled: ['https://LangSmith.example.org/o/1', 'langfuse.example.org', 'smith.langchain.com'],
    };
    const made = manifestFor(written, installation);
    const url = 'https://bot.example.org/refinery/slack/events';
    expect(await taken(made)).toMatchObject({
      isSocketMode: false,
      requestUrl: url,
      unfurlDomains: ['smith.langchain.com', 'cloud.langfuse.com', 'langsmith.example.org', 'langfuse.example.org'],
    });
    const { features, settings, ...rest } = parse(made);
    expect([features.slash_commands[0].url, settings.interactivity.request_url]).toEqual([url, url]);
    expect(rest).toEqual({
      _metadata: manifest._metadata,
      display_information: manifest.display_information,
      oauth_config: manifest.oauth_config,
    });
    expect(made.match(/^\s*#.*$/gm)).toEqual(written.match(/^\s*#.*$/gm));
  });

  it.each([
    [{ address: 'http://bot.example.org', unfurled: [] }, '--http wants an address'],
    [{ address: 'https://localhost:3000', unfurled: [] }, '--http wants an address'],
    [{ address: 'https://me:secret@bot.example.org', unfurled: [] }, '--http wants an address'],
    [{ address: 'https://bot.example.org/?a=b', unfurled: [] }, '--http wants an address'],
    [{ address: 'bot.example.org', unfurled: [] }, '--http wants an address'],
    [{ unfurled: ['langsmith'] }, '--unfurl wants hosts'],
    [{ unfurled: ['lang smith.org'] }, '--unfurl wants hosts'],
    [{ unfurled: ['10.0.0.1'] }, '--unfurl wants hosts'],
    [{ unfurled: [''] }, '--unfurl wants hosts'],
    [{ unfurled: ['a.de', 'b.de', 'c.de', 'd.de'] }, 'Slack unfurls 5 hosts at most'],
  ])('of %j is refused', (installation, says) => {
    expect(() => manifestFor(written, installation)).toThrow(says);
  });

  // https://docs.slack.dev/reference/app-manifest
  it.each<[string, (manifest: ReturnType<typeof parse>) => void]>([
    ['more than 5 domains', ({ features }) => features.unfurl_domains.push('a.de', 'b.de', 'c.de', 'd.de')],
    ['a domain that is an address', ({ features }) => features.unfurl_domains.push('https://a.de')],
    ['HTTP without an address', ({ settings }) => Object.assign(settings, { socket_mode_enabled: false })],
    [
      'an address without TLS',
      ({ settings }) => Object.assign(settings.interactivity, { request_url: 'http://bot.example.org' }),
    ],
    [
      'a command without its slash',
      ({ features }) => Object.assign(features.slash_commands[0], { command: 'refinery' }),
    ],
    ['a name of 36 characters', (all) => Object.assign(all.display_information, { name: 'x'.repeat(36) })],
    [
      'a description of 141 characters',
      (all) => Object.assign(all.display_information, { description: 'x'.repeat(141) }),
    ],
    ['a shortcut with a long name', ({ features }) => Object.assign(features.shortcuts[0], { name: 'x'.repeat(25) })],
  ])('with %s is not taken by Slack’s rules', async (_what, spoil) => {
    const spoilt = structuredClone(manifest);
    spoil(spoilt);
    await expect(taken(stringify(spoilt))).rejects.toThrow();
    expect(await taken(stringify(manifest))).toMatchObject({ isSocketMode: true });
  });
});
