import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { GitTokens as GitTokenMap } from './code/remote/git-tokens.ts';
import { RefineryError } from './domain/errors.ts';
import { type PromptVersions, USUAL_VERSION } from './domain/prompt-versions.ts';
import type { Prices as PriceTable } from './refine/case/cost-of.ts';
import { settingWords } from './refine/text/setting-words.ts';
import { isModel, modelForms } from './wiring-of-models.ts';
import { questions } from './wiring-of-questions.ts';

const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/ });
const ONE_PRICE = /^\s*([^=\s]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?\s*$/;
/**
 * `some-model=1.5/12, other=2/10/0.2`: US dollars for a million tokens: in, out, and of the input what was read before. They
 * stand in place of what is listed (`refine/case/prices.json`); nothing is guessed for a model that is named in neither.
 */
const Prices = z
  .string()
  .transform((text) => text.split(',').map((part) => ONE_PRICE.exec(part)))
  .refine(
    (parts) => parts.every((part) => part !== null),
    'must be a list like model=1.5/12 or model=1.5/12/0.15, dollars for a million tokens in/out/cached',
  )
  .transform(
    (parts): PriceTable =>
      new Map(
        parts.map((part) => {
          const [, model = '', input, output, cached] = part ?? [];
          const rates = { input: Number(input), output: Number(output) };
          return [model, cached === undefined ? rates : { ...rates, cachedInput: Number(cached) }];
        }),
      ),
  );

/** `v2`, or `v1, propose=v2`: one for all questions, and those that have another. */
const Versions = z
  .string()
  .transform((text) => text.split(',').map((part) => /^\s*(?:([a-z]+)=)?(v\d+)\s*$/.exec(part)))
  .refine((parts) => parts.every((part) => part !== null), 'must be v1, v2, … or a list like v1, propose=v2')
  .transform((parts): PromptVersions => {
    const versions = new Map(parts.map((part) => [part?.[1] ?? '', part?.[2] ?? '']));
    return { usual: versions.get('') ?? USUAL_VERSION, own: new Map([...versions].filter(([question]) => question)) };
  });

/** `/srv/agents/support, /srv/agents/sales` */
const Paths = z.string().transform((text): readonly string[] => text.split(',').flatMap((path) => path.trim() || []));

/** `git.example.org=oauth2:token, …`: for each server, who goes there, and with which token. Without a user any name will do. */
const GitTokens = z
  .string()
  .transform((text) => text.split(',').map((part) => /^\s*([^=\s/:@]+(?::\d+)?)=(?:([^:\s]+):)?(\S+)\s*$/.exec(part)))
  .refine(
    (parts) => parts.every((part) => part !== null),
    'is a list like git.example.org=oauth2:token: the server, who goes there, and the token',
  )
  .transform(
    (parts): GitTokenMap =>
      new Map(
        parts.map((part) => [
          (part?.[1] ?? '').toLowerCase(),
          { user: part?.[2] ?? 'refinery', token: part?.[3] ?? '' },
        ]),
      ),
  );

/** What is short can be guessed. */
const Secret = text.min(32, 'must have at least 32 characters; "openssl rand -base64 32" makes one');

/** In one line of `.env`, a key’s lines are parted by `\n`. */
const PrivateKey = text
  .transform((key) => key.replaceAll('\\n', '\n'))
  .refine((key) => key.includes('PRIVATE KEY'), 'must be the text of the .pem file that GitHub gave you');

const ModelName = text.refine(isModel, `is no model: name it ${modelForms}`);

/** `anthropic/<model>, openai/<model>, rules`: who is asked, in that order. */
const ModelList = z
  .string()
  .transform((text): readonly string[] => text.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => name === 'rules' || isModel(name)),
    `must be "rules" or ${modelForms}, or a list of them, in the order of asking`,
  )
  .refine((names) => !names.slice(0, -1).includes('rules'), 'has "rules" before others; they can only be the last')
  .refine((names) => new Set(names).size === names.length, 'names a model twice');

