import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { RefineryError } from './domain/errors.ts';

const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/ });
const optional = <Value>(schema: z.ZodType<Value>) => schema.optional();

/**
 * Every setting, parsed once. Each has a line in `.env.example` (a test compares them).
 * An empty value counts as not set.
 */
const Settings = z.object({
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  LANGSMITH_API_KEY: optional(text),
  LANGSMITH_ENDPOINT: optional(url),
  OPENAI_API_KEY: optional(text),
  OPENAI_BASE_URL: optional(url),
  REFINERY_DATA: text.default('.refinery'),
  REFINERY_WORKSPACE: text.default('local'),
  REFINERY_MODEL: text.regex(/^(rules|openai\/.+)$/, 'is "rules" or "openai/<model>"').default('openai/gpt-6.1-terra'),
  REFINERY_REPLAY_MODEL: optional(text.regex(/^openai\/.+$/, 'is "openai/<model>"')),
  REFINERY_STAND_IN_URL: optional(url),
  REFINERY_PROMPT_VERSION: text.regex(/^v\d+$/, 'is v1, v2, …').default('v1'),
  REFINERY_MODEL_TIMEOUT_MS: z.coerce.number().int().positive().default(120_000),
  REFINERY_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
});
export type Config = z.infer<typeof Settings>;

export const settingNames: readonly string[] = Object.keys(Settings.shape);

/** Says everything that is wrong at once, before anything starts. @throws RefineryError config-invalid */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
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
