import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { RefineryError } from './domain/errors.ts';
import { type PromptVersions, USUAL_VERSION } from './domain/prompt-versions.ts';
import type { Prices as PriceTable } from './refine/case/cost-of.ts';
import { isModel, modelForms } from './wiring-of-models.ts';

const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/ });
/** `gpt-6.1-terra=1.5/12, other=0/0`: US dollars for a million tokens, in and out. Nothing is guessed for a model that is not named. */
const Prices = z
  .string()
  .transform((text) => text.split(',').map((part) => /^\s*([^=\s]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)\s*$/.exec(part)))
  .refine(
    (parts) => parts.every((part) => part !== null),
    'is a list like model=1.5/12, dollars for a million tokens in/out',
  )
  .transform(
    (parts): PriceTable =>
      new Map(parts.map((part) => [part?.[1] ?? '', { input: Number(part?.[2]), output: Number(part?.[3]) }])),
  );

/** `v2`, or `v1, propose=v2`: one for all questions, and those that have another. */
const Versions = z
  .string()
  .transform((text) => text.split(',').map((part) => /^\s*(?:([a-z]+)=)?(v\d+)\s*$/.exec(part)))
  .refine((parts) => parts.every((part) => part !== null), 'is v1, v2, … or a list like v1, propose=v2')
  .transform((parts): PromptVersions => {
    const versions = new Map(parts.map((part) => [part?.[1] ?? '', part?.[2] ?? '']));
    return { usual: versions.get('') ?? USUAL_VERSION, own: new Map([...versions].filter(([question]) => question)) };
  });

/** `/srv/agents/support, /srv/agents/sales` */
const Paths = z.string().transform((text): readonly string[] => text.split(',').flatMap((path) => path.trim() || []));

/** What is short can be guessed. */
const Secret = text.min(32, 'has fewer than 32 characters; "openssl rand -base64 32" makes one');

/** In one line of `.env`, a key’s lines are parted by `\n`. */
const PrivateKey = text
  .transform((key) => key.replaceAll('\\n', '\n'))
  .refine((key) => key.includes('PRIVATE KEY'), 'is the text of the .pem file that GitHub gave you');

const ModelName = text.refine(isModel, `is no model: name it ${modelForms}`);
const AnalystName = text.refine((name) => name === 'rules' || isModel(name), `is "rules" or ${modelForms}`);

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
  GITHUB_TOKEN: optional(text),
  GITHUB_APP_ID: optional(text.regex(/^\d+$|^Iv\S+$/, 'is the number on the app’s page, or its client ID')),
  GITHUB_APP_PRIVATE_KEY: optional(PrivateKey),
  GITHUB_URL: url.transform((address) => address.replace(/\/+$/, '')).default('https://github.com'),
  REFINERY_DATA: text.default('.refinery'),
  REFINERY_WORKSPACE: text.default('local'),
  REFINERY_MODEL: AnalystName.default('openai/gpt-6.1-terra'),
  REFINERY_REPLAY_MODEL: optional(ModelName),
  REFINERY_JUDGE_MODEL: optional(ModelName),
  REFINERY_STAND_IN_URL: optional(url),
  REFINERY_PROMPT_VERSION: optional(Versions),
  REFINERY_GUIDES: z.enum(['on', 'off']).default('on'),
  REFINERY_MODEL_TIMEOUT_MS: z.coerce.number().int().positive().default(120_000),
  REFINERY_PRICES: optional(Prices),
  REFINERY_CASE_CAP_USD: z.coerce.number().nonnegative().default(2),
  REFINERY_CASE_CAP_TOKENS: z.coerce.number().int().nonnegative().default(2_000_000),
  REFINERY_OTHERS: z.coerce.number().int().min(0).max(100).default(20),
  REFINERY_TOKENS_PER_MINUTE: z.coerce.number().int().positive().default(1_000_000),
  REFINERY_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(1_000),
  REFINERY_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  REFINERY_REPOS: optional(Paths),
  REFINERY_SECRET: optional(Secret),
  REFINERY_SECRET_BEFORE: optional(Secret),
  SLACK_BOT_TOKEN: optional(text.regex(/^xoxb-/, 'begins with xoxb-: OAuth & Permissions > Bot User OAuth Token')),
  SLACK_APP_TOKEN: optional(
    text.regex(/^xapp-/, 'begins with xapp-: Basic Information > App-Level Tokens, with connections:write'),
  ),
  SLACK_API_URL: optional(url),
  NODE_ENV: optional(text),
  REFINERY_PLAYGROUND_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
});
export type Config = z.infer<typeof Settings>;

export const settingNames: readonly string[] = Object.keys(Settings.shape);

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

/** Says everything that is wrong at once, before anything starts. @throws RefineryError config-invalid */
export function readConfig(environment: Environment): Config {
  const given = filled(environment);
  const unknown = Object.keys(given).filter((name) => name.startsWith('REFINERY_') && !settingNames.includes(name));
  const parsed = Settings.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const complaints = [...unknown.map((name) => `${name} is no setting; did you mean ${nearest(name)}?`), ...wrong];
  if (!parsed.success || complaints.length > 0) throw new RefineryError('config-invalid', complaints.join('\n'));
  return parsed.data;
}

function nearest(name: string): string {
  const own = settingNames.filter((setting) => setting.startsWith('REFINERY_'));
  return own.toSorted((a, b) => distance(name, a) - distance(name, b))[0] ?? name;
}
