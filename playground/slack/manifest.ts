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
  /** Where everything is delivered to; `undefined` in Socket Mode. */
  requestUrl: string | undefined;
  hasHome: boolean;
  /** Not there for an app that is no agent. */
  agent?: Readonly<{ description: string; prompts: readonly Prompt[] }>;
}>;

/** A name that others can know: https://docs.slack.dev/messaging/unfurling-links-in-messages */
const Domain = z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/, 'is no domain');
const RequestUrl = z.url({ protocol: /^https$/ });
const few = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).max(most).default([]);

/** Bounds as in https://docs.slack.dev/reference/app-manifest */
const Written = z
  .object({
    display_information: z
      .object({
        name: z.string().max(35),
        description: z.string().max(140).optional(),
        background_color: z
          .string()
          .regex(/^#(?:[0-9a-f]{3}){1,2}$/i)
          .optional(),
      })
      .default({ name: 'App' }),
    features: z
      .object({
        bot_user: z.object({ display_name: z.string().max(80) }).default({ display_name: 'app' }),
        slash_commands: few(
          z.object({
            command: z
              .string()
              .max(32)
              .regex(/^\/[^\s/]+$/),
            description: z.string().max(2_000).default(''),
            usage_hint: z.string().max(1_000).default(''),
            should_escape: z.boolean().default(false),
            url: RequestUrl.optional(),
          }),
          50,
        ),
        shortcuts: few(
          z.object({
            type: z.enum(['message', 'global']),
            name: z.string().max(24),
            callback_id: z.string().max(255),
            description: z.string().max(150).default(''),
          }),
          10,
        ),
        app_home: z.object({ home_tab_enabled: z.boolean().default(false) }).prefault({}),
        agent_view: z
          .object({
            agent_description: z.string().max(300).default(''),
            suggested_prompts: few(z.object({ title: z.string(), message: z.string() }), 4),
          })
          .optional(),
        unfurl_domains: few(Domain, 5),
      })
      .prefault({}),
    oauth_config: z.object({ scopes: z.object({ bot: few(z.string(), 255) }).prefault({}) }).prefault({}),
    settings: z
      .object({
        event_subscriptions: z
          .object({ bot_events: few(z.string(), 100), request_url: RequestUrl.optional() })
          .prefault({}),
        interactivity: z
          .object({ is_enabled: z.boolean(), request_url: RequestUrl.optional() })
          .default({ is_enabled: false }),
        socket_mode_enabled: z.boolean().default(false),
      })
      .prefault({}),
  })
  .superRefine(({ features, settings }, { addIssue }) => {
    if (settings.socket_mode_enabled) return;
    const { event_subscriptions: events, interactivity } = settings;
    const wanted = [
      ...features.slash_commands.map(({ command, url }) => [command, url] as const),
      ...(events.bot_events.length > 0 ? [['events', events.request_url] as const] : []),
      ...(interactivity.is_enabled ? [['interactivity', interactivity.request_url] as const] : []),
    ];
    for (const [what, url] of wanted)
      if (url === undefined) addIssue({ code: 'custom', message: `${what} has no URL, and there is no Socket Mode` });
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
    requestUrl: settings.socket_mode_enabled ? undefined : settings.event_subscriptions.request_url,
    hasHome: features.app_home.home_tab_enabled,
    ...(features.agent_view && {
      agent: { description: features.agent_view.agent_description, prompts: features.agent_view.suggested_prompts },
    }),
  };
}