const optional = <Value>(schema: z.ZodType<Value>) => schema.optional();

/**
 * Every setting, parsed once. Each has a line in `.env.example` (a test compares them).
 * An empty value counts as not set.
 */
const Settings = z.object({
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  LANGSMITH_API_KEY: optional(text),
  LANGSMITH_ENDPOINT: optional(url),
  LANGFUSE_HOST: optional(url),
  LANGFUSE_PUBLIC_KEY: optional(text),
  LANGFUSE_SECRET_KEY: optional(text),
  OPENAI_API_KEY: optional(text),
  OPENAI_BASE_URL: optional(url),
  ANTHROPIC_API_KEY: optional(text),
  ANTHROPIC_BASE_URL: optional(url),
  GEMINI_API_KEY: optional(text),
  GEMINI_BASE_URL: optional(url),
  REFINERY_COMPATIBLE_URL: optional(url),
  REFINERY_COMPATIBLE_KEY: optional(text),
  GITHUB_TOKEN: optional(text),
  GITHUB_APP_ID: optional(text.regex(/^\d+$|^Iv\S+$/, 'must be the number on the app’s page, or its client ID')),
  GITHUB_APP_PRIVATE_KEY: optional(PrivateKey),
  GITHUB_WEBHOOK_SECRET: optional(text.min(16, 'must have at least 16 characters; "openssl rand -hex 32" makes some')),
  GITHUB_URL: url.transform((address) => address.replace(/\/+$/, '')).default('https://github.com'),
  REFINERY_DATA: text.default('.refinery'),
  REFINERY_WORKSPACE: text.default('local'),
  REFINERY_MODEL: ModelList.default(['openai/gpt-6.1-terra']),
  REFINERY_CHEAPER_MODEL: optional(ModelName),
  REFINERY_CHEAPER_MAX_TOKENS: z.coerce.number().int().min(1).default(10_000),
  REFINERY_REPLAY_MODEL: optional(ModelName),
  REFINERY_JUDGE_MODEL: optional(ModelName),
  REFINERY_STAND_IN_URL: optional(url),
  REFINERY_PROMPT_VERSION: optional(Versions),
  REFINERY_READING: z.enum(['whole', 'groups', 'background', 'auto']).default('auto'),
  REFINERY_VIEW_TOKENS: z.coerce.number().int().min(6_000).default(250_000),
  REFINERY_WAIT_MINUTES: z.coerce.number().min(1).max(60).default(4),
  REFINERY_GUIDES: z.enum(['on', 'off']).default('on'),
  REFINERY_SERVICE_TIER: z.enum(['auto', 'default', 'flex', 'priority']).optional(),
  REFINERY_MODEL_TIMEOUT_MS: z.coerce.number().int().min(1).default(120_000),
  REFINERY_PRICES: optional(Prices),
  REFINERY_CASE_CAP_USD: z.coerce.number().nonnegative().default(2),
  REFINERY_CASE_CAP_TOKENS: z.coerce.number().int().nonnegative().default(2_000_000),
  REFINERY_DAY_CAP_USD: z.coerce.number().nonnegative().default(0),
  REFINERY_DAY_CAP_TOKENS: z.coerce.number().int().nonnegative().default(0),
  REFINERY_OTHERS: z.coerce.number().int().min(0).max(100).default(20),
  REFINERY_TOKENS_PER_MINUTE: z.coerce.number().int().min(1).default(1_000_000),
  REFINERY_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(1_000),
  REFINERY_METRICS: z.enum(['on', 'off']).default('off'),
  REFINERY_RETENTION_DAYS: z.coerce.number().int().min(0).max(36_500).default(0),
  REFINERY_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  REFINERY_REPOS: optional(Paths),
  REFINERY_GIT_TOKENS: GitTokens.default(new Map()),
  REFINERY_SECRET: optional(Secret),
  REFINERY_SECRET_BEFORE: optional(Secret),
  SLACK_BOT_TOKEN: optional(text.regex(/^xoxb-/, 'must begin with xoxb-: OAuth & Permissions > Bot User OAuth Token')),
  SLACK_APP_TOKEN: optional(
    text.regex(/^xapp-/, 'must begin with xapp-: Basic Information > App-Level Tokens, with connections:write'),
  ),
  SLACK_SIGNING_SECRET: optional(
    text.regex(/^[0-9a-f]{16,}$/i, 'is the Signing Secret under Basic Information > App Credentials'),
  ),
  SLACK_API_URL: optional(url),
  NODE_ENV: optional(text),
  REFINERY_PLAYGROUND_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  REFINERY_PLAYGROUND_PATIENCE_MS: z.coerce.number().int().min(100).max(600_000).default(3_000),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
});

