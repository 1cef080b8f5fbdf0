import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { DIAGNOSE_SHORTCUT } from '../../src/slack/ways/shortcut.ts';

const root = join(import.meta.dirname, '../..');
const manifest = parse(readFileSync(join(root, 'manifest.yml'), 'utf8'));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

it('README.md says why of every scope that manifest.yml asks for, and of no other', () => {
  const table = /\| the app asks for \|.*?\n\n/s.exec(readme)?.[0] ?? '';
  const rows = table.split('\n').flatMap((row) => row.split(' | ')[0] ?? []);
  const explained = rows.flatMap((cell) => [...cell.matchAll(/`([a-z_.:]+)`/g)].map(([, scope]) => scope));
  expect(explained.toSorted()).toEqual(manifest.oauth_config.scopes.bot.toSorted());
});

it('the message action of manifest.yml is the one that is listened to', () => {
  expect(manifest.features.shortcuts.map((shortcut: { callback_id: string }) => shortcut.callback_id)).toEqual([
    DIAGNOSE_SHORTCUT,
  ]);
});

it('no more domains are unfurled than Slack takes', () => {
  // https://docs.slack.dev/messaging/unfurling-links-in-messages
  expect(manifest.features.unfurl_domains.length).toBeLessThanOrEqual(5);
});
