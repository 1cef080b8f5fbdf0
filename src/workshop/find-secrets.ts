import type { TextFacts } from '../ports.ts';
import { digestOfBytes } from '../refine/case/digest.ts';
import { normalForms } from './normal-forms.ts';
import { SECRET_RULES } from './secret-rules.ts';

export type FoundSecret = TextFacts['secrets'][number];

/** How people name what secretlint's rules find. */
const KIND_BY_RULE: Readonly<Record<string, string>> = {
  anthropic: 'Anthropic key',
  aws: 'AWS access key',
  basicauth: 'password in a link',
  'database-connection-string': 'password in a link',
  gcp: 'Google key',
  github: 'GitHub token',
  gitlab: 'GitLab token',
  groq: 'Groq key',
  huggingface: 'Hugging Face token',
  npm: 'npm token',
  openai: 'OpenAI key',
  privatekey: 'private key',
  sendgrid: 'SendGrid key',
  slack: 'Slack token',
  stripe: 'Stripe key',
};

/**
 * Secrets in a text, in disguise too; each once. Only its digest is told, never
 * the secret. Putting strings together can also glue a secret to what stands
 * behind it, so of two that contain one another the shorter one counts.
 */
export async function findSecrets(text: string): Promise<readonly FoundSecret[]> {
  const kinds = new Map<string, string>();
  for (const form of normalForms(text)) {
    for (const { kind, secret } of [...foundByRules(form), ...(await foundBySecretlint(form))])
      if (!kinds.has(secret)) kinds.set(secret, kind);
  }
  const secrets = [...kinds.keys()];
  return secrets
    .filter((secret) => !secrets.some((other) => other !== secret && secret.includes(other)))
    .map((secret) => ({ kind: kinds.get(secret) ?? 'secret', digest: digestOfBytes(secret) }));
}

type Match = Readonly<{ kind: string; secret: string }>;

function foundByRules(form: string): readonly Match[] {
  return SECRET_RULES.flatMap(({ kind, pattern, holds }) =>
    [...form.matchAll(pattern)]
      .map((match) => ({ kind, secret: match.groups?.value ?? match[0] }))
      .filter(({ secret }) => !holds || holds(secret)),
  );
}

async function foundBySecretlint(form: string): Promise<readonly Match[]> {
  const { lintSource } = await import('@secretlint/core');
  const preset = await import('@secretlint/secretlint-rule-preset-recommend');
  // A comment in the text could switch rules off. The replacement is as long, so that places stay right.
  const content = form.replaceAll('secretlint-', 'secretlint_');
  const { messages } = await lintSource({
    source: { filePath: 'text', content, ext: '.txt', contentType: 'text' },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: preset.creator }] },
    },
  });
  return messages.map(({ ruleId, range: [start, end] }) => {
    const rule = ruleId.replace(/^@secretlint\/secretlint-rule-/, '');
    return { kind: KIND_BY_RULE[rule] ?? `${rule} secret`, secret: content.slice(start, end) };
  });
}
