import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Prompt, Shortcut } from './human-side.ts';

/** What the app may do and wants to hear, by its manifest (https://docs.slack.dev/reference/app-manifest). */
export type Manifest = Readonly<{
  appName: string;
  /** Of the bot, as people mention it. */
  botName: string;
  /** `escapes`: names and links are made of what is typed. */
  commands: readonly Readonly<{ command: string; description: string; usageHint: string; escapes: boolean }>[];
  messageShortcuts: readonly Shortcut[];
  scopes: ReadonlySet<string>;
  events: ReadonlySet<string>;
  unfurlDomains: readonly string[];
  isInteractive: boolean;
  isSocketMode: boolean;
  hasHome: boolean;
  /** Not there for an app that is no agent. */
  agent?: Readonly<{ description: string; prompts: readonly Prompt[] }>;
}>;

const Written = z.object({
  display_information: z.object({ name: z.string() }).default({ name: 'App' }),
  features: z
    .object({
      bot_user: z.object({ display_name: z.string() }).default({ display_name: 'app' }),
      slash_commands: z
        .array(
          z.object({
            command: z.string(),
            description: z.string().default(''),
            usage_hint: z.string().default(''),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
      shortcuts: z.array(z.object({ type: z.string(), name: z.string(), callback_id: z.string() })).default([]),
      app_home: z.object({ home_tab_enabled: z.boolean().default(false) }).prefault({}),
      agent_view: z
        .object({
          agent_description: z.string().max(300).default(''),
          suggested_prompts: z
            .array(z.object({ title: z.string(), message: z.string() }))
            .max(4)
            .default([]),
        })
        .optional(),
      unfurl_domains: z.array(z.string()).default([]),
    })
    .prefault({}),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }).prefault({}) }).prefault({}),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}),
      interactivity: z.object({ is_enabled: z.boolean() }).default({ is_enabled: false }),
      socket_mode_enabled: z.boolean().default(false),
    })
    .prefault({}),
});

/** @throws Error when the file can't be read or is no manifest */
export async function readManifest(path: string): Promise<Manifest> {
  const {
    display_information: about,
    features,
    oauth_config: oauth,
    settings,
  } = Written.parse(parse(await readFile(path, 'utf8')));
  return {
    appName: about.name,
    botName: features.bot_user.display_name,
    commands: features.slash_commands.map(
      ({ command, description, usage_hint: usageHint, should_escape: escapes }) => ({
        command,
        description,
        usageHint,
        escapes,
      }),
    ),
    messageShortcuts: features.shortcuts
      .filter(({ type }) => type === 'message')
      .map(({ name, callback_id: callbackId }) => ({ name, callbackId })),
    scopes: new Set(oauth.scopes.bot),
    events: new Set(settings.event_subscriptions.bot_events),
    unfurlDomains: features.unfurl_domains,
    isInteractive: settings.interactivity.is_enabled,
    isSocketMode: settings.socket_mode_enabled,
    hasHome: features.app_home.home_tab_enabled,
    ...(features.agent_view && {
      agent: { description: features.agent_view.agent_description, prompts: features.agent_view.suggested_prompts },
    }),
  };
}