/** `REFINERY_MODEL_DIAGNOSE` and the like, by the question's name; the judge's is older. */
const questionSettings: ReadonlyMap<string, string> = new Map(
  questions.flatMap(({ name }) =>
    name === 'judge' ? [] : [[name, `REFINERY_MODEL_${name.replaceAll('-', '_').toUpperCase()}`]],
  ),
);
const QuestionSettings = z.object(
  Object.fromEntries([...questionSettings.values()].map((setting) => [setting, optional(ModelList)])),
);

export type Config = z.infer<typeof Settings> &
  Readonly<{
    /** Who is asked a question that has a list of its own. */
    ownModels: ReadonlyMap<string, readonly string[]>;
  }>;

export const settingNames: readonly string[] = Object.keys(Settings.shape);
/** One for each question; not among the others. */
export const questionSettingNames: readonly string[] = [...questionSettings.values()];
const allNames = [...settingNames, ...questionSettingNames];

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `.env` in the project's folder says; what the environment itself says goes before it. */
export function withEnvFile(environment: Environment, root: string): Environment {
  const file = join(root, '.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...filled(environment) };
}

const filled = (environment: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value] as const] : [])),
  );

/** How Slack is heard: Socket Mode goes before HTTP where both could be. `undefined`: it can't be. */
export function heardByIn(
  config: Pick<Config, 'SLACK_APP_TOKEN' | 'SLACK_SIGNING_SECRET'>,
): Readonly<{ appToken: string } | { signingSecret: string }> | undefined {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = config;
  if (appToken !== undefined) return { appToken };
  return signingSecret === undefined ? undefined : { signingSecret };
}

/** Says everything that is wrong at once, before anything starts. @throws RefineryError config-invalid */
export function readConfig(environment: Environment): Config {
  const given = filled(environment);
  const unknown = Object.keys(given).filter((name) => name.startsWith('REFINERY_') && !allNames.includes(name));
  const inOurWords = { error: settingWords };
  const parsed = Settings.safeParse(given, inOurWords);
  const own = QuestionSettings.safeParse(given, inOurWords);
  const wrong = [...(parsed.error?.issues ?? []), ...(own.error?.issues ?? [])].map(
    ({ path, message }) => `${path.join('.')} ${message}.`,
  );
  const complaints = [...unknown.map((name) => `${name} is no setting; did you mean ${nearest(name)}?`), ...wrong];
  if (!parsed.success || !own.success || complaints.length > 0)
    throw new RefineryError('config-invalid', complaints.join('\n'));
  const ownModels = [...questionSettings].flatMap(([question, setting]) => {
    const names = own.data[setting];
    return names ? [[question, names] as const] : [];
  });
  return { ...parsed.data, ownModels: new Map(ownModels) };
}

/** The order of words is what people misremember: REFINERY_MODEL_JUDGE is the judge's model all the same. */
function nearest(name: string): string {
  const ordered = (setting: string) => setting.split('_').toSorted().join('_');
  const far = (setting: string) => Math.min(distance(name, setting), distance(ordered(name), ordered(setting)));
  const bare = name.replace(/^REFINERY_/, '');
  if (allNames.includes(bare)) return bare;
  const own = allNames.filter((setting) => setting.startsWith('REFINERY_'));
  return own.toSorted((a, b) => far(a) - far(b))[0] ?? name;
}
